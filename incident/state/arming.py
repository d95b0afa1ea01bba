"""Whether an exercise reaches real telephones."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Obstacle = Literal["", "real_incident", "played"]
"""Why it may not be armed. ``real_incident``: one is open in this county. ``played``: a player of
its own sends the messages of the exercise, and has no channel that reaches anybody."""


@dataclass(frozen=True, slots=True)
class Arming:
    """The newest one of an exercise. Moments are of the incident's time; how long it lasts is in
    real minutes."""

    id: str
    persons: tuple[str, ...]
    channels: tuple[str, ...]
    minutes: int
    armed_by: str
    armed_at: datetime
    confirmed_by: str | None = None
    confirmed_at: datetime | None = None
    ended_at: datetime | None = None

    @property
    def waits(self) -> bool:
        """Whether a second person has to confirm it still."""
        return self.confirmed_by is None and self.ended_at is None

    @property
    def in_force(self) -> bool:
        """Whether it was confirmed, and nobody has written down its end."""
        return self.confirmed_by is not None and self.ended_at is None
