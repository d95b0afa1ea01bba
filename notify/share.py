"""Which incidents an alert engine works for.

An exercise that a player drives has an engine of its own, in the player's time. The program's
engine leaves it alone, so that a drill and a real incident can run beside each other.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, exists
from sqlalchemy.orm import Mapped
from sqlmodel import col

from incident.tables import IncidentRow


@dataclass(frozen=True, slots=True)
class Share:
    """``player`` names the player whose exercises these are; None: everything without one."""

    player: str | None = None

    def holds(self, incident: Mapped[str]) -> ColumnElement[bool]:
        """Whether a row's incident belongs to this engine.

        Asked of each row, so that what is due is found by its time: a list of incidents would have
        every row of one read.
        """
        return exists().where(col(IncidentRow.id) == incident, self.of(col(IncidentRow.player)))

    def of(self, player: Mapped[str | None]) -> ColumnElement[bool]:
        return player.is_(None) if self.player is None else player == self.player
