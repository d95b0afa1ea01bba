"""Messages that people wrote themselves."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Instant, Key, Sealed


class NoticeSent(Event):
    """To the holders of these posts and groups."""

    notice: Key
    groups: tuple[Key, ...]
    posts: tuple[Key, ...]
    by: Key
    """The post that sends it."""
    urgency: Literal["flash", "urgent", "normal"]
    confirm: Literal["all", "one", "none"]
    words: Sealed


class NoticeCorrected(Event):
    """To exactly the persons who were told of ``corrects``, whoever holds their posts now."""

    notice: Key
    corrects: int
    """The entry whose message was wrong or is over."""
    correction: Literal["corrected", "false_alarm", "all_clear"]
    told: tuple[Key, ...]
    """The persons."""
    by: Key
    words: Sealed
    found_at: Instant
    correct_by: Instant
