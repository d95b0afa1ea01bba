"""What an incident is at one moment: the fold of its log. Frozen, plain, no behaviour beyond
small look-ups.

The parts lie by topic, as events and their fold do.
"""

from __future__ import annotations

from incident.state.decisions import Declination, Order, OverrideMark, Proposal
from incident.state.entry import Entry
from incident.state.figures import MESSENGER, Approved, Assessment, Claim
from incident.state.incident import STAGES, Incident, Stage
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
from incident.state.tasks import TaskState, TaskStatus
from incident.state.villages import VillageReport
from incident.state.warnings import PublicWarning

__all__ = [
    "MESSENGER",
    "STAGES",
    "AlertAnswer",
    "Approved",
    "Assessment",
    "Claim",
    "Command",
    "ConditionState",
    "Declination",
    "Entry",
    "GroupState",
    "Incident",
    "Material",
    "Movement",
    "Notice",
    "Opening",
    "Order",
    "OtherResponse",
    "OverrideMark",
    "Pasted",
    "Presence",
    "Proposal",
    "PublicWarning",
    "Question",
    "ReportRound",
    "Stage",
    "TaskState",
    "TaskStatus",
    "Told",
    "Unreached",
    "VillageReport",
    "Withdrawal",
    "WithdrawalAnswer",
]
