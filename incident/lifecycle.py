"""The lifecycle table: which command is possible in which stage, what it leads to, and whose
decision it is. ``decide`` walks this table, the diagram is drawn from it, and a property test
proves that no sequence of commands reaches anything else.

``action`` names the plan's authority for it (who decides stands in the plan, not here).
``who`` says which posts may do the rest: ``record`` those who keep the record, ``group`` the
task's group, ``verifier`` the task's verifier, ``anyone`` any post of the response, ``engine``
the program itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from incident.state import Stage

Who = Literal["authority", "record", "group", "verifier", "anyone", "engine", "second"]

BEFORE: tuple[Stage, ...] = ("reported", "assessed", "proposed")
DURING: tuple[Stage, ...] = ("responding",)
AFTER: tuple[Stage, ...] = ("ended", "aftermath")
OPEN: tuple[Stage, ...] = (*BEFORE, *DURING, *AFTER)
EVER: tuple[Stage, ...] = (*OPEN, "closed", "dismissed")


@dataclass(frozen=True, slots=True)
class Row:
    """One command. ``to`` is the stage it leads to; None leaves the stage as it is."""

    command: str
    stages: tuple[Stage, ...]
    event: str
    to: Stage | None
    who: Who
    action: str | None = None
    needs: str | None = None
    """What must hold, in words for the diagram and the refusal."""


TABLE: tuple[Row, ...] = (
    Row("ReportIncident", ("none",), "IncidentReported", "reported", "record"),
    # verification and figures run beside everything else
    Row("AddReport", OPEN, "ReportAdded", None, "anyone"),
    Row("SetVerification", OPEN, "VerificationSet", None, "record"),
    Row("ChangeKind", BEFORE + DURING, "KindChanged", None, "record"),
    Row("RecordClaim", OPEN, "ClaimRecorded", None, "anyone"),
    Row("DoubtClaim", OPEN, "ClaimDoubted", None, "record"),
    Row("AcceptLowering", OPEN, "LoweringAccepted", None, "authority", "approve_figures"),
    Row("ApproveFigures", OPEN, "FiguresApproved", None, "authority", "approve_figures"),
    # the way to a response; the authority may take it in one step from any stage before the end
    Row("Propose", BEFORE + DURING, "Proposed", None, "authority", "propose"),
    Row("Decline", BEFORE + DURING, "Declined", None, "authority", "decline"),
    Row("StartResponse", BEFORE, "ResponseStarted", "responding", "authority", "start"),
    Row("RaiseLevel", DURING, "LevelRaised", None, "authority", "raise", "a higher level"),
    Row("LowerLevel", DURING, "LevelLowered", None, "authority", "lower", "a lower level"),
    Row("FormOnSite", DURING, "OnSiteFormed", None, "authority", "form_onsite", "not formed yet"),
    Row("ChangeGroups", DURING, "GroupAdded", None, "authority", "change_groups"),
    Row("ChangeGroup", DURING, "GroupChanged", None, "authority", "change_groups"),
    Row(
        "HandOverCommand",
        DURING,
        "CommandHandedOver",
        None,
        "authority",
        "hand_over",
        "command held by the county",
    ),
    Row(
        "TakeBackCommand",
        DURING,
        "CommandTakenBack",
        None,
        "authority",
        "take_back",
        "command handed over",
    ),
    Row("TellOtherResponse", OPEN, "OtherResponseTold", None, "record"),
    Row("OrderWithdrawal", DURING, "WithdrawalOrdered", None, "anyone"),
    Row(
        "LiftWithdrawal",
        DURING,
        "WithdrawalLifted",
        None,
        "authority",
        "form_onsite",
        "a withdrawal in force",
    ),
    Row("AnswerWithdrawal", EVER, "WithdrawalAnswered", None, "anyone"),
    Row("AdoptPlan", OPEN, "PlanAdopted", None, "authority", "adopt_plan", "another plan"),
    # the end, on evidence
    Row("SetCondition", DURING, "ConditionSet", None, "record"),
    Row(
        "EndResponse",
        DURING,
        "ResponseEnded",
        "ended",
        "authority",
        "end",
        "every end condition recorded with evidence",
    ),
    Row("BeginAftermath", ("ended",), "AftermathBegun", "aftermath", "record"),
    Row("ResumeResponse", AFTER, "ResponseResumed", "responding", "authority", "start"),
    Row(
        "CloseIncident",
        ("aftermath",),
        "IncidentClosed",
        "closed",
        "authority",
        "close",
        "aftermath tasks done, orders settled",
    ),
    Row(
        "DismissReport",
        BEFORE + DURING,
        "IncidentDismissed",
        "dismissed",
        "authority",
        "dismiss",
        "evidence that it is false",
    ),
    Row("ReopenReport", ("dismissed",), "IncidentReopened", "reported", "record"),
    # spoken orders and overrides
    Row("SignOrder", EVER, "OrderSigned", None, "record"),
    Row("RefuseSigning", EVER, "SigningRefused", None, "record"),
    Row("SecondOverride", EVER, "OverrideSeconded", None, "second"),
    # tasks
    Row("OrderTask", DURING + AFTER, "TaskOrdered", None, "authority", "form_onsite"),
    Row("ReceiveTask", OPEN, "TaskReceived", None, "group"),
    Row("ReceiveTasks", OPEN, "TaskReceived", None, "group"),
    Row("StartTask", OPEN, "TaskStarted", None, "group"),
    Row("BlockTask", OPEN, "TaskBlocked", None, "group"),
    Row("FinishTask", OPEN, "TaskDone", None, "group"),
    Row("VerifyTask", OPEN, "TaskVerified", None, "verifier"),
    Row("ReturnTask", OPEN, "TaskReturned", None, "verifier"),
    # reporting and records
    Row("TellReport", OPEN, "ReportTold", None, "record"),
    Row("StepReport", OPEN, "ReportStep", None, "record"),
    Row("RecordInstruction", OPEN, "InstructionRecorded", None, "record"),
    Row("AnswerInstruction", OPEN, "InstructionAnswered", None, "record"),
    Row("RecordInquiry", OPEN, "InquiryRecorded", None, "record"),
    Row("AnswerInquiry", OPEN, "InquiryAnswered", None, "record"),
    Row("RecordMovement", OPEN, "LeaderMoved", None, "anyone"),
    Row("CheckIn", OPEN, "CheckedIn", None, "anyone"),
    Row("TellOutsider", OPEN, "OutsiderTold", None, "record"),
    Row("ReportVillage", OPEN, "VillageReported", None, "anyone"),
    # warnings to the public; what is still heard can be taken back at any time
    Row("DraftWarning", OPEN, "WarningDrafted", None, "record"),
    Row("ApproveWarning", EVER, "WarningApproved", None, "authority", "approve_warning"),
    Row("RecordWarningReceipt", EVER, "WarningReceiptRecorded", None, "record"),
    Row("CorrectWarning", EVER, "WarningCorrected", None, "record"),
    # messages in people's own words; what was told can be taken back at any time
    Row("SendNotice", OPEN, "NoticeSent", None, "record"),
    Row("CorrectNotice", EVER, "NoticeCorrected", None, "record"),
    # an exercise on real telephones: one asks, another confirms, it can be stopped at any time
    Row("ArmExercise", OPEN, "ExerciseArmed", None, "record"),
    Row("ConfirmArming", OPEN, "ArmingConfirmed", None, "authority", "approve_warning"),
    Row("Disarm", EVER, "Disarmed", None, "anyone"),
    Row("EndArming", EVER, "Disarmed", None, "engine"),
    Row("PasteMaterial", OPEN, "MaterialPasted", None, "record"),
    Row("CheckPasted", EVER, "PastedChecked", None, "record"),
    Row("AddNote", EVER, "NoteAdded", None, "anyone"),
    Row("CorrectEntry", EVER, "EntryCorrected", None, "record"),
    # alerts and clocks
    Row("AnswerAlert", EVER, "AlertAnswered", None, "anyone"),
    Row("MarkUnreachable", EVER, "PersonUnreachable", None, "engine"),
    Row("NoticeOverdue", EVER, "DutyOverdue", None, "engine"),
)

ROWS = {row.command: row for row in TABLE}
"""The table by command."""

HELD_BY_SUPERIOR = frozenset(
    {
        "StartResponse",
        "RaiseLevel",
        "LowerLevel",
        "FormOnSite",
        "ChangeGroups",
        "ChangeGroup",
        "EndResponse",
        "ResumeResponse",
    }
)
"""Commands that leave the county's hands while a superior headquarters commands (§2.2)."""

CONSEQUENT: tuple[tuple[str, tuple[Stage, ...], Stage], ...] = (
    ("Assessed", ("reported",), "assessed"),
    ("Proposed", ("reported", "assessed"), "proposed"),
    ("Declined", ("proposed",), "assessed"),
    ("Declined", ("proposed",), "reported"),
    ("IncidentReopened", ("dismissed",), "assessed"),
)
"""Stage changes that an event brings by itself, beside those of the table."""


def moves() -> frozenset[tuple[Stage, Stage]]:
    """Every pair of stages that the table allows, staying included."""
    allowed: set[tuple[Stage, Stage]] = set()
    for row in TABLE:
        for stage in row.stages:
            allowed.add((stage, row.to or stage))
    for _, stages, to in CONSEQUENT:
        allowed |= {(stage, to) for stage in stages}
    return frozenset(allowed)
