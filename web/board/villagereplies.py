"""What the people who stand for a village answered to their alerts, for its line on the board."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, or_, select
from sqlmodel import col

from incident.state import AlertAnswer, Incident
from registry.tables import HoldingRow


@dataclass(frozen=True, slots=True)
class VillageReply:
    """The newest answer of one holder of a village's post, by whatever means it came."""

    post: str
    answer: str
    at: datetime
    words: str | None
    """What was said with it: a reference into the vault."""


def village_replies(
    connection: Connection, state: Incident, villages: Collection[str], held_at: datetime
) -> Mapping[str, tuple[VillageReply, ...]]:
    """By village, the earliest first. Of those who hold a post of that very village at
    ``held_at``; who stands for several stands on the line of each."""
    newest: dict[str, AlertAnswer] = {}
    for (_, person), given in state.answers.items():
        if person not in newest or newest[person].at < given.at:
            newest[person] = given
    if not newest or not villages:
        return {}
    rows = connection.execute(
        select(col(HoldingRow.scope_id), col(HoldingRow.post), col(HoldingRow.person_id))
        .where(
            col(HoldingRow.scope_id).in_(villages),
            col(HoldingRow.person_id).in_(newest),
            col(HoldingRow.mode) == state.mode,
            col(HoldingRow.since) <= held_at,
            or_(col(HoldingRow.until).is_(None), col(HoldingRow.until) > held_at),
        )
        .order_by(col(HoldingRow.rank), col(HoldingRow.post))
    ).all()
    found: dict[str, dict[str, VillageReply]] = {}
    for row in rows:
        given = newest[row.person_id]
        reply = VillageReply(row.post, given.answer, given.at, given.words)
        found.setdefault(row.scope_id, {}).setdefault(row.person_id, reply)
    return {
        village: tuple(sorted(theirs.values(), key=lambda reply: (reply.at, reply.post)))
        for village, theirs in found.items()
    }
