"""Reports upward, instructions, inquiries, movements, notes."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Instant, Key, Line, Means, Sealed


class ReportTold(Event):
    """A telephone report: proved by number, person and time."""

    line: Key
    kind: Key
    round: int
    number: Sealed
    receiver: Sealed
    told_at: Instant
    figures: int | None
    """Number of the approved figures that were told."""
    recording: Line | None


class ReportStep(Event):
    """One step of a written report."""

    line: Key
    kind: Key
    round: int
    step: Literal["drafted", "edited", "checked", "signed", "sent", "received"]
    with_whom: Sealed | None
    figures: int | None


class InstructionRecorded(Event):
    instruction: Key
    from_whom: Sealed
    words: Sealed
    means: Means
    answer_by: Instant


class InstructionAnswered(Event):
    instruction: Key
    measure: Sealed


class InquiryRecorded(Event):
    inquiry: Key
    from_whom: Sealed
    question: Sealed
    answer_by: Instant


class InquiryAnswered(Event):
    inquiry: Key
    answer: Sealed
    figures: int | None


class LeaderMoved(Event):
    post: Key
    movement: Literal["left", "arrived", "gone"]
    place: Sealed | None


class CheckedIn(Event):
    person: Key
    movement: Literal["left", "arrived", "gone"]
    place: Sealed | None


class OutsiderTold(Event):
    entry: Key
    means: Means
    who: Sealed
    told_at: Instant


class NoteAdded(Event):
    note: Sealed


class EntryCorrected(Event):
    entry: int
    correction: Sealed
    reason: Sealed
