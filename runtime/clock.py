"""The only place that asks what time it is.

Two clocks exist side by side. *Operating time* drives leases, back-off and sessions and is always
real. *Incident time* belongs to each incident: in an exercise it has an anchor, a rate and a pause.
Everything else gets a ``Clock`` passed in and never asks the system.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """Something that knows what time it is."""

    def now(self) -> datetime:
        """The present instant, timezone-aware, in UTC."""
        ...


class SystemClock:
    """The machine's clock: operating time, and the incident time of every real incident."""

    def now(self) -> datetime:
        return datetime.now(UTC)


@dataclass
class ManualClock:
    """A clock that moves only when told; for drills at full speed and for tests."""

    at: datetime

    def now(self) -> datetime:
        return self.at

    def move_to(self, instant: datetime) -> None:
        """Go forward to ``instant``; a clock never runs backwards."""
        if instant < self.at:
            raise ValueError(f"the clock stands at {self.at}; it cannot go back to {instant}")
        self.at = instant

    def forward(self, by: timedelta) -> None:
        """Go forward by a duration."""
        self.move_to(self.at + by)


@dataclass(frozen=True)
class ScaledClock:
    """Incident time of a running exercise: ``rate`` incident seconds pass per real second."""

    source: Clock
    anchor_real: datetime
    anchor_incident: datetime
    rate: float

    def now(self) -> datetime:
        return self.anchor_incident + (self.source.now() - self.anchor_real) * self.rate
