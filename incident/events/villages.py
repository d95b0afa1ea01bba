"""What was said of villages below the dam."""

from __future__ import annotations

from typing import ClassVar, Literal

from incident.events.base import Event
from incident.model import Instant, Key, Means, Sealed


class VillageReported(Event):
    """Null is unknown, never zero. Figures of people moved count everybody so far. Version 2 says
    who helps those who cannot leave alone, version 3 who told the village aloud, and how."""

    schema_version: ClassVar[int] = 3

    village: Key
    stage: Literal["called", "answered", "moving", "moved"] | None
    households_moved: int | None
    people_moved: int | None
    people_left: int | None
    need_help: int | None
    with_helper: int | None
    """Of those who need help, how many have somebody who comes for them."""
    helpers: Sealed | None
    """Who helps whom."""
    refused: int | None
    source: Key
    means: Means | None
    aloud: Literal["loudspeaker", "gong", "door_to_door"] | None
    """How the village was told there, also before any warning was approved."""
    done_by: Sealed | None
    """Who spoke, beat the gong or knocked."""
    said_at: Instant
    note: Sealed | None
