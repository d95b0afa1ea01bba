"""What was proposed, declined, ordered aloud or forced."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Proposal:
    decision: str
    action: str
    level: int | None
    step: int
    posts: tuple[str, ...]
    since: datetime
    reason: str | None


@dataclass(frozen=True, slots=True)
class Declination:
    by: str
    at: datetime
    reason: str
    ask_for_more: bool


@dataclass(frozen=True, slots=True)
class Order:
    """A spoken order: in force at once, signed later."""

    id: str
    on_behalf_of: str
    means: str
    said_at: datetime
    witness: str | None
    recording: str | None
    command: str
    recorded_by: str
    sign_by: datetime
    status: Literal["to_sign", "signed", "refused"]
    settled_at: datetime | None
    sheet: str | None
    reason: str | None
    by_recorder: bool | None = None
    """Whether who wrote it down also entered the sheet or the refusal, so that nobody else has
    looked at it; None while it waits, and in old logs."""


@dataclass(frozen=True, slots=True)
class OverrideMark:
    id: str
    command: str
    by: str
    at: datetime
    reason: str
    second_by: datetime
    seconded_by: str | None
    seconded_at: datetime | None = None
