"""Proposals, spoken orders and overrides."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Instant, Key, Line, Means, Sealed


class Proposed(Event):
    decision: Key
    action: Literal["start", "raise", "lower", "end"]
    level: int | None
    by: Key
    """Post that proposed."""
    step: int
    """How many of the chain have spoken."""
    reason: Sealed | None


class Declined(Event):
    decision: Key
    by: Key
    reason: Sealed
    ask_for_more: bool
    """True where it may come back with more."""


class OrderRecorded(Event):
    """A spoken order that somebody wrote down; in force at once, to be signed."""

    order: Key
    on_behalf_of: Key
    means: Means
    said_at: Instant
    witness: Key | None
    recording: Line | None
    command: str
    sign_by: Instant


class OrderSigned(Event):
    schema_version = 2

    order: Key
    sheet: Line
    signed_at: Instant
    by_recorder: bool | None
    """Whether who wrote the order down entered this too; None where it was not yet asked."""


class SigningRefused(Event):
    schema_version = 2

    order: Key
    reason: Sealed
    by_recorder: bool | None
    """As with ``OrderSigned``."""


class OverrideUsed(Event):
    """Somebody acted without the authority that the plan names. Stays marked for ever."""

    override: Key
    command: str
    instead_of: tuple[Key, ...]
    reason: Sealed
    second_by: Instant


class OverrideSeconded(Event):
    override: Key
