"""Who outside the plan was told: by entry of the plan's list, from the log itself, so that each
can be corrected there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.codec import decode
from incident.events import OutsiderTold
from incident.state import Incident
from incident.tables import EventRow


@dataclass(frozen=True, slots=True)
class Telling:
    """The newest record that somebody outside was told."""

    seq: int
    """Its entry in the log."""
    who: str
    """Ref of who answered there."""
    means: str
    at: datetime
    by: str
    """Id of the person who entered it."""
    times: int
    """How often they were told in all."""
    corrected_by: int | None


def tellings(connection: Connection, state: Incident) -> Mapping[str, Telling]:
    """By the entry's id in the plan; entries that nobody was told of are missing."""
    query = (
        select(col(EventRow.body))
        .where(
            col(EventRow.incident) == state.id,
            col(EventRow.type) == OutsiderTold.__name__,
            col(EventRow.seq) <= state.seq,
        )
        .order_by(col(EventRow.seq))
    )
    found: dict[str, Telling] = {}
    for body in connection.execute(query).scalars():
        entry = decode(body)
        if not isinstance(told := entry.event, OutsiderTold):
            continue
        before = found.get(told.entry)
        found[told.entry] = Telling(
            entry.seq,
            told.who,
            told.means,
            told.told_at,
            entry.actor,
            (before.times if before else 0) + 1,
            state.corrections.get(entry.seq),
        )
    return found
