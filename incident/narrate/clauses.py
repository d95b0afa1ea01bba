"""Which clauses of the plan, or statutes, stand behind an entry, where any do."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from incident import events as e
from incident.posts import deciding
from incident.state import Entry
from playbooks.lookup import Playbook
from playbooks.schema.base import LOCAL, Cited
from runtime.refusal import Refused

Finder = Callable[[Playbook, Any], Iterable[str]]


def clauses_of(entry: Entry, playbook: Playbook) -> tuple[str, ...]:
    """Every clause by which the event happened, e.g. ``5.3.1``, each once, in the plan's order; a
    statute by its id where the plan has no clause; empty for what is the county's own."""
    event = entry.event
    own = getattr(event, "clause", None)
    if own is not None:
        return () if own == LOCAL else (str(own),)
    finder = _FINDERS.get(type(event))
    found = finder(playbook, event) if finder else ()
    return tuple(dict.fromkeys(found))


def clause_of(entry: Entry, playbook: Playbook) -> str | None:
    """The one clause that people act on; None where the plan gives none. The grounds of an
    assessment end with those of the level; of any other clauses the first is the nearest."""
    found = clauses_of(entry, playbook)
    if not found:
        return None
    return found[-1 if isinstance(entry.event, e.Assessed | e.LoweringSuggested) else 0]


def _cited(items: Iterable[Cited]) -> list[str]:
    """The clause or else the statute of each; what is the county's own has neither."""
    return [item.origin for item in items if item.origin != LOCAL]


def _authority(action: str) -> Finder:
    return lambda playbook, event: _decided(playbook, action, getattr(event, "level", None))


def _decided(playbook: Playbook, action: str, level: int | None) -> Sequence[str]:
    try:
        return _cited((deciding(playbook, action, level),))
    except Refused:  # an entry of another plan, whose level or decision this one does not have
        return ()


def _proposed(playbook: Playbook, event: e.Proposed) -> Sequence[str]:
    return _decided(playbook, event.action, event.level)


def _declined(playbook: Playbook, event: e.Declined) -> Sequence[str]:
    action, _, level = event.decision.partition(":")
    return _decided(playbook, action, int(level) if level.isdigit() else None)


def _task(playbook: Playbook, event: Any) -> Sequence[str]:
    found = playbook.tasks.get(event.task)
    return _cited((found,)) if found else ()


def _condition(playbook: Playbook, event: e.ConditionSet | e.ConditionReopened) -> Sequence[str]:
    return _cited(c for c in playbook.plan.ending.conditions if c.id == event.condition)


def _alerted(playbook: Playbook, event: e.Event) -> Sequence[str]:
    """No task or authority of a plan is bound to a withdrawal; its alerts are, and cite it."""
    return _cited(a for a in playbook.plan.alerts if a.on == event.wire())


def _withdrawing(playbook: Playbook) -> Sequence[str]:
    return _cited(a for a in playbook.plan.alerts if a.on == e.WithdrawalOrdered.wire())


def _report(playbook: Playbook, event: e.ReportTold | e.ReportStep) -> Sequence[str]:
    return _cell(playbook, event.line, event.kind)


def _cell(playbook: Playbook, line: str, kind: str) -> Sequence[str]:
    return _cited(c for c in playbook.plan.reporting.clocks if (c.line, c.kind) == (line, kind))


def _told(playbook: Playbook, event: e.OutsiderTold) -> Sequence[str]:
    return _cited(t for t in playbook.plan.reporting.told if t.id == event.entry)


def _duty(playbook: Playbook, event: e.DutyOverdue) -> Sequence[str]:
    sort, _, about = event.duty.partition(":")
    if sort == "task":
        found = playbook.tasks.get(about)
        return _cited((found,)) if found else ()
    if sort == "report":
        line, kind, _ = about.split(":")
        return _cell(playbook, line, kind)
    return ()


def _grounds(_: Playbook, event: e.AssessmentFields) -> Sequence[str]:
    return [g.clause for g in event.grounds if g.clause not in (LOCAL, g.criterion)]


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
"""How to find the clauses of an event that does not carry one."""
