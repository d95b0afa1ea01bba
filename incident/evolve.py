"""``(state, entry) → state``: the fold. One plain function per event, listed in one table.

Nothing here refuses or decides: what is in the log has happened. Later code may not change what
an old entry meant; a changed shape goes through ``incident.upcast`` first.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from incident import events as e
from incident import state as s
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


# -- intake ------------------------------------------------------------------------------------


def _reported(i: Incident, v: e.IncidentReported, n: Entry) -> Incident:
    opening = s.Opening(
        jurisdiction=v.jurisdiction,
        title=v.title,
        place=v.place,
        what=v.what,
        occurred_at=v.occurred_at,
        learned_at=v.learned_at,
        dam=v.dam,
        township=v.township,
        source=v.source,
        police_number=v.police_number,
    )
    return replace(i, stage="reported", mode=v.mode, kind=v.kind, plan=v.plan, opening=opening)


def _verification(i: Incident, v: e.VerificationSet, n: Entry) -> Incident:
    return replace(i, verification=v.status, verified_at=n.happened_at)


def _kind(i: Incident, v: e.KindChanged, n: Entry) -> Incident:
    return replace(i, kind=v.kind)


def _unchanged(i: Incident, v: e.Event, n: Entry) -> Incident:
    return i


# -- figures -----------------------------------------------------------------------------------


def _claim(i: Incident, v: e.ClaimRecorded, n: Entry) -> Incident:
    claim = s.Claim(
        id=v.claim,
        measure=v.measure,
        value=v.value,
        source=v.source,
        observed_at=v.observed_at,
        received_at=n.received_at,
        recorded_at=n.recorded_at,
        seq=n.seq,
        confidence=v.confidence,
        basis=v.basis,
        contains=v.contains,
        standing=True,
        corrected_by=None,
        note=v.note,
    )
    claims = {**i.claims, v.claim: claim}
    if v.corrects is not None:
        claims[v.corrects] = replace(claims[v.corrects], standing=False, corrected_by=v.claim)
    return replace(i, claims=claims)


def _doubted(i: Incident, v: e.ClaimDoubted, n: Entry) -> Incident:
    changed = replace(i.claims[v.claim], confidence=v.confidence)
    return replace(i, claims={**i.claims, v.claim: changed})


def _reading(v: e.AssessmentFields, n: Entry) -> s.Assessment:
    return s.Assessment(v.grade, v.level, v.grounds, v.missing, v.facts, v.rules, n.seq)


def _assessed(i: Incident, v: e.Assessed, n: Entry) -> Incident:
    was = i.assessment.level if i.assessment else None
    after = replace(i, assessment=_reading(v, n), lowering=None)
    if i.stage == "reported" and v.level is not None:
        after = replace(after, stage="assessed")
    if v.level != was and v.level is not None:
        action = "raise" if i.stage == "responding" else "start"
        after = _bump(after, f"{action}:{v.level}", n.seq)
    return after


def _suggested(i: Incident, v: e.LoweringSuggested, n: Entry) -> Incident:
    return replace(i, lowering=_reading(v, n))


def _accepted(i: Incident, v: e.LoweringAccepted, n: Entry) -> Incident:
    return replace(i, assessment=i.lowering, lowering=None)


def _approved(i: Incident, v: e.FiguresApproved, n: Entry) -> Incident:
    version = s.Approved(
        v.number,
        dict(v.figures),
        v.below_assessed,
        v.checking,
        n.on_behalf_of or n.actor,
        n.happened_at,
    )
    return replace(i, approved=(*i.approved, version))


# -- decisions ---------------------------------------------------------------------------------


def _bump(i: Incident, decision: str, seq: int) -> Incident:
    return replace(i, decisions={**i.decisions, decision: seq})


def _without(mapping: Mapping[str, Any], *keys: str) -> dict[str, Any]:
    return {k: v for k, v in mapping.items() if k not in keys}


def _proposed(i: Incident, v: e.Proposed, n: Entry) -> Incident:
    before = i.proposals.get(v.decision)
    proposal = s.Proposal(
        v.decision,
        v.action,
        v.level,
        v.step,
        (*(before.posts if before else ()), v.by),
        before.since if before else n.happened_at,
        v.reason or (before.reason if before else None),
    )
    after = replace(
        i,
        proposals={**i.proposals, v.decision: proposal},
        declined=_without(i.declined, v.decision),
    )
    if i.stage in ("reported", "assessed") and v.action == "start":
        after = replace(after, stage="proposed")
    return _bump(after, v.decision, n.seq)


def _declined(i: Incident, v: e.Declined, n: Entry) -> Incident:
    declination = s.Declination(v.by, n.happened_at, v.reason, v.ask_for_more)
    after = replace(
        i,
        proposals=_without(i.proposals, v.decision),
        declined={**i.declined, v.decision: declination},
    )
    waiting = any(p.action == "start" for p in after.proposals.values())
    if i.stage == "proposed" and not waiting:
        back: s.Stage = "assessed" if i.assessment and i.assessment.level else "reported"
        after = replace(after, stage=back)
    return _bump(after, v.decision, n.seq)


def _order(i: Incident, v: e.OrderRecorded, n: Entry) -> Incident:
    order = s.Order(
        v.order,
        v.on_behalf_of,
        v.means,
        v.said_at,
        v.witness,
        v.recording,
        v.command,
        n.actor,
        v.sign_by,
        "to_sign",
        None,
        None,
        None,
    )
    return replace(i, orders={**i.orders, v.order: order})


def _signed(i: Incident, v: e.OrderSigned, n: Entry) -> Incident:
    order = replace(i.orders[v.order], status="signed", settled_at=v.signed_at, sheet=v.sheet)
    return replace(i, orders={**i.orders, v.order: order})


def _unsigned(i: Incident, v: e.SigningRefused, n: Entry) -> Incident:
    order = replace(i.orders[v.order], status="refused", settled_at=n.happened_at, reason=v.reason)
    return replace(i, orders={**i.orders, v.order: order})


def _override(i: Incident, v: e.OverrideUsed, n: Entry) -> Incident:
    mark = s.OverrideMark(
        v.override, v.command, n.actor, n.happened_at, v.reason, v.second_by, None
    )
    return replace(i, overrides={**i.overrides, v.override: mark})


def _seconded(i: Incident, v: e.OverrideSeconded, n: Entry) -> Incident:
    mark = replace(
        i.overrides[v.override],
        seconded_by=n.on_behalf_of or n.actor,
        seconded_at=n.happened_at,
    )
    return replace(i, overrides={**i.overrides, v.override: mark})


# -- response ----------------------------------------------------------------------------------


def _settled(i: Incident, n: Entry, actions: tuple[str, ...]) -> Incident:
    """All decisions of these kinds change when one of them is taken."""
    keys = {k for k in (*i.decisions, *i.proposals) if k.split(":")[0] in actions}
    return replace(
        i,
        proposals=_without(i.proposals, *keys),
        declined=_without(i.declined, *keys),
        decisions={**i.decisions, **dict.fromkeys(keys, n.seq)},
    )


def _started(i: Incident, v: e.ResponseStarted, n: Entry) -> Incident:
    return replace(
        _settled(i, n, ("start", "raise", "lower")),
        stage="responding",
        level=v.level,
        started_at=n.happened_at,
        level_since=n.happened_at,
        skipped=v.skipped,
    )


def _raised(i: Incident, v: e.LevelRaised, n: Entry) -> Incident:
    return replace(
        _settled(i, n, ("start", "raise", "lower")), level=v.level, level_since=n.happened_at
    )


def _lowered(i: Incident, v: e.LevelLowered, n: Entry) -> Incident:
    return replace(
        _settled(i, n, ("start", "raise", "lower")), level=v.level, level_since=n.happened_at
    )


def _onsite(i: Incident, v: e.OnSiteFormed, n: Entry) -> Incident:
    by: s.Command = replace(i.command, by="onsite", since=n.happened_at)
    held = i.command if i.command.by == "superior" else by
    return replace(i, onsite_at=n.happened_at, command=held)


def _handed(i: Incident, v: e.CommandHandedOver, n: Entry) -> Incident:
    return replace(i, command=s.Command("superior", n.happened_at, v.to, v.sheet))


def _back(i: Incident, v: e.CommandTakenBack, n: Entry) -> Incident:
    by = "onsite" if i.onsite_at else "county"
    return replace(i, command=s.Command(by, n.happened_at, None, v.sheet))  # type: ignore[arg-type]


def _other(i: Incident, v: e.OtherResponseTold, n: Entry) -> Incident:
    told = s.OtherResponse(v.government, v.scale, v.status, v.told_by, n.happened_at)
    return replace(i, others=(*i.others, told))


def _groups(i: Incident, v: e.GroupsPut, n: Entry) -> Incident:
    new = {g: s.GroupState(g, n.happened_at) for g in v.groups if g not in i.groups}
    return replace(i, groups={**i.groups, **new})


def _group_added(i: Incident, v: e.GroupAdded, n: Entry) -> Incident:
    return replace(i, groups={**i.groups, v.group: s.GroupState(v.group, n.happened_at)})


def _group_changed(i: Incident, v: e.GroupChanged, n: Entry) -> Incident:
    was = i.groups[v.group]
    now = replace(
        was,
        leader=v.leader or was.leader,
        acting_leader=v.acting_leader or was.acting_leader,
        liaison=v.liaison or was.liaison,
        duties=v.duties or was.duties,
    )
    return replace(i, groups={**i.groups, v.group: now})


def _ended(i: Incident, v: e.ResponseEnded, n: Entry) -> Incident:
    return replace(_settled(i, n, ("end",)), stage="ended", ended_at=n.happened_at)


def _resumed(i: Incident, v: e.ResponseResumed, n: Entry) -> Incident:
    reopened = {k: replace(c, status="not_met") for k, c in i.conditions.items()}
    return replace(
        i,
        stage="responding",
        level=v.level,
        level_since=n.happened_at,
        ended_at=None,
        conditions=reopened,
    )


def _aftermath(i: Incident, v: e.AftermathBegun, n: Entry) -> Incident:
    return replace(i, stage="aftermath")


def _closed(i: Incident, v: e.IncidentClosed, n: Entry) -> Incident:
    return replace(i, stage="closed")


def _dismissed(i: Incident, v: e.IncidentDismissed, n: Entry) -> Incident:
    return replace(_settled(i, n, ("start", "raise", "lower", "end")), stage="dismissed")


def _reopened(i: Incident, v: e.IncidentReopened, n: Entry) -> Incident:
    known = i.assessment is not None and i.assessment.level is not None
    return replace(i, stage="assessed" if known else "reported", level=None)


def _condition(i: Incident, v: e.ConditionSet, n: Entry) -> Incident:
    condition = s.ConditionState(
        v.condition, v.status, v.evidence, n.on_behalf_of or n.actor, n.happened_at, n.seq
    )
    return replace(i, conditions={**i.conditions, v.condition: condition})


def _condition_reopened(i: Incident, v: e.ConditionReopened, n: Entry) -> Incident:
    changed = replace(i.conditions[v.condition], status="not_met", at=n.happened_at, seq=n.seq)
    return replace(i, conditions={**i.conditions, v.condition: changed})


def _withdrawal(i: Incident, v: e.WithdrawalOrdered, n: Entry) -> Incident:
    return replace(i, withdrawal=s.Withdrawal(v.number, v.reason, n.happened_at, None))


def _lifted(i: Incident, v: e.WithdrawalLifted, n: Entry) -> Incident:
    was = i.withdrawal
    return replace(i, withdrawal=replace(was, lifted_at=n.happened_at) if was else None)


def _plan(i: Incident, v: e.PlanAdopted, n: Entry) -> Incident:
    return replace(i, plan=v.plan)


# -- tasks -------------------------------------------------------------------------------------


def _assigned(i: Incident, v: e.TasksAssigned, n: Entry) -> Incident:
    new = {
        a.task: s.TaskState(a.task, a.group, "assigned", a.due_at, {"assigned": n.happened_at})
        for a in v.tasks
    }
    return replace(i, tasks={**i.tasks, **new})


def _task_ordered(i: Incident, v: e.TaskOrdered, n: Entry) -> Incident:
    task = s.TaskState(
        v.task,
        v.group,
        "assigned",
        v.due_at,
        {"assigned": n.happened_at},
        text=v.text,
        proof=v.proof,
        verifier=v.verifier,
    )
    return replace(i, tasks={**i.tasks, v.task: task})


def _task(i: Incident, n: Entry, task: str, status: s.TaskStatus, **more: Any) -> Incident:
    was = i.tasks[task]
    times = was.at if status in was.at else {**was.at, status: n.happened_at}
    now = replace(was, status=status, at=times, by=n.on_behalf_of or n.actor, **more)
    return replace(i, tasks={**i.tasks, task: now})


def _received(i: Incident, v: e.TaskReceived, n: Entry) -> Incident:
    return _task(i, n, v.task, "received")


def _task_started(i: Incident, v: e.TaskStarted, n: Entry) -> Incident:
    return _task(i, n, v.task, "started", reason=None)


def _blocked(i: Incident, v: e.TaskBlocked, n: Entry) -> Incident:
    return _task(i, n, v.task, "blocked", reason=v.reason)


def _done(i: Incident, v: e.TaskDone, n: Entry) -> Incident:
    return _task(i, n, v.task, "done", evidence=v.evidence, reason=None)


def _verified(i: Incident, v: e.TaskVerified, n: Entry) -> Incident:
    return _task(i, n, v.task, "verified")


def _returned(i: Incident, v: e.TaskReturned, n: Entry) -> Incident:
    return _task(i, n, v.task, "started", reason=v.reason)


# -- reporting and records -----------------------------------------------------------------------


def _told(i: Incident, v: e.ReportTold, n: Entry) -> Incident:
    report = s.ReportRound(v.line, v.kind, v.round, {}, v.told_at, v.receiver, v.figures)
    return replace(i, reports={**i.reports, (v.line, v.kind, v.round): report})


def _step(i: Incident, v: e.ReportStep, n: Entry) -> Incident:
    key = (v.line, v.kind, v.round)
    was = i.reports.get(key) or s.ReportRound(v.line, v.kind, v.round, {}, None, None, None)
    now = replace(
        was,
        steps={**was.steps, v.step: n.happened_at},
        receiver=v.with_whom or was.receiver,
        figures=was.figures if v.figures is None else v.figures,
    )
    return replace(i, reports={**i.reports, key: now})


def _instruction(i: Incident, v: e.InstructionRecorded, n: Entry) -> Incident:
    asked = s.Question(
        v.instruction, "instruction", v.from_whom, v.words, n.happened_at, v.answer_by, None, None
    )
    return replace(i, questions={**i.questions, v.instruction: asked})


def _inquiry(i: Incident, v: e.InquiryRecorded, n: Entry) -> Incident:
    asked = s.Question(
        v.inquiry, "inquiry", v.from_whom, v.question, n.happened_at, v.answer_by, None, None
    )
    return replace(i, questions={**i.questions, v.inquiry: asked})


def _answer(i: Incident, n: Entry, question: str, answer: str) -> Incident:
    said = replace(i.questions[question], answered_at=n.happened_at, answer=answer)
    return replace(i, questions={**i.questions, question: said})


def _instruction_answered(i: Incident, v: e.InstructionAnswered, n: Entry) -> Incident:
    return _answer(i, n, v.instruction, v.measure)


def _inquiry_answered(i: Incident, v: e.InquiryAnswered, n: Entry) -> Incident:
    return _answer(i, n, v.inquiry, v.answer)


def _moved(i: Incident, v: e.LeaderMoved, n: Entry) -> Incident:
    moved = s.Movement(v.post, v.movement, n.happened_at, v.place)
    return replace(i, movements=(*i.movements, moved))


def _outsider(i: Incident, v: e.OutsiderTold, n: Entry) -> Incident:
    return replace(i, told=(*i.told, s.Told(v.entry, v.means, v.who, v.told_at)))


def _corrected(i: Incident, v: e.EntryCorrected, n: Entry) -> Incident:
    return replace(i, corrections={**i.corrections, v.entry: n.seq})


# -- alerts and clocks ---------------------------------------------------------------------------


def _answered(i: Incident, v: e.AlertAnswered, n: Entry) -> Incident:
    answer = s.AlertAnswer(v.alert, v.person, v.answer, n.happened_at)
    return replace(i, answers={**i.answers, (v.alert, v.person): answer})


def _unreachable(i: Incident, v: e.PersonUnreachable, n: Entry) -> Incident:
    mark = s.Unreached(v.alert, v.post, v.person, v.tried, n.happened_at)
    return replace(i, unreached={**i.unreached, (v.alert, v.person or v.post): mark})


def _overdue(i: Incident, v: e.DutyOverdue, n: Entry) -> Incident:
    return replace(i, overdue={**i.overdue, v.duty: v.due_at})


EVOLVE: Mapping[type[e.Event], Step] = {
    e.IncidentReported: _reported,
    e.ReportAdded: _unchanged,
    e.VerificationSet: _verification,
    e.KindChanged: _kind,
    e.ClaimRecorded: _claim,
    e.ClaimDoubted: _doubted,
    e.Assessed: _assessed,
    e.LoweringSuggested: _suggested,
    e.LoweringAccepted: _accepted,
    e.FiguresApproved: _approved,
    e.Proposed: _proposed,
    e.Declined: _declined,
    e.OrderRecorded: _order,
    e.OrderSigned: _signed,
    e.SigningRefused: _unsigned,
    e.OverrideUsed: _override,
    e.OverrideSeconded: _seconded,
    e.ResponseStarted: _started,
    e.LevelRaised: _raised,
    e.LevelLowered: _lowered,
    e.OnSiteFormed: _onsite,
    e.CommandHandedOver: _handed,
    e.CommandTakenBack: _back,
    e.OtherResponseTold: _other,
    e.GroupsPut: _groups,
    e.GroupAdded: _group_added,
    e.GroupChanged: _group_changed,
    e.ResponseEnded: _ended,
    e.ResponseResumed: _resumed,
    e.AftermathBegun: _aftermath,
    e.IncidentClosed: _closed,
    e.IncidentDismissed: _dismissed,
    e.IncidentReopened: _reopened,
    e.ConditionSet: _condition,
    e.ConditionReopened: _condition_reopened,
    e.WithdrawalOrdered: _withdrawal,
    e.WithdrawalLifted: _lifted,
    e.PlanAdopted: _plan,
    e.TasksAssigned: _assigned,
    e.TaskOrdered: _task_ordered,
    e.TaskReceived: _received,
    e.TaskStarted: _task_started,
    e.TaskBlocked: _blocked,
    e.TaskDone: _done,
    e.TaskVerified: _verified,
    e.TaskReturned: _returned,
    e.ReportTold: _told,
    e.ReportStep: _step,
    e.InstructionRecorded: _instruction,
    e.InstructionAnswered: _instruction_answered,
    e.InquiryRecorded: _inquiry,
    e.InquiryAnswered: _inquiry_answered,
    e.LeaderMoved: _moved,
    e.OutsiderTold: _outsider,
    e.NoteAdded: _unchanged,
    e.EntryCorrected: _corrected,
    e.AlertAnswered: _answered,
    e.PersonUnreachable: _unreachable,
    e.DutyOverdue: _overdue,
}
"""Every event and what it does to the state."""
