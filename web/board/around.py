"""What stands around the parts of a board: made once, with the parts, of the same board."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from web.board.audience import Audience
from web.board.fragments import regions
from web.board.offering import Way
from web.board.view import Board

LASTING = ("TellReport", "StepReport", "OrderTask", "AddNote", "AddReport", "PasteMaterial")
"""Commands whose buttons stand in the headings of the page, at every stage."""


@dataclass(frozen=True, slots=True)
class Around:
    """Words and numbers alone: it is kept as long as the parts are, and they hold no more."""

    audience: Audience
    incident: str
    mode: str
    heading: str
    learned_at: datetime
    zone: ZoneInfo
    past: bool
    regions: tuple[str, ...]
    groups: tuple[tuple[str, str], ...]
    """Ids and names of the working groups shown."""
    ways: Mapping[str, Way | None]
    """Of each of ``LASTING``."""


def around(seen: Board) -> Around:
    """What the page of this board shows beside its fragments."""
    return Around(
        audience=seen.audience,
        incident=seen.incident.id,
        mode=seen.incident.mode,
        heading=seen.heading,
        learned_at=seen.incident.opened.learned_at,
        zone=seen.zone,
        past=seen.past,
        regions=regions(seen),
        groups=tuple((g.id, g.name) for g in seen.groups),
        ways={command: seen.offering.whose(command) for command in LASTING},
    )
