"""Looks at due times and puts the command that records what ran out.

What is due is in the database; whoever wakes this up only decides how soon it is noticed.
"""

from __future__ import annotations

from collections.abc import Callable

from sqlalchemy import select
from sqlmodel import col

from incident.actors import ENGINE
from incident.commands import NoticeOverdue
from incident.desk import Desk
from incident.tables import IncidentRow

OnFault = Callable[[str, Exception], None]
"""Is told the incident that could not be looked at, and why. What it raises ends the round."""


def notice(desk: Desk, on_fault: OnFault) -> int:
    """Record every clock that has run out by its incident's own time; how many incidents had one.

    The longest due comes first. An incident that fails is told to ``on_fault``, and the others
    are looked at all the same. Exercises that a player drives are left to the player.
    """
    query = (
        select(col(IncidentRow.id), col(IncidentRow.due_at))
        .where(col(IncidentRow.due_at).is_not(None), col(IncidentRow.player).is_(None))
        .order_by(col(IncidentRow.due_at), col(IncidentRow.id))
    )
    with desk.database.read() as connection:
        rows = connection.execute(query).all()
    noticed = 0
    for incident, due_at in rows:
        try:
            if due_at is not None and due_at <= desk.clock(incident).now():
                noticed += bool(desk.put(incident, NoticeOverdue(), ENGINE).entries)
        except Exception as error:  # noqa: BLE001 - one broken incident must not stop the others
            on_fault(incident, error)
    return noticed
