"""Warnings to the public as the board shows them: what waits, what stands, how far each has come on
every way to people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.duties import DutyClock
from incident.state import Incident, PublicWarning
from incident.state.warnings import Receipt
from incident.warnings import approved, drafts, follower

WAYS = (
    "weather_platform", "emergency_broadcast", "loudspeaker", "siren", "gong", "door_to_door",
)  # fmt: skip
"""Every way to people, those that reach most first."""


@dataclass(frozen=True, slots=True)
class WarningLine:
    """One approved warning."""

    warning: PublicWarning
    ways: tuple[tuple[str, tuple[Receipt, ...]], ...]
    """Each way with the newest word on every village that something was said of; empty: nobody has
    said anything."""
    clock: DutyClock | None
    """Until when a correction has to have reached every way; None where none is running."""
    followed_at: datetime | None
    """When a correction or all-clear of it was approved; None where it still stands."""


@dataclass(frozen=True, slots=True)
class Warnings:
    """Drafts, the oldest first; approved ones, the newest first."""

    drafts: tuple[PublicWarning, ...]
    lines: tuple[WarningLine, ...]

    @property
    def standing(self) -> tuple[PublicWarning, ...]:
        """What the public is told now, the newest first."""
        return tuple(line.warning for line in self.lines if line.followed_at is None)


def warnings(state: Incident, clocks: Mapping[str, DutyClock]) -> Warnings:
    """The warnings of an incident with their clocks, by the duty's id."""
    return Warnings(
        drafts(state), tuple(_line(state, w, clocks) for w in reversed(approved(state)))
    )


def _line(state: Incident, warning: PublicWarning, clocks: Mapping[str, DutyClock]) -> WarningLine:
    answer = follower(state, warning.id)
    return WarningLine(
        warning,
        tuple((way, _newest(warning, way)) for way in WAYS),
        clocks.get(f"correct:{warning.id}"),
        answer.approved_at if answer else None,
    )


def _newest(warning: PublicWarning, way: str) -> tuple[Receipt, ...]:
    """Of receipts said at the same time the one entered last."""
    theirs = sorted((r for r in warning.receipts if r.platform == way), key=lambda r: r.said_at)
    return tuple({r.village: r for r in theirs}.values())
