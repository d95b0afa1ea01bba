"""A past minute: what the incident's clock said then, and the machine's."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Self


@dataclass(frozen=True, slots=True)
class Minute:
    """One moment by both clocks. The log and what is written with it have the incident's time;
    who holds a post and what becomes of a message have operating time."""

    incident: datetime
    operating: datetime

    @classmethod
    def of(cls, at: datetime, clock: Mapping[str, Any] | None) -> Self:
        """``at`` is the incident's time, ``clock`` what its row says about that. In real life, and
        in an exercise that its player moves from step to step, both clocks say the same."""
        if clock is None or clock.get("stands"):
            return cls(at, at)
        began, start = (
            datetime.fromisoformat(clock[n]) for n in ("anchor_real", "anchor_incident")
        )
        return cls(at, began + (at - start) / clock["rate"])
