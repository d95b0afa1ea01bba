"""Why an exercise may not reach real telephones now, whoever wants it: read inside the desk's
transaction."""

from __future__ import annotations

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.codec import Envelope
from incident.state.arming import Obstacle
from incident.tables import IncidentRow

BEHIND = ("none", "aftermath", "closed", "dismissed")
"""Stages in which nobody waits for a real incident's alerts."""


def real_open(connection: Connection, jurisdiction: str) -> bool:
    """Whether a real incident is under way in the county."""
    query = select(col(IncidentRow.id)).where(
        col(IncidentRow.jurisdiction) == jurisdiction,
        col(IncidentRow.mode) == "real",
        col(IncidentRow.stage).not_in(BEHIND),
    )
    return connection.execute(query.limit(1)).first() is not None


def obstacle(connection: Connection, envelope: Envelope) -> Obstacle:
    """What stands against arming this exercise now."""
    played = select(col(IncidentRow.player)).where(col(IncidentRow.id) == envelope.incident)
    if connection.execute(played).scalar() is not None:
        return "played"
    return "real_incident" if real_open(connection, envelope.jurisdiction) else ""
