"""Which clause of the plan stands behind an entry, where one does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

from incident import events as e
from incident.posts import deciding
from incident.state import Entry
from playbooks.lookup import Playbook
from runtime.refusal import Refused

LOCAL = "local"
"""Stands in an event where the authority is the county's own addition."""

Finder = Callable[[Playbook, Any], str | None]


def clause_of(entry: Entry, playbook: Playbook) -> str | None:
    """The clause by which the event happened, e.g. ``5.3.1``; None where the plan gives none."""
    event = entry.event
    own = getattr(event, "clause", None)
    if own is not None:
        return None if own == LOCAL else str(own)
    finder = _FINDERS.get(type(event))
    return finder(playbook, event) if finder else None


def _authority(action: str) -> Finder:
    return lambda playbook, event: _decided(playbook, action, getattr(event, "level", None))


def _decided(playbook: Playbook, action: str, level: int | None) -> str | None:
    try:
        return deciding(playbook, action, level).clause
    except Refused:  # an entry of another plan, whose level or decision this one does not have
        return None


def _proposed(playbook: Playbook, event: e.Proposed) -> str | None:
    return _decided(playbook, event.action, event.level)


def _declined(playbook: Playbook, event: e.Declined) -> str | None:
    action, _, level = event.decision.partition(":")
    return _decided(playbook, action, int(level) if level.isdigit() else None)


def _task(playbook: Playbook, event: Any) -> str | None:
    found = playbook.tasks.get(event.task)
    return found.clause if found else None


def _condition(playbook: Playbook, event: e.ConditionSet | e.ConditionReopened) -> str | None:
    found = [c.clause for c in playbook.plan.ending.conditions if c.id == event.condition]
    return found[0] if found else None


def _alerted(playbook: Playbook, event: e.Event) -> str | None:
    """No task or authority of a plan is bound to a withdrawal; its alerts are, and cite it."""
    found = [a.clause for a in playbook.plan.alerts if a.on == event.wire() and a.clause]
    return found[0] if found else None


def _withdrawing(playbook: Playbook) -> str | None:
    found = [a.clause for a in playbook.plan.alerts if a.on == e.WithdrawalOrdered.wire()]
    return found[0] if found else None


def _report(playbook: Playbook, event: e.ReportTold | e.ReportStep) -> str | None:
    return _cell(playbook, event.line, event.kind)


def _cell(playbook: Playbook, line: str, kind: str) -> str | None:
    found = [c.clause for c in playbook.plan.reporting.clocks if (c.line, c.kind) == (line, kind)]
    return found[0] if found else None


def _told(playbook: Playbook, event: e.OutsiderTold) -> str | None:
    found = [t.clause for t in playbook.plan.reporting.told if t.id == event.entry]
    return found[0] if found else None


def _duty(playbook: Playbook, event: e.DutyOverdue) -> str | None:
    sort, _, about = event.duty.partition(":")
    if sort == "task":
        found = playbook.tasks.get(about)
        return found.clause if found else None
    if sort == "report":
        line, kind, _ = about.split(":")
        return _cell(playbook, line, kind)
    return None


def _grounds(_: Playbook, event: e.AssessmentFields) -> str | None:
    known = [g.clause for g in event.grounds if g.clause != g.criterion]
    return known[-1] if known else None


_FINDERS: Mapping[type[e.Event], Finder] = MappingProxyType(
    {
        e.Assessed: _grounds,
        e.LoweringSuggested: _grounds,
        e.LoweringAccepted: _authority("approve_figures"),
        e.FiguresApproved: _authority("approve_figures"),
        e.Proposed: _proposed,
        e.Declined: _declined,
        e.OnSiteFormed: _authority("form_onsite"),
        e.CommandHandedOver: _authority("hand_over"),
        e.CommandTakenBack: _authority("take_back"),
        e.GroupAdded: _authority("change_groups"),
        e.GroupChanged: _authority("change_groups"),
        e.ResponseResumed: _authority("start"),
        e.IncidentClosed: _authority("close"),
        e.IncidentDismissed: _authority("dismiss"),
        e.PlanAdopted: _authority("adopt_plan"),
        e.ConditionSet: _condition,
        e.ConditionReopened: _condition,
        e.TaskReceived: _task,
        e.TaskStarted: _task,
        e.TaskBlocked: _task,
        e.TaskDone: _task,
        e.TaskVerified: _task,
        e.TaskReturned: _task,
        e.WithdrawalOrdered: _alerted,
        e.WithdrawalLifted: _alerted,
        e.WithdrawalAnswered: lambda playbook, _: _withdrawing(playbook),
        e.ReportTold: _report,
        e.ReportStep: _report,
        e.OutsiderTold: _told,
        e.DutyOverdue: _duty,
    }
)
"""How to find the clause of an event that does not carry it. The grounds of an assessment end
with those of the level, so the last one is the one that people act on."""
