"""Looks at due times and puts the command that records what ran out.

What is due is in the database; whoever wakes this up only decides how soon it is noticed.
"""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from incident.commands import NoticeOverdue
from incident.desk import ENGINE, Desk
from incident.tables import DueRow, IncidentRow


def notice(desk: Desk) -> int:
    """Record every clock that has run out by its incident's own time; how many incidents had one.

    Exercises that a player drives are left to the player.
    """
    query = (
        select(col(DueRow.incident), col(DueRow.due_at))
        .join(IncidentRow, col(IncidentRow.id) == col(DueRow.incident))
        .where(col(IncidentRow.player).is_(None))
    )
    with desk.database.read() as connection:
        rows = connection.execute(query).all()
    noticed = 0
    for incident, due_at in rows:
        if due_at <= desk.clock(incident).now():
            noticed += bool(desk.put(incident, NoticeOverdue(), ENGINE).entries)
    return noticed
