"""``(state, entry) → state``: the fold. One plain function per event, listed in one table.

Nothing here refuses or decides: what is in the log has happened. Later code may not change what
an old entry meant; a changed shape goes through ``incident.upcast`` first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from incident import events as e
from incident.evolve import (
    arming,
    decisions,
    engine,
    figures,
    intake,
    materials,
    notices,
    records,
    response,
    tasks,
    villages,
    warnings,
)
from incident.evolve.changed import replace
from incident.state import Entry, Incident

Step = Callable[[Incident, Any, Entry], Incident]


def evolve(state: Incident, entry: Entry) -> Incident:
    """The state after one more entry."""
    return replace(EVOLVE[type(entry.event)](state, entry.event, entry), seq=entry.seq)


def fold(incident: str, entries: Iterable[Entry]) -> Incident:
    """The state of an incident from its whole log, or from the part up to some moment."""
    state = Incident(id=incident)
    for entry in entries:
        state = evolve(state, entry)
    return state


EVOLVE: Mapping[type[e.Event], Step] = {
    e.IncidentReported: intake.reported,
    e.ReportAdded: intake.unchanged,
    e.VerificationSet: intake.verification,
    e.KindChanged: intake.kind_,
    e.ClaimRecorded: figures.claim,
    e.ClaimDoubted: figures.doubted,
    e.Assessed: figures.assessed,
    e.LoweringSuggested: figures.suggested,
    e.LoweringAccepted: figures.accepted,
    e.FiguresApproved: figures.approved,
    e.Proposed: decisions.proposed,
    e.Declined: decisions.declined,
    e.OrderRecorded: decisions.order,
    e.OrderSigned: decisions.signed,
    e.SigningRefused: decisions.unsigned,
    e.OverrideUsed: decisions.override,
    e.OverrideSeconded: decisions.seconded,
    e.ResponseStarted: response.started,
    e.LevelRaised: response.raised,
    e.LevelLowered: response.lowered,
    e.OnSiteFormed: response.onsite,
    e.CommandHandedOver: response.handed,
    e.CommandTakenBack: response.back,
    e.OtherResponseTold: response.other,
    e.GroupsPut: response.groups,
    e.GroupAdded: response.group_added,
    e.GroupChanged: response.group_changed,
    e.ResponseEnded: response.ended,
    e.ResponseResumed: response.resumed,
    e.AftermathBegun: response.aftermath,
    e.IncidentClosed: response.closed,
    e.IncidentDismissed: response.dismissed,
    e.IncidentReopened: response.reopened,
    e.ConditionSet: response.condition,
    e.ConditionReopened: response.condition_reopened,
    e.WithdrawalOrdered: response.withdrawal,
    e.WithdrawalLifted: response.lifted,
    e.WithdrawalAnswered: response.withdrawal_answered,
    e.PlanAdopted: response.plan,
    e.TasksAssigned: tasks.assigned,
    e.TaskOrdered: tasks.task_ordered,
    e.TaskReceived: tasks.received,
    e.TaskStarted: tasks.task_started,
    e.TaskBlocked: tasks.blocked,
    e.TaskDone: tasks.done,
    e.TaskVerified: tasks.verified,
    e.TaskReturned: tasks.returned,
    e.ReportTold: records.told,
    e.ReportStep: records.step,
    e.InstructionRecorded: records.instruction,
    e.InstructionAnswered: records.instruction_answered,
    e.InquiryRecorded: records.inquiry,
    e.InquiryAnswered: records.inquiry_answered,
    e.LeaderMoved: records.moved,
    e.CheckedIn: records.checked_in,
    e.OutsiderTold: records.outsider,
    e.VillageReported: villages.reported,
    e.WarningDrafted: warnings.drafted,
    e.WarningApproved: warnings.approved,
    e.WarningReceiptRecorded: warnings.receipt,
    e.WarningCorrected: warnings.corrected,
    e.NoticeSent: notices.sent,
    e.NoticeCorrected: notices.corrected,
    e.ExerciseArmed: arming.armed,
    e.ArmingConfirmed: arming.confirmed,
    e.Disarmed: arming.disarmed,
    e.NoteAdded: intake.unchanged,
    e.EntryCorrected: records.corrected,
    e.MaterialKept: materials.kept,
    e.MaterialPasted: materials.pasted,
    e.PastedChecked: materials.checked,
    e.AlertAnswered: engine.answered,
    e.PersonUnreachable: engine.unreachable,
    e.DutyOverdue: engine.overdue,
}
"""Every event and what it does to the state."""
