"""What was said of a village below the dam."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from incident.model import Means

VillageStage = Literal["called", "answered", "moving", "moved"]
ByPeople = Literal["loudspeaker", "gong", "door_to_door"]


@dataclass(frozen=True, slots=True)
class VillageReport:
    """One report; null is unknown, never zero."""

    stage: VillageStage | None
    households_moved: int | None
    people_moved: int | None
    people_left: int | None
    need_help: int | None
    with_helper: int | None
    helpers: str | None
    """Who helps whom: a reference into the vault."""
    refused: int | None
    source: str
    means: Means | None
    aloud: ByPeople | None
    done_by: str | None
    """Who spoke, beat the gong or knocked: a reference into the vault."""
    said_at: datetime
