"""Answers by village: called, answered, moving, moved, and how many people."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from incident.commands.base import Command
from incident.model import Instant, Key, Means, Sealed
from incident.state.villages import ByPeople

Count = Annotated[int, Field(ge=0, le=1_000_000)]


class ReportVillage(Command):
    """What somebody says of a village below the dam. What is not given stays unknown; it is not
    zero. Moved counts everybody so far, not since the last report."""

    village: Key
    stage: Literal["called", "answered", "moving", "moved"] | None = None
    households_moved: Count | None = None
    people_moved: Count | None = None
    people_left: Count | None = None
    """Still in the village."""
    need_help: Count | None = None
    """People who cannot leave by themselves."""
    with_helper: Count | None = None
    """Of those, how many have somebody who comes for them."""
    helpers: Sealed | None = None
    """Who helps whom."""
    refused: Count | None = None
    """People who do not want to leave."""
    source: Key | None = None
    """The post or unit that says so; null: the post of whoever enters it."""
    means: Means | None = None
    aloud: ByPeople | None = None
    """How the village was told there, also before any warning is approved."""
    done_by: Sealed | None = None
    """Who spoke, beat the gong or knocked."""
    said_at: Instant | None = None
    note: Sealed | None = None
