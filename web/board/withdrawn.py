"""How far a withdrawal of rescuers has come: who was ordered out, and who said what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.posts import group_posts
from incident.state import Incident
from notify.tables import AttemptRow
from playbooks.lookup import Playbook
from web.board.cells import WITHDRAWAL, crew
from web.me.work import dangerous


@dataclass(frozen=True, slots=True)
class Counted:
    """Heads by what they answered to the order in force; ``silent`` were told and have not."""

    out: int
    leaving: int
    trapped: int
    silent: int


def counted(state: Incident, ordered: frozenset[str]) -> Counted:
    """Heads under the order in force. To have read it is no answer: only out, leaving, trapped."""
    answers = crew(state)
    said = [a.answer for a in answers]
    silent = ordered - {a.person for a in answers}
    return Counted(said.count("out"), said.count("leaving"), said.count("trapped"), len(silent))


def ordered_out(
    connection: Connection, state: Incident, playbook: Playbook, until: datetime | None = None
) -> frozenset[str]:
    """Persons to whom the order in force was addressed as working in the danger area (§5.3.1(4));
    nobody where none is in force. With ``until``, a moment of operating time, only what was written
    before it."""
    order = state.withdrawal
    if order is None or not order.in_force:
        return frozenset()
    posts = frozenset(_in_danger(state, playbook))
    query = select(col(AttemptRow.person), col(AttemptRow.posts)).where(
        col(AttemptRow.incident) == state.id,
        col(AttemptRow.event) == WITHDRAWAL,
        col(AttemptRow.created_at) >= order.since,
    )
    if until is not None:
        query = query.where(col(AttemptRow.created_at) <= until)
    return frozenset(row.person for row in connection.execute(query) if posts & {*row.posts})


def _in_danger(state: Incident, playbook: Playbook) -> Iterator[str]:
    for alert in playbook.alerts.get(WITHDRAWAL, ()):
        groups = [g for g in alert.groups if dangerous(playbook, g)]
        if groups:
            yield from alert.posts
        for group in groups:
            yield from group_posts(state, playbook, group)
