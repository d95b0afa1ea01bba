"""Answers to alerts, and what the program itself notices."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from incident.commands.base import Command
from incident.model import (
    Key,
    Means,
    Sealed,
)


class AnswerAlert(Command):
    alert: Key
    also: Annotated[tuple[Key, ...], Field(max_length=50)] = ()
    """Other alerts that were told in the same breath, and are answered by the same words."""
    person: Key | None = None
    """Whose answer this is; null is the actor's own."""
    answer: Literal["acknowledged", "on_the_way", "on_scene", "declined"] = "acknowledged"
    means: Means = "message"
    words: Sealed | None = None


class MarkUnreachable(Command):
    """From the alert engine: somebody could not be reached, or nobody holds the post."""

    alert: Key
    person: Key | None = None
    post: Key
    village: Key | None = None
    """Where nobody at all could be reached as ``post``, if it is a post of villages."""
    tried: int


class NoticeOverdue(Command):
    """From the scheduler: look at the clocks."""
