"""Claims, what the rules read in them, and the figures that leave the house."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.events import Ground
from incident.model import Value

MESSENGER = "messenger"
"""Source of a figure that was pasted in from a messenger group."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure with its source and times. ``standing`` is False once corrected.
    ``observed_at`` is as it was stated; where it lies ahead of the receipt it is doubtful."""

    id: str
    measure: str
    value: Value | None
    source: str
    observed_at: datetime
    received_at: datetime
    recorded_at: datetime
    seq: int
    confidence: str
    basis: str
    contains: tuple[str, ...]
    standing: bool
    corrected_by: str | None
    note: str | None

    @property
    def origin(self) -> str:
        """Whose later figure takes the place of this one: its source's. A messenger group is many
        people of whom none knows the other's figure, so each of theirs stands by itself."""
        return self.id if self.source == MESSENGER else self.source

    @property
    def doubtful_time(self) -> bool:
        return self.observed_at > self.received_at

    @property
    def counts_at(self) -> datetime:
        """By which it is earlier or later than another: no later than it was received."""
        return min(self.observed_at, self.received_at)


@dataclass(frozen=True, slots=True)
class Assessment:
    grade: str | None
    level: int | None
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]
    rules: str
    seq: int


@dataclass(frozen=True, slots=True)
class Approved:
    """One numbered version of the figures that leave the house."""

    number: int
    figures: Mapping[str, Value]
    below_assessed: tuple[str, ...]
    checking: str | None
    by: str
    at: datetime
