"""The response, command, groups, end and aftermath."""

from __future__ import annotations

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.evolve.versions import settled
from incident.state import Entry, Incident


def started(i: Incident, v: e.ResponseStarted, n: Entry) -> Incident:
    return replace(
        settled(i, n, ("start", "raise", "lower")),
        stage="responding",
        level=v.level,
        started_at=n.counts_at,
        level_since=n.counts_at,
        skipped=v.skipped,
    )


def raised(i: Incident, v: e.LevelRaised, n: Entry) -> Incident:
    return replace(
        settled(i, n, ("start", "raise", "lower")), level=v.level, level_since=n.counts_at
    )


def lowered(i: Incident, v: e.LevelLowered, n: Entry) -> Incident:
    return replace(
        settled(i, n, ("start", "raise", "lower")), level=v.level, level_since=n.counts_at
    )


def onsite(i: Incident, v: e.OnSiteFormed, n: Entry) -> Incident:
    by: s.Command = replace(i.command, by="onsite", since=n.counts_at)
    held = i.command if i.command.by == "superior" else by
    return replace(i, onsite_at=n.counts_at, command=held)


def handed(i: Incident, v: e.CommandHandedOver, n: Entry) -> Incident:
    return replace(i, command=s.Command("superior", n.counts_at, v.to, v.sheet))


def back(i: Incident, v: e.CommandTakenBack, n: Entry) -> Incident:
    by = "onsite" if i.onsite_at else "county"
    return replace(i, command=s.Command(by, n.counts_at, None, v.sheet))  # type: ignore[arg-type]


def other(i: Incident, v: e.OtherResponseTold, n: Entry) -> Incident:
    told = s.OtherResponse(v.government, v.scale, v.status, v.told_by, n.counts_at)
    return replace(i, others=(*i.others, told))


def groups(i: Incident, v: e.GroupsPut, n: Entry) -> Incident:
    new = {g: s.GroupState(g, n.counts_at) for g in v.groups if g not in i.groups}
    return replace(i, groups={**i.groups, **new})


def group_added(i: Incident, v: e.GroupAdded, n: Entry) -> Incident:
    return replace(i, groups={**i.groups, v.group: s.GroupState(v.group, n.counts_at)})


def group_changed(i: Incident, v: e.GroupChanged, n: Entry) -> Incident:
    was = i.groups[v.group]
    now = replace(
        was,
        leader=v.leader or was.leader,
        acting_leader=v.acting_leader or was.acting_leader,
        liaison=v.liaison or was.liaison,
        duties=v.duties or was.duties,
    )
    return replace(i, groups={**i.groups, v.group: now})


def ended(i: Incident, v: e.ResponseEnded, n: Entry) -> Incident:
    return replace(
        settled(i, n, ("end",)), stage="ended", ended_at=n.counts_at, endings=i.endings + 1
    )


def resumed(i: Incident, v: e.ResponseResumed, n: Entry) -> Incident:
    reopened = {k: replace(c, status="not_met") for k, c in i.conditions.items()}
    return replace(
        i,
        stage="responding",
        level=v.level,
        level_since=n.counts_at,
        ended_at=None,
        conditions=reopened,
    )


def aftermath(i: Incident, v: e.AftermathBegun, n: Entry) -> Incident:
    return replace(i, stage="aftermath")


def closed(i: Incident, v: e.IncidentClosed, n: Entry) -> Incident:
    return replace(i, stage="closed")


def dismissed(i: Incident, v: e.IncidentDismissed, n: Entry) -> Incident:
    return replace(settled(i, n, ("start", "raise", "lower", "end")), stage="dismissed")


def reopened(i: Incident, v: e.IncidentReopened, n: Entry) -> Incident:
    known = i.assessment is not None and i.assessment.level is not None
    return replace(i, stage="assessed" if known else "reported", level=None)


def condition(i: Incident, v: e.ConditionSet, n: Entry) -> Incident:
    condition = s.ConditionState(
        v.condition, v.status, v.evidence, n.on_behalf_of or n.actor, n.counts_at, n.seq
    )
    return replace(i, conditions={**i.conditions, v.condition: condition})


def condition_reopened(i: Incident, v: e.ConditionReopened, n: Entry) -> Incident:
    changed = replace(i.conditions[v.condition], status="not_met", at=n.counts_at, seq=n.seq)
    return replace(i, conditions={**i.conditions, v.condition: changed})


def withdrawal(i: Incident, v: e.WithdrawalOrdered, n: Entry) -> Incident:
    return replace(i, withdrawal=s.Withdrawal(v.number, v.reason, n.counts_at, None))


def lifted(i: Incident, v: e.WithdrawalLifted, n: Entry) -> Incident:
    was = i.withdrawal
    return replace(i, withdrawal=replace(was, lifted_at=n.counts_at) if was else None)


def withdrawal_answered(i: Incident, v: e.WithdrawalAnswered, n: Entry) -> Incident:
    """What reaches the house late does not undo what was said after it."""
    key = (v.number, v.person)
    before = i.withdrawn.get(key)
    if before is not None and before.at > n.counts_at:
        return i
    answer = s.WithdrawalAnswer(v.number, v.person, v.answer, n.counts_at, v.place)
    return replace(i, withdrawn={**i.withdrawn, key: answer})


def plan(i: Incident, v: e.PlanAdopted, n: Entry) -> Incident:
    return replace(i, plan=v.plan)
