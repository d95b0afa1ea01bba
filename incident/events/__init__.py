"""What has happened: the events of an incident, in the past tense.

The class name is the wire name and never changes; a changed shape gets a higher
``schema_version`` and an upcaster in ``incident.upcast``. Persons appear by id; free text by
reference into the vault.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.events.arming import ArmingConfirmed, Disarmed, ExerciseArmed
from incident.events.base import Event
from incident.events.decisions import (
    Declined,
    OrderRecorded,
    OrderSigned,
    OverrideSeconded,
    OverrideUsed,
    Proposed,
    SigningRefused,
)
from incident.events.engine import AlertAnswered, DutyOverdue, PersonUnreachable
from incident.events.figures import (
    Assessed,
    AssessmentFields,
    ClaimDoubted,
    ClaimRecorded,
    FiguresApproved,
    Ground,
    LoweringAccepted,
    LoweringSuggested,
)
from incident.events.intake import IncidentReported, KindChanged, ReportAdded, VerificationSet
from incident.events.materials import MaterialKept, MaterialPasted, PastedChecked
from incident.events.notices import NoticeCorrected, NoticeSent
from incident.events.records import (
    CheckedIn,
    EntryCorrected,
    InquiryAnswered,
    InquiryRecorded,
    InstructionAnswered,
    InstructionRecorded,
    LeaderMoved,
    NoteAdded,
    OutsiderTold,
    ReportStep,
    ReportTold,
)
from incident.events.response import (
    AftermathBegun,
    CommandHandedOver,
    CommandTakenBack,
    ConditionReopened,
    ConditionSet,
    GroupAdded,
    GroupChanged,
    GroupsPut,
    IncidentClosed,
    IncidentDismissed,
    IncidentReopened,
    LevelLowered,
    LevelRaised,
    OnSiteFormed,
    OtherResponseTold,
    PlanAdopted,
    ResponseEnded,
    ResponseResumed,
    ResponseStarted,
    WithdrawalAnswered,
    WithdrawalLifted,
    WithdrawalOrdered,
)
from incident.events.tasks import (
    Assignment,
    TaskBlocked,
    TaskDone,
    TaskOrdered,
    TaskReceived,
    TaskReturned,
    TasksAssigned,
    TaskStarted,
    TaskVerified,
)
from incident.events.villages import VillageReported
from incident.events.warnings import (
    WarningApproved,
    WarningCorrected,
    WarningDrafted,
    WarningReceiptRecorded,
)


def _all(base: type[Event]) -> dict[str, type[Event]]:
    found: dict[str, type[Event]] = {}
    for cls in base.__subclasses__():
        found[cls.wire()] = cls
        found |= _all(cls)
    return found


EVENTS: Mapping[str, type[Event]] = MappingProxyType(_all(Event))
"""Every event by wire name."""

__all__ = [
    "EVENTS",
    "AftermathBegun",
    "AlertAnswered",
    "ArmingConfirmed",
    "Assessed",
    "AssessmentFields",
    "Assignment",
    "CheckedIn",
    "ClaimDoubted",
    "ClaimRecorded",
    "CommandHandedOver",
    "CommandTakenBack",
    "ConditionReopened",
    "ConditionSet",
    "Declined",
    "Disarmed",
    "DutyOverdue",
    "EntryCorrected",
    "Event",
    "ExerciseArmed",
    "FiguresApproved",
    "Ground",
    "GroupAdded",
    "GroupChanged",
    "GroupsPut",
    "IncidentClosed",
    "IncidentDismissed",
    "IncidentReopened",
    "IncidentReported",
    "InquiryAnswered",
    "InquiryRecorded",
    "InstructionAnswered",
    "InstructionRecorded",
    "KindChanged",
    "LeaderMoved",
    "LevelLowered",
    "LevelRaised",
    "LoweringAccepted",
    "LoweringSuggested",
    "MaterialKept",
    "MaterialPasted",
    "NoteAdded",
    "NoticeCorrected",
    "NoticeSent",
    "OnSiteFormed",
    "OrderRecorded",
    "OrderSigned",
    "OtherResponseTold",
    "OutsiderTold",
    "OverrideSeconded",
    "OverrideUsed",
    "PastedChecked",
    "PersonUnreachable",
    "PlanAdopted",
    "Proposed",
    "ReportAdded",
    "ReportStep",
    "ReportTold",
    "ResponseEnded",
    "ResponseResumed",
    "ResponseStarted",
    "SigningRefused",
    "TaskBlocked",
    "TaskDone",
    "TaskOrdered",
    "TaskReceived",
    "TaskReturned",
    "TaskStarted",
    "TaskVerified",
    "TasksAssigned",
    "VerificationSet",
    "VillageReported",
    "WarningApproved",
    "WarningCorrected",
    "WarningDrafted",
    "WarningReceiptRecorded",
    "WithdrawalAnswered",
    "WithdrawalLifted",
    "WithdrawalOrdered",
]
