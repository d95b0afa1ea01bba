"""How a drill's time passes: at once, or in step with the real clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from runtime.clock import Clock, ManualClock, ScaledClock


class Pace(Protocol):
    """Gives the incident's time and waits for it."""

    @property
    def operating(self) -> Clock:
        """The clock of the drill's own desk and alert engine."""
        ...

    @property
    def row(self) -> Mapping[str, object]:
        """What the incident's row says about its clock, for pages that show it meanwhile."""
        ...

    @property
    def incident(self) -> Clock:
        """The incident's clock."""
        ...

    def now(self) -> datetime:
        """Incident time."""
        ...

    def until(self, at: datetime) -> None:
        """Let time pass until ``at``; returns at once if that is past."""
        ...


@dataclass(frozen=True)
class AtOnce:
    """Time jumps from one action to the next; operating time is incident time."""

    operating: ManualClock
    row: Mapping[str, object] = field(default_factory=lambda: {"stands": True})

    @property
    def incident(self) -> Clock:
        return self.operating

    def now(self) -> datetime:
        return self.operating.now()

    def until(self, at: datetime) -> None:
        if at > self.operating.now():
            self.operating.move_to(at)


@dataclass(frozen=True)
class InStep:
    """``rate`` incident seconds pass in each real one."""

    operating: Clock
    start: datetime
    rate: float
    sleep: Callable[[float], None]
    began: datetime = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "began", self.operating.now())

    @property
    def row(self) -> Mapping[str, object]:
        return {
            "anchor_real": self.began.isoformat(),
            "anchor_incident": self.start.isoformat(),
            "rate": self.rate,
        }

    @property
    def incident(self) -> Clock:
        return ScaledClock(self.operating, self.began, self.start, self.rate)

    def now(self) -> datetime:
        return self.incident.now()

    def until(self, at: datetime) -> None:
        while (left := (at - self.now()).total_seconds()) > 0:
            self.sleep(left / self.rate)
