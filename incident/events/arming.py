"""Whether messages of an exercise go to real telephones."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Key, Sealed


class ExerciseArmed(Event):
    """Asked for by one person; nothing rings yet."""

    arming: Key
    persons: tuple[Key, ...]
    channels: tuple[Key, ...]
    minutes: int
    """Real minutes from the confirmation."""
    by: Key
    """The post that asks."""
    reason: Sealed


class ArmingConfirmed(Event):
    """By another person than who asked. It repeats what is armed: what was read is what counts."""

    arming: Key
    persons: tuple[Key, ...]
    channels: tuple[Key, ...]
    minutes: int
    armed_by: Key
    """Person who asked."""
    by: Key
    """The post that confirms."""


class Disarmed(Event):
    """Nothing more goes to real telephones."""

    arming: Key
    why: Literal["person", "time", "over", "real_incident"]
    """``over``: the exercise's response has ended; ``real_incident``: one was reported in this
    county."""
    reason: Sealed | None = None
