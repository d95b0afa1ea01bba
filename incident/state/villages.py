"""What was said of a village below the dam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

VillageStage = Literal["called", "answered", "moving", "moved"]


@dataclass(frozen=True, slots=True)
class VillageReport:
    """One report; null is unknown, never zero."""

    stage: VillageStage | None
    households_moved: int | None
    people_moved: int | None
    people_left: int | None
    need_help: int | None
    refused: int | None
    source: str
    said_at: datetime
