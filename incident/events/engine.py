"""Answers to alerts, and clocks that ran out."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Instant, Key, Means, Sealed


class AlertAnswered(Event):
    """A person answered an alert; delivery alone never makes this event."""

    alert: Key
    person: Key
    answer: Literal["acknowledged", "on_the_way", "on_scene", "declined"]
    means: Means
    words: Sealed | None = None


class PersonUnreachable(Event):
    alert: Key
    person: Key | None
    """None: nobody holds the post."""
    post: Key
    village: Key | None = None
    """Where nobody could be reached in the post; None: the post is not one of villages."""
    tried: int


class DutyOverdue(Event):
    """A clock ran out. Recorded once; late is shown as late for ever."""

    duty: Key
    due_at: Instant
