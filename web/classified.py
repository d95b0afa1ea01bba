"""What of a log and a state is for whom: a row for every event and every field of the state.

What is not in these tables is told to nobody but those who see assessed figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

TOLD: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "IncidentReported": (
            "kind", "mode", "plan", "jurisdiction", "title", "place", "what", "occurred_at",
            "learned_at", "dam", "township", "source",
        ),
        "VerificationSet": ("status", "note"),
        "KindChanged": ("kind", "reason"),
        "ResponseStarted": ("level", "by", "clause", "skipped"),
        "LevelRaised": ("level", "was", "by", "clause", "skipped"),
        "LevelLowered": ("level", "was", "by", "clause", "reason"),
        "OnSiteFormed": ("by", "place"),
        "CommandHandedOver": ("to", "sheet"),
        "CommandTakenBack": ("sheet",),
        "OtherResponseTold": ("government", "status", "told_by"),
        "GroupsPut": ("groups",),
        "GroupAdded": ("group", "by"),
        "GroupChanged": ("group", "leader", "acting_leader", "liaison", "duties"),
        "ResponseEnded": ("by", "clause"),
        "ResponseResumed": ("level", "by", "reason"),
        "AftermathBegun": (),
        "IncidentClosed": (),
        "IncidentReopened": ("reason",),
        "WithdrawalOrdered": ("number", "reason"),
        "WithdrawalLifted": ("number", "reason"),
        "PlanAdopted": ("was", "plan", "reason"),
        "TasksAssigned": ("trigger", "tasks"),
        "TaskReceived": ("task",),
        "TaskStarted": ("task",),
        "TaskVerified": ("task",),
        "FiguresApproved": ("number", "figures"),
        "LeaderMoved": ("post", "movement"),
        "OutsiderTold": ("entry", "means", "who", "told_at"),
        "AlertAnswered": ("alert", "person", "answer", "means", "words"),
        "PersonUnreachable": ("alert", "person", "post", "village", "tried"),
        "DutyOverdue": ("duty", "due_at"),
        "OrderSigned": ("order", "sheet", "signed_at", "by_recorder"),
        "WarningApproved": ("warning", "version", "by", "clause"),
        "ArmingConfirmed": ("arming", "persons", "channels", "minutes", "armed_by", "by"),
        "Disarmed": ("arming", "why"),
        "WarningCorrected": (
            "warning", "follows", "correction", "villages", "colour", "text", "what_to_do",
            "valid_until", "ready", "discovered_at", "correct_by",
        ),
    }
)  # fmt: skip
"""Events that everybody who reads the log may read, with the fields that they are told. People's
words are references into the vault; what a page opens of them is ``web.texts``'s to say."""

WITHHELD: Mapping[str, Mapping[str, object]] = MappingProxyType(
    {
        "IncidentReported": {"police_number": None},
        "FiguresApproved": {"below_assessed": (), "checking": None},
        "OtherResponseTold": {"scale": "—"},
        "LeaderMoved": {"place": None},
        "Disarmed": {"reason": None},
    }
)
"""The other fields of these events, with what a sentence is made from instead."""

ASSESSED = frozenset(
    {
        "ReportAdded", "IncidentDismissed", "ClaimRecorded", "ClaimDoubted", "Assessed",
        "LoweringSuggested", "LoweringAccepted", "Proposed", "Declined", "OrderRecorded",
        "SigningRefused", "OverrideUsed", "OverrideSeconded", "ReportTold", "ReportStep",
        "InstructionRecorded", "InstructionAnswered", "InquiryRecorded", "InquiryAnswered",
        "CheckedIn", "NoteAdded", "EntryCorrected", "ConditionSet", "ConditionReopened",
        "WithdrawalAnswered", "TaskOrdered", "TaskBlocked", "TaskDone", "TaskReturned",
        "MaterialKept", "VillageReported", "WarningDrafted", "WarningReceiptRecorded",
        "NoticeSent", "NoticeCorrected", "ExerciseArmed", "MaterialPasted", "PastedChecked",
    }
)  # fmt: skip
"""Events of rival figures, of people's words about them, of numbers or files: for those who
see assessed figures."""

STATE_EVERYBODY = frozenset(
    {
        "id", "seq", "stage", "mode", "kind", "plan", "opening", "verification", "verified_at",
        "approved", "level", "started_at", "level_since", "command", "onsite_at", "others",
        "groups", "tasks", "withdrawal", "ended_at", "endings",
    }
)  # fmt: skip
"""What hangs on the wall."""

STATE_LOG = frozenset(
    {
        "skipped", "reports", "movements", "told", "answers", "presence", "unreached", "withdrawn",
        "corrections", "overdue", "arming",
    }
)  # fmt: skip
"""Who did what when, and who was told: for those who may read the log."""

STATE_ASSESSED = frozenset(
    {
        "claims", "assessment", "lowering", "proposals", "declined", "decisions", "conditions",
        "orders", "overrides", "questions", "materials", "villages", "warnings",
        "notices", "pasted",
    }
)  # fmt: skip
"""Rival figures, and people's words about them."""
