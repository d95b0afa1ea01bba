"""What has happened: the events of an incident, in the past tense.

The class name is the wire name and never changes; a changed shape gets a higher
``schema_version`` and an upcaster in ``incident.upcast``. Persons appear by id; free text by
reference into the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import ClassVar, Literal

from incident.model import Instant, Key, Kind, Line, Means, Mode, Sealed, Value, Verification, Wire


class Event(Wire):
    """Base of all events. ``schema_version`` rises when the shape changes."""

    schema_version: ClassVar[int] = 1


# -- intake ------------------------------------------------------------------------------------


class IncidentReported(Event):
    kind: Kind
    mode: Mode
    plan: Key
    """Digest of the plan in force."""
    jurisdiction: Key
    title: Line
    place: Sealed
    what: Sealed
    occurred_at: Instant | None
    learned_at: Instant
    dam: Key | None
    township: Key | None
    source: Sealed | None
    police_number: Line | None


class ReportAdded(Event):
    what: Sealed
    source: Sealed | None
    occurred_at: Instant | None


class VerificationSet(Event):
    status: Verification
    note: Sealed | None


class KindChanged(Event):
    kind: Kind
    reason: Sealed


# -- figures -----------------------------------------------------------------------------------


class ClaimRecorded(Event):
    claim: Key
    measure: Key
    value: Value | None
    """None takes the source's word back to unknown."""
    source: Key
    """Who says so: a unit, post or outside body such as ``media``."""
    observed_at: Instant
    confidence: Literal["confirmed", "credible", "doubtful"]
    basis: Literal["on_scene", "relayed", "roster", "estimate"]
    contains: tuple[Key, ...] = ()
    """Measures that this figure already includes."""
    corrects: Key | None = None
    note: Sealed | None = None


class ClaimDoubted(Event):
    claim: Key
    confidence: Literal["confirmed", "credible", "doubtful"]
    reason: Sealed


class Ground(Wire):
    """One reason for a grade or level."""

    clause: str
    criterion: Key
    fact: str


class AssessmentFields(Wire):
    """The rules' reading of the worst credible figures at one moment."""

    grade: Key | None
    level: int | None
    grounds: tuple[Ground, ...]
    missing: tuple[Key, ...]
    facts: tuple[tuple[Key, Value], ...]
    rules: str
    """Version of the rules that read them."""


class Assessed(AssessmentFields, Event):
    """The assessment now in force. Never lower than the one before it."""


class LoweringSuggested(AssessmentFields, Event):
    """The figures now read lower than the assessment in force; a person has to accept that."""


class LoweringAccepted(Event):
    reason: Sealed


class FiguresApproved(Event):
    number: int
    figures: tuple[tuple[Key, Value], ...]
    below_assessed: tuple[Key, ...]
    """Measures where the approved figure is lower than the worst credible one."""
    checking: Sealed | None
    """What the paper must say is still being verified."""


# -- decisions ---------------------------------------------------------------------------------


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
    order: Key
    sheet: Line
    signed_at: Instant


class SigningRefused(Event):
    order: Key
    reason: Sealed


class OverrideUsed(Event):
    """Somebody acted without the authority that the plan names. Stays marked for ever."""

    override: Key
    command: str
    instead_of: tuple[Key, ...]
    reason: Sealed
    second_by: Instant


class OverrideSeconded(Event):
    override: Key


# -- response ----------------------------------------------------------------------------------


class ResponseStarted(Event):
    level: int
    by: Key
    clause: str
    skipped: tuple[str, ...]
    """Steps of the ordinary way that were not taken first."""


class LevelRaised(Event):
    level: int
    was: int
    by: Key
    clause: str
    skipped: tuple[str, ...]


class LevelLowered(Event):
    level: int
    was: int
    by: Key
    clause: str
    reason: Sealed


class OnSiteFormed(Event):
    by: Key
    place: Sealed | None


class CommandHandedOver(Event):
    to: Sealed
    sheet: Line | None


class CommandTakenBack(Event):
    sheet: Line | None


class OtherResponseTold(Event):
    government: Line
    scale: Line
    """Its own words for the level; never mixed with the county's."""
    status: Literal["started", "raised", "lowered", "ended"]
    told_by: Sealed


class GroupsPut(Event):
    """Groups now in force, as the plan has them."""

    groups: tuple[Key, ...]


class GroupAdded(Event):
    group: Key
    by: Key


class GroupChanged(Event):
    group: Key
    leader: Key | None
    acting_leader: Key | None
    liaison: Key | None
    duties: Sealed | None


class ResponseEnded(Event):
    by: Key
    clause: str


class ResponseResumed(Event):
    level: int
    by: Key
    reason: Sealed


class AftermathBegun(Event):
    pass


class IncidentClosed(Event):
    pass


class IncidentDismissed(Event):
    reason: Sealed
    evidence: Sealed


class IncidentReopened(Event):
    reason: Sealed


class ConditionSet(Event):
    condition: Key
    status: Literal["met", "not_met", "unattainable"]
    evidence: Sealed | None


class ConditionReopened(Event):
    """A later claim speaks against a condition that was recorded as met."""

    condition: Key
    claim: Key


class WithdrawalOrdered(Event):
    number: int
    reason: Sealed


class WithdrawalLifted(Event):
    number: int
    reason: Sealed


class PlanAdopted(Event):
    was: Key
    plan: Key
    reason: Sealed


# -- tasks -------------------------------------------------------------------------------------


class Assignment(Wire):
    """One task given to one group. ``due_at`` is null where nothing sets a time."""

    task: Key
    group: Key
    due_at: Instant | None


class TasksAssigned(Event):
    """Tasks of the plan that begin now."""

    trigger: str
    tasks: tuple[Assignment, ...]


class TaskOrdered(Event):
    """A task that is not in the plan."""

    task: Key
    group: Key
    text: Sealed
    proof: Key
    verifier: Key
    due_at: Instant | None


class TaskReceived(Event):
    task: Key


class TaskStarted(Event):
    task: Key


class TaskBlocked(Event):
    task: Key
    reason: Sealed


class TaskDone(Event):
    task: Key
    proof: Key
    evidence: Sealed


class TaskVerified(Event):
    task: Key


class TaskReturned(Event):
    """The proof was not accepted."""

    task: Key
    reason: Sealed


# -- reporting and records -----------------------------------------------------------------------


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


# -- alerts and clocks ---------------------------------------------------------------------------


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
    tried: int


class DutyOverdue(Event):
    """A clock ran out. Recorded once; late is shown as late for ever."""

    duty: Key
    due_at: Instant


def _all(base: type[Event]) -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for cls in base.__subclasses__():
        found[cls.wire()] = cls
        found |= _all(cls)
    return found


EVENTS: Mapping[str, type[Event]] = MappingProxyType(_all(Event))
"""Every event by wire name."""
