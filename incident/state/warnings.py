"""Warnings to the public, as drafted, approved, handed over and corrected."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Colour = Literal["red", "orange", "yellow", "blue"]
Platform = Literal[
    "weather_platform", "emergency_broadcast", "loudspeaker", "siren", "gong", "door_to_door"
]
Outcome = Literal["handed_over", "received", "playing", "played", "partly_played", "failed"]
Correction = Literal["false_alarm", "corrected", "all_clear"]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a warning on one way to people. ``village`` None: in all of its villages."""

    platform: Platform
    outcome: Outcome
    village: str | None
    coverage_percent: int | None
    done_by: str | None
    said_at: datetime
    note: str | None


@dataclass(frozen=True, slots=True)
class PublicWarning:
    """One warning. Texts are references into the vault."""

    id: str
    version: int
    """Counts its drafts, from 1."""
    villages: tuple[str, ...]
    colour: Colour
    text: str
    what_to_do: str | None
    """Null in a correction that has no more to say."""
    valid_until: datetime
    ready_correction: str | None
    announcement: str | None
    drafted_by: str
    """Person."""
    drafted_at: datetime
    approved_by: str | None = None
    """Post."""
    approved_person: str | None = None
    """Who entered the approval: never who drafted it, unless a witness heard it said."""
    approved_at: datetime | None = None
    follows: str | None = None
    """The warning that this one corrects or lifts."""
    correction: Correction | None = None
    discovered_at: datetime | None = None
    correct_by: datetime | None = None
    receipts: tuple[Receipt, ...] = ()
