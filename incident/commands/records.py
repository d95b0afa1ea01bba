"""Reports upward, instructions, inquiries, movements, notes."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from incident.commands.base import Command
from incident.model import (
    Files,
    Instant,
    Key,
    Line,
    Means,
    Sealed,
)


class TellReport(Command):
    """A report by telephone."""

    line: Key
    kind: Key
    number: Sealed
    receiver: Sealed
    told_at: Instant | None = None
    figures: int | None = None
    recording: Line | None = None


class StepReport(Command):
    line: Key
    kind: Key
    step: Literal["drafted", "edited", "checked", "signed", "sent", "received"]
    with_whom: Sealed | None = None
    figures: int | None = None


class RecordInstruction(Command):
    from_whom: Sealed
    words: Sealed
    means: Means
    answer_by: Instant | None = None


class AnswerInstruction(Command):
    instruction: Key
    measure: Sealed


class RecordInquiry(Command):
    from_whom: Sealed
    question: Sealed
    answer_by: Instant | None = None


class AnswerInquiry(Command):
    inquiry: Key
    answer: Sealed
    figures: int | None = None


class RecordMovement(Command):
    post: Key
    movement: Literal["left", "arrived", "gone"]
    place: Sealed | None = None


class CheckIn(Command):
    """签到: somebody has left, is there, or has gone again."""

    movement: Literal["left", "arrived", "gone"]
    person: Key | None = None
    """Who; null is the actor."""
    place: Sealed | None = None


class TellOutsider(Command):
    entry: Key
    means: Means
    who: Sealed
    told_at: Instant | None = None


class AddNote(Command):
    note: Sealed
    materials: Files = ()


class CorrectEntry(Command):
    entry: Annotated[int, Field(ge=1)]
    correction: Sealed
    reason: Sealed
