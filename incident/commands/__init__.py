"""What somebody wants: the commands, in the imperative. The only way to change an incident."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from incident.commands.arming import ArmExercise, ConfirmArming, Disarm, EndArming
from incident.commands.base import Command
from incident.commands.engine import AnswerAlert, MarkUnreachable, NoticeOverdue
from incident.commands.intake import (
    AcceptLowering,
    AddReport,
    ApproveFigures,
    ChangeKind,
    DismissReport,
    DoubtClaim,
    RecordClaim,
    ReopenReport,
    ReportIncident,
    SetVerification,
)
from incident.commands.materials import CheckPasted, PasteMaterial
from incident.commands.notices import CorrectNotice, SendNotice
from incident.commands.records import (
    AddNote,
    AnswerInquiry,
    AnswerInstruction,
    CheckIn,
    CorrectEntry,
    RecordInquiry,
    RecordInstruction,
    RecordMovement,
    StepReport,
    TellOutsider,
    TellReport,
)
from incident.commands.response import (
    AdoptPlan,
    AnswerWithdrawal,
    BeginAftermath,
    ChangeGroup,
    ChangeGroups,
    CloseIncident,
    Decline,
    EndResponse,
    FormOnSite,
    HandOverCommand,
    LiftWithdrawal,
    LowerLevel,
    OrderWithdrawal,
    Propose,
    RaiseLevel,
    RefuseSigning,
    ResumeResponse,
    SecondOverride,
    SetCondition,
    SignOrder,
    StartResponse,
    TakeBackCommand,
    TellOtherResponse,
)
from incident.commands.tasks import (
    BlockTask,
    FinishTask,
    OrderTask,
    ReceiveTask,
    ReceiveTasks,
    ReturnTask,
    StartTask,
    VerifyTask,
)
from incident.commands.villages import ReportVillage
from incident.commands.warnings import (
    ApproveWarning,
    CorrectWarning,
    DraftWarning,
    RecordWarningReceipt,
)


def _all(base: type[Command]) -> dict[str, type[Command]]:
    return {cls.wire(): cls for cls in base.__subclasses__()}


COMMANDS: Mapping[str, type[Command]] = MappingProxyType(_all(Command))
"""Every command by wire name."""

__all__ = [
    "COMMANDS",
    "AcceptLowering",
    "AddNote",
    "AddReport",
    "AdoptPlan",
    "AnswerAlert",
    "AnswerInquiry",
    "AnswerInstruction",
    "AnswerWithdrawal",
    "ApproveFigures",
    "ApproveWarning",
    "ArmExercise",
    "BeginAftermath",
    "BlockTask",
    "ChangeGroup",
    "ChangeGroups",
    "ChangeKind",
    "CheckIn",
    "CheckPasted",
    "CloseIncident",
    "Command",
    "ConfirmArming",
    "CorrectEntry",
    "CorrectNotice",
    "CorrectWarning",
    "Decline",
    "Disarm",
    "DismissReport",
    "DoubtClaim",
    "DraftWarning",
    "EndArming",
    "EndResponse",
    "FinishTask",
    "FormOnSite",
    "HandOverCommand",
    "LiftWithdrawal",
    "LowerLevel",
    "MarkUnreachable",
    "NoticeOverdue",
    "OrderTask",
    "OrderWithdrawal",
    "PasteMaterial",
    "Propose",
    "RaiseLevel",
    "ReceiveTask",
    "ReceiveTasks",
    "RecordClaim",
    "RecordInquiry",
    "RecordInstruction",
    "RecordMovement",
    "RecordWarningReceipt",
    "RefuseSigning",
    "ReopenReport",
    "ReportIncident",
    "ReportVillage",
    "ResumeResponse",
    "ReturnTask",
    "SecondOverride",
    "SendNotice",
    "SetCondition",
    "SetVerification",
    "SignOrder",
    "StartResponse",
    "StartTask",
    "StepReport",
    "TakeBackCommand",
    "TellOtherResponse",
    "TellOutsider",
    "TellReport",
    "VerifyTask",
]
