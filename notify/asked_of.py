"""Whether somebody was asked by an alert: whoever was not cannot answer it for themselves.

An answer ends the waiting for everybody where one is enough, and in a stand-in's case for the one
in whose place they were told; somebody whom nobody asked must not be able to do that.
"""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.ports import Deliveries
from notify.notices import told_of
from notify.tables import AttemptRow, IntentRow


def asked_of(
    connection: Connection, incident: str, alert: str, person: str, posts: frozenset[str]
) -> bool:
    """A message of the alert was written to the person, whatever became of it, also in somebody's
    place; or is about to be, to one of the posts that they hold."""
    written = (
        select(col(AttemptRow.id))
        .where(
            col(AttemptRow.incident) == incident,
            col(AttemptRow.key) == alert,
            col(AttemptRow.person) == person,
        )
        .limit(1)
    )
    if connection.execute(written).first() is not None:
        return True
    if not posts:
        return False
    waiting = select(col(IntentRow.facts)).where(
        col(IntentRow.incident) == incident,
        col(IntentRow.key) == alert,
        col(IntentRow.post).in_(sorted(posts)),
        col(IntentRow.expanded_at).is_(None),
    )
    named = (facts.get("persons") for facts in connection.execute(waiting).scalars())
    return any(persons is None or person in persons for persons in named)


DELIVERIES = Deliveries(told_of, asked_of)
"""What the desk hears of those who tell people."""
