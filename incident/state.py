"""What an incident is at one moment: the fold of its log. Frozen, plain, no behaviour beyond
small look-ups."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from incident.events import Event, Ground
from incident.model import Kind, Mode, Value, Verification

Stage = Literal[
    "none",
    "reported",
    "assessed",
    "proposed",
    "responding",
    "ended",
    "aftermath",
    "closed",
    "dismissed",
]
STAGES: tuple[Stage, ...] = (
    "reported",
    "assessed",
    "proposed",
    "responding",
    "ended",
    "aftermath",
    "closed",
    "dismissed",
)

TaskStatus = Literal["assigned", "received", "started", "blocked", "done", "verified"]


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log: an event with who, when and why.

    ``happened_at`` is when it happened in the world, ``received_at`` when it reached the house,
    ``recorded_at`` when it was written here.
    """

    seq: int
    event: Event
    actor: str
    on_behalf_of: str | None
    order: str | None
    override: str | None
    happened_at: datetime
    received_at: datetime
    recorded_at: datetime
    doubtful_time: bool
    cause: str


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure with its source and times. ``standing`` is False once corrected."""

    id: str
    measure: str
    value: Value | None
    source: str
    observed_at: datetime
    received_at: datetime
    recorded_at: datetime
    seq: int
    confidence: str
    basis: str
    contains: tuple[str, ...]
    standing: bool
    corrected_by: str | None
    note: str | None


@dataclass(frozen=True, slots=True)
class Assessment:
    grade: str | None
    level: int | None
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...]
    facts: tuple[tuple[str, Value], ...]
    rules: str
    seq: int


@dataclass(frozen=True, slots=True)
class Approved:
    """One numbered version of the figures that leave the house."""

    number: int
    figures: Mapping[str, Value]
    below_assessed: tuple[str, ...]
    checking: str | None
    by: str
    at: datetime


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


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group in force; null posts mean the plan's."""

    id: str
    since: datetime
    leader: str | None = None
    acting_leader: str | None = None
    liaison: str | None = None
    duties: str | None = None


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task given to a group. ``text``, ``proof``, ``verifier`` are set only where it is not
    the plan's."""

    id: str
    group: str
    status: TaskStatus
    due_at: datetime | None
    at: Mapping[str, datetime]
    """First time of each status."""
    text: str | None = None
    proof: str | None = None
    verifier: str | None = None
    evidence: str | None = None
    reason: str | None = None
    by: str | None = None


@dataclass(frozen=True, slots=True)
class ReportRound:
    """One report on one line: ``steps`` by name for written ones, ``told`` for telephone."""

    line: str
    kind: str
    round: int
    steps: Mapping[str, datetime]
    told_at: datetime | None
    receiver: str | None
    figures: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """An instruction or inquiry from above, kept in its own words."""

    id: str
    sort: Literal["instruction", "inquiry"]
    from_whom: str
    words: str
    at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Movement:
    post: str
    movement: str
    at: datetime
    place: str | None


@dataclass(frozen=True, slots=True)
class Told:
    entry: str
    means: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class OtherResponse:
    government: str
    scale: str
    status: str
    told_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConditionState:
    condition: str
    status: str
    evidence: str | None
    by: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    number: int
    reason: str
    since: datetime
    lifted_at: datetime | None


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    alert: str
    person: str
    answer: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Unreached:
    alert: str
    post: str
    person: str | None
    tried: int
    at: datetime


@dataclass(frozen=True, slots=True)
class Command:
    """Who holds command: the county, its on-site headquarters, or a superior one."""

    by: Literal["county", "onsite", "superior"] = "county"
    since: datetime | None = None
    to: str | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True)
class Opening:
    jurisdiction: str
    title: str
    place: str
    what: str
    occurred_at: datetime | None
    learned_at: datetime
    dam: str | None
    township: str | None
    source: str | None
    police_number: str | None


@dataclass(frozen=True, slots=True)
class Incident:
    """The whole state. Times are instants in UTC; texts are references into the vault."""

    id: str
    seq: int = 0
    stage: Stage = "none"
    mode: Mode = "real"
    kind: Kind = "accident"
    plan: str = ""
    opening: Opening | None = None
    verification: Verification = "none"
    verified_at: datetime | None = None
    claims: Mapping[str, Claim] = field(default_factory=dict)
    assessment: Assessment | None = None
    lowering: Assessment | None = None
    approved: tuple[Approved, ...] = ()
    proposals: Mapping[str, Proposal] = field(default_factory=dict)
    declined: Mapping[str, Declination] = field(default_factory=dict)
    decisions: Mapping[str, int] = field(default_factory=dict)
    """Version of each decision: the sequence of the event that last changed it."""
    level: int | None = None
    started_at: datetime | None = None
    level_since: datetime | None = None
    skipped: tuple[str, ...] = ()
    command: Command = field(default_factory=Command)
    onsite_at: datetime | None = None
    others: tuple[OtherResponse, ...] = ()
    groups: Mapping[str, GroupState] = field(default_factory=dict)
    tasks: Mapping[str, TaskState] = field(default_factory=dict)
    conditions: Mapping[str, ConditionState] = field(default_factory=dict)
    ended_at: datetime | None = None
    endings: int = 0
    """How often the response was declared ended; each end asks for its own final reports."""
    withdrawal: Withdrawal | None = None
    orders: Mapping[str, Order] = field(default_factory=dict)
    overrides: Mapping[str, OverrideMark] = field(default_factory=dict)
    reports: Mapping[tuple[str, str, int], ReportRound] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    movements: tuple[Movement, ...] = ()
    told: tuple[Told, ...] = ()
    answers: Mapping[tuple[str, str], AlertAnswer] = field(default_factory=dict)
    unreached: Mapping[tuple[str, str], Unreached] = field(default_factory=dict)
    corrections: Mapping[int, int] = field(default_factory=dict)
    """Corrected entry → sequence of the correction."""
    overdue: Mapping[str, datetime] = field(default_factory=dict)
    """Duty id → when it was due, for every clock that ever ran out."""

    @property
    def opened(self) -> Opening:
        """The report that opened it. An incident without one does not exist."""
        if self.opening is None:
            raise LookupError(f"incident {self.id} has no first event")
        return self.opening
