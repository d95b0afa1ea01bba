"""``(case, command) → events``: the pure heart. Reads no clock, no file, no chance.

The order of questions is the same for every command: is it possible in this stage, by what right
is it given, has what was decided on changed, is its content sound; then what follows from it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from incident import commands as c
from incident.decide import (
    arming,
    ending,
    figures,
    intake,
    materials,
    notices,
    orders,
    organisation,
    pasted,
    records,
    response,
    tasks,
    villages,
    warnings,
    withdrawal,
)
from incident.decide.authority import warrant
from incident.decide.basis import not_stale
from incident.decide.case import Actor, Case, Confirmed, Decided, Warrant, happened
from incident.decide.consequences import follow_up
from incident.decide.known import known
from incident.decide.times import doubtful
from incident.events import Event
from incident.evolve import evolve
from incident.lifecycle import ROWS
from incident.state import Entry, Incident
from incident.words import word
from runtime.refusal import Refused

__all__ = ["Actor", "Case", "Confirmed", "Decided", "Warrant", "decide"]

Handler = Callable[[Case, Any], list[Event]]

HANDLERS: Mapping[type[c.Command], Handler] = {
    c.ReportIncident: intake.report_incident,
    c.AddReport: intake.add_report,
    c.SetVerification: intake.set_verification,
    c.ChangeKind: intake.change_kind,
    c.DismissReport: intake.dismiss,
    c.ReopenReport: intake.reopen,
    c.RecordClaim: figures.record_claim,
    c.DoubtClaim: figures.doubt_claim,
    c.AcceptLowering: figures.accept_lowering,
    c.ApproveFigures: figures.approve_figures,
    c.Propose: response.propose,
    c.Decline: response.decline,
    c.StartResponse: response.start,
    c.RaiseLevel: response.raise_level,
    c.LowerLevel: response.lower_level,
    c.FormOnSite: organisation.form_onsite,
    c.HandOverCommand: organisation.hand_over,
    c.TakeBackCommand: organisation.take_back,
    c.TellOtherResponse: organisation.tell_other,
    c.ChangeGroups: organisation.change_groups,
    c.ChangeGroup: organisation.change_group,
    c.AdoptPlan: organisation.adopt_plan,
    c.OrderWithdrawal: withdrawal.order_withdrawal,
    c.LiftWithdrawal: withdrawal.lift_withdrawal,
    c.AnswerWithdrawal: withdrawal.answer_withdrawal,
    c.SetCondition: ending.set_condition,
    c.EndResponse: ending.end_response,
    c.BeginAftermath: ending.begin_aftermath,
    c.ResumeResponse: ending.resume,
    c.CloseIncident: ending.close,
    c.SignOrder: orders.sign,
    c.RefuseSigning: orders.refuse_signing,
    c.SecondOverride: orders.second,
    c.OrderTask: tasks.order,
    c.ReceiveTask: tasks.receive,
    c.ReceiveTasks: tasks.receive_all,
    c.StartTask: tasks.start,
    c.BlockTask: tasks.block,
    c.FinishTask: tasks.finish,
    c.VerifyTask: tasks.verify,
    c.ReturnTask: tasks.give_back,
    c.TellReport: records.tell_report,
    c.StepReport: records.step_report,
    c.RecordInstruction: records.record_instruction,
    c.AnswerInstruction: records.answer_instruction,
    c.RecordInquiry: records.record_inquiry,
    c.AnswerInquiry: records.answer_inquiry,
    c.RecordMovement: records.record_movement,
    c.CheckIn: records.check_in,
    c.TellOutsider: records.tell_outsider,
    c.ReportVillage: villages.report_village,
    c.DraftWarning: warnings.draft,
    c.ApproveWarning: warnings.approve,
    c.RecordWarningReceipt: warnings.record_receipt,
    c.CorrectWarning: warnings.correct,
    c.SendNotice: notices.send,
    c.CorrectNotice: notices.correct,
    c.ArmExercise: arming.arm,
    c.ConfirmArming: arming.confirm,
    c.Disarm: arming.disarm,
    c.EndArming: arming.end,
    c.PasteMaterial: pasted.paste,
    c.CheckPasted: pasted.check,
    c.AddNote: records.add_note,
    c.CorrectEntry: records.correct_entry,
    c.AnswerAlert: orders.answer_alert,
    c.MarkUnreachable: orders.mark_unreachable,
    c.NoticeOverdue: orders.notice_overdue,
}
"""Every command and the function that decides it."""


def decide(case: Case, command: c.Command) -> Decided:
    """The events that a command leads to, in order, with the right by which it was accepted.

    Raises ``Refused``; then nothing has happened.
    """
    _possible(case.state, command)
    not_stale(case, command)
    right = warrant(case, command)
    case = replace(case, post=right.post)
    moment = happened(case, command)
    first = HANDLERS[type(command)](case, command)
    ahead = doubtful(case, command)
    state, events = case.state, []
    brought = materials.brought(case, command, first)
    queue: list[Event] = [*right.events, *first, *brought]
    while queue:
        event = queue.pop(0)
        before = state
        state = evolve(state, _draft(case, event, right, (moment, ahead), state.seq + 1))
        events.append(event)
        queue = [*follow_up(case, before, state, event), *queue]
    return Decided(tuple(events), right, moment, doubtful_time=ahead)


def _possible(state: Incident, command: c.Command) -> None:
    row = ROWS[command.wire()]
    if state.stage not in row.stages:
        raise Refused(
            "impossible",
            field=command.wire(),
            value=word(state.stage, "stage"),
            allowed=known(word(stage, "stage") for stage in row.stages),
        )


def _draft(
    case: Case, event: Event, right: Warrant, when: tuple[datetime, bool], seq: int
) -> Entry:
    """The entry as the fold will see it, for deciding what follows."""
    return Entry(
        seq=seq,
        event=event,
        actor=case.actor.person,
        on_behalf_of=right.post if right.kind == "spoken" else None,
        order=right.order,
        override=right.override,
        happened_at=when[0],
        received_at=case.now,
        recorded_at=case.now,
        doubtful_time=when[1],
        cause="",
    )
