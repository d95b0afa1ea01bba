"""Warnings to the public of villages."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Instant, Key, Sealed


class WarningDrafted(Event):
    """A draft, or a new version of one."""

    warning: Key
    version: int
    villages: tuple[Key, ...]
    colour: Literal["red", "orange", "yellow", "blue"]
    text: Sealed
    what_to_do: Sealed
    valid_until: Instant
    ready_correction: Sealed
    announcement: Sealed | None
    """How the villages were told of the exercise; null in a real incident."""


class WarningApproved(Event):
    """It may be handed over to those who publish it."""

    warning: Key
    version: int
    by: Key
    clause: str


class WarningReceiptRecorded(Event):
    """What became of it on one way to people; ``village`` null: in all of its villages."""

    warning: Key
    platform: Literal[
        "weather_platform", "emergency_broadcast", "loudspeaker", "siren", "gong", "door_to_door"
    ]
    outcome: Literal["handed_over", "received", "playing", "played", "partly_played", "failed"]
    village: Key | None
    coverage_percent: int | None
    done_by: Sealed | None
    said_at: Instant
    note: Sealed | None


class WarningCorrected(Event):
    """A warning that answers another, to the same villages."""

    warning: Key
    """Its own id."""
    follows: Key
    correction: Literal["false_alarm", "corrected", "all_clear"]
    villages: tuple[Key, ...]
    colour: Literal["red", "orange", "yellow", "blue"]
    text: Sealed
    what_to_do: Sealed | None
    valid_until: Instant
    ready: bool
    """Its words were approved together with the warning; it stands at once."""
    discovered_at: Instant | None
    correct_by: Instant | None
