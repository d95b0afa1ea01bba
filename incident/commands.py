"""What somebody wants: the commands, in the imperative. The only way to change an incident."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from pydantic import Field

from incident.model import (
    DecidedOn,
    Instant,
    Key,
    Kind,
    Line,
    Means,
    Mode,
    Override,
    Sealed,
    Spoken,
    Value,
    Verification,
    Wire,
)


class Command(Wire):
    """Base of all commands.

    Who acts is never in a command: the desk takes it from the session and the registry.
    """

    happened_at: Instant | None = None
    """When it happened in the world, where that is not now."""
    spoken: Spoken | None = None
    override: Override | None = None
    decided_on: DecidedOn | None = None
    expected_seq: int | None = None
    """Refuse when the log has moved on; for machines. People's decisions use ``decided_on``."""


class ReportIncident(Command):
    """接报: opens an incident."""

    kind: Kind = "accident"
    mode: Mode = "real"
    title: Line | None = None
    place: Sealed
    what: Sealed
    occurred_at: Instant | None = None
    learned_at: Instant | None = None
    dam: Key | None = None
    township: Key | None = None
    source: Sealed | None = None
    police_number: Line | None = None


class AddReport(Command):
    what: Sealed
    source: Sealed | None = None
    occurred_at: Instant | None = None


class SetVerification(Command):
    status: Verification
    note: Sealed | None = None


class ChangeKind(Command):
    kind: Kind
    reason: Sealed


class RecordClaim(Command):
    measure: Key
    value: Value | None
    source: Key
    observed_at: Instant | None = None
    confidence: Literal["confirmed", "credible", "doubtful"] = "credible"
    basis: Literal["on_scene", "relayed", "roster", "estimate"] = "relayed"
    contains: tuple[Key, ...] = ()
    corrects: Key | None = None
    note: Sealed | None = None


class DoubtClaim(Command):
    """Change how far a claim is believed."""

    claim: Key
    confidence: Literal["confirmed", "credible", "doubtful"]
    reason: Sealed


class AcceptLowering(Command):
    reason: Sealed


class ApproveFigures(Command):
    """上报口径: the figures that leave the house."""

    figures: dict[Key, Value]
    checking: Sealed | None = None


class Propose(Command):
    """The next step of the plan's chain below the post that decides."""

    action: Literal["start", "raise", "lower", "end"]
    level: int | None = None
    reason: Sealed | None = None


class Decline(Command):
    decision: Key
    reason: Sealed
    ask_for_more: bool = False


class StartResponse(Command):
    level: int


class RaiseLevel(Command):
    level: int


class LowerLevel(Command):
    level: int
    reason: Sealed


class FormOnSite(Command):
    place: Sealed | None = None


class HandOverCommand(Command):
    """§2.2: a superior on-site headquarters takes command."""

    to: Sealed
    sheet: Line | None = None


class TakeBackCommand(Command):
    sheet: Line | None = None


class TellOtherResponse(Command):
    government: Line
    scale: Line
    status: Literal["started", "raised", "lowered", "ended"]
    told_by: Sealed


class ChangeGroups(Command):
    """§2.3: the commander adds groups; several in one decision."""

    add: Annotated[tuple[Key, ...], Field(min_length=1)]


class ChangeGroup(Command):
    group: Key
    leader: Key | None = None
    acting_leader: Key | None = None
    liaison: Key | None = None
    duties: Sealed | None = None


class SetCondition(Command):
    condition: Key
    status: Literal["met", "not_met", "unattainable"]
    evidence: Sealed | None = None


class EndResponse(Command):
    pass


class ResumeResponse(Command):
    level: int
    reason: Sealed


class BeginAftermath(Command):
    pass


class CloseIncident(Command):
    pass


class DismissReport(Command):
    reason: Sealed
    evidence: Sealed


class ReopenReport(Command):
    reason: Sealed


class OrderWithdrawal(Command):
    """§5.3.1(4): rescuers leave the danger area. Takes effect at once."""

    reason: Sealed


class LiftWithdrawal(Command):
    reason: Sealed


class AdoptPlan(Command):
    plan: Key
    """Digest of the plan that applies from now on."""
    reason: Sealed


class SignOrder(Command):
    order: Key
    sheet: Line
    signed_at: Instant | None = None


class RefuseSigning(Command):
    order: Key
    reason: Sealed


class SecondOverride(Command):
    of: Key


class OrderTask(Command):
    group: Key
    text: Sealed
    proof: Key = "note"
    verifier: Key
    due_at: Instant | None = None


class ReceiveTask(Command):
    task: Key


class StartTask(Command):
    task: Key


class BlockTask(Command):
    task: Key
    reason: Sealed


class FinishTask(Command):
    task: Key
    proof: Key
    evidence: Sealed


class VerifyTask(Command):
    task: Key


class ReturnTask(Command):
    task: Key
    reason: Sealed


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


class TellOutsider(Command):
    entry: Key
    means: Means
    who: Sealed
    told_at: Instant | None = None


class AddNote(Command):
    note: Sealed


class CorrectEntry(Command):
    entry: Annotated[int, Field(ge=1)]
    correction: Sealed
    reason: Sealed


class AnswerAlert(Command):
    alert: Key
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
    tried: int


class NoticeOverdue(Command):
    """From the scheduler: look at the clocks."""


def _all(base: type[Command]) -> dict[str, type[Command]]:
    return {cls.wire(): cls for cls in base.__subclasses__()}


COMMANDS: Mapping[str, type[Command]] = MappingProxyType(_all(Command))
"""Every command by wire name."""
