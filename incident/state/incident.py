"""What an incident is at one moment: the fold of its log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from incident.model import Kind, Mode, Verification
from incident.state.arming import Arming
from incident.state.decisions import Declination, Order, OverrideMark, Proposal
from incident.state.figures import Approved, Assessment, Claim
from incident.state.intake import Opening
from incident.state.materials import Material, Pasted
from incident.state.notices import Notice
from incident.state.records import (
    AlertAnswer,
    Movement,
    Presence,
    Question,
    ReportRound,
    Told,
    Unreached,
)
from incident.state.response import (
    Command,
    ConditionState,
    GroupState,
    OtherResponse,
    Withdrawal,
    WithdrawalAnswer,
)
from incident.state.tasks import TaskState
from incident.state.villages import VillageReport
from incident.state.warnings import PublicWarning

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
    withdrawn: Mapping[tuple[int, str], WithdrawalAnswer] = field(default_factory=dict)
    """Who has answered an order to withdraw, by number and person."""
    orders: Mapping[str, Order] = field(default_factory=dict)
    overrides: Mapping[str, OverrideMark] = field(default_factory=dict)
    reports: Mapping[tuple[str, str, int], ReportRound] = field(default_factory=dict)
    questions: Mapping[str, Question] = field(default_factory=dict)
    movements: tuple[Movement, ...] = ()
    presence: Mapping[str, Presence] = field(default_factory=dict)
    """Who has checked in, by person."""
    told: tuple[Told, ...] = ()
    villages: Mapping[str, tuple[VillageReport, ...]] = field(default_factory=dict)
    """What was said of each village, in the order in which it was entered."""
    warnings: Mapping[str, PublicWarning] = field(default_factory=dict)
    """Warnings to the public, by id, drafts among them."""
    notices: Mapping[str, Notice] = field(default_factory=dict)
    """Messages in people's own words and corrections of what was told, by id."""
    arming: Arming | None = None
    """The newest arming of an exercise; None where nobody ever asked for one."""
    answers: Mapping[tuple[str, str], AlertAnswer] = field(default_factory=dict)
    unreached: Mapping[tuple[str, str], Unreached] = field(default_factory=dict)
    corrections: Mapping[int, int] = field(default_factory=dict)
    """Corrected entry → sequence of the correction."""
    materials: Mapping[str, Material] = field(default_factory=dict)
    """Files that entries brought, by id, in the order of the log."""
    pasted: Mapping[str, Pasted] = field(default_factory=dict)
    """What was pasted in from messenger groups, by id."""
    overdue: Mapping[str, datetime] = field(default_factory=dict)
    """Duty id → when it was due, for every clock that ever ran out."""

    @property
    def opened(self) -> Opening:
        """The report that opened it. An incident without one does not exist."""
        if self.opening is None:
            raise LookupError(f"incident {self.id} has no first event")
        return self.opening
