"""What an alert's text needs, taken from the event and the incident when they are committed.

Plain JSON without anybody's words: those stay in the vault and are named by reference
(``place_ref``, ``task_refs``, ``reason_ref``). Language is decided later, by the person who is
told.
"""

from __future__ import annotations

from math import inf
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident import events as e
from incident.called import has_namesake
from incident.duties import DueTimes, DutyClock, duties
from incident.ports import Commit
from incident.posts import deciders, deciding, decision_id
from notify.mentions import mentions
from playbooks.schema import Alert


def level_of(commit: Commit, event: e.Event) -> int | None:
    """The response level that an event is about, else the incident's present one."""
    level: int | None = getattr(event, "level", None)
    return commit.after.level if level is None else level


def subject_groups(commit: Commit, event: e.Event) -> tuple[str, ...]:
    """The groups that an event names itself."""
    match event:
        case e.TasksAssigned(tasks=tasks):
            return tuple(dict.fromkeys(task.group for task in tasks))
        case e.GroupsPut(groups=groups):
            return groups
        case e.TaskOrdered(group=group) | e.GroupAdded(group=group) | e.GroupChanged(group=group):
            return (group,)
    task = commit.after.tasks.get(getattr(event, "task", ""))
    return (task.group,) if task else ()


def facts(commit: Commit, alert: Alert, event: e.Event, group: str) -> dict[str, Any]:
    """Values for the template, and where the incident lies (for posts of a township or dam)."""
    opened = commit.after.opened
    named = subject_groups(commit, event)
    return {
        "kind": commit.after.kind,
        "learned_at": opened.learned_at.isoformat(),
        "occurred_at": opened.occurred_at and opened.occurred_at.isoformat(),
        "place_ref": opened.place,
        "township": opened.township,
        "dam": opened.dam,
        "level": level_of(commit, event),
        "group": group if group in named else (named[0] if named else group),
        "clause": getattr(event, "clause", None) or alert.clause or alert.statute,
        **mentions(commit, event),
        **_order(commit, alert, event),
        **_task(commit, event, group),
    }


def alike(connection: Connection, commit: Commit) -> dict[str, Any]:
    """Whether the incident needs its minute to be told from another open one."""
    zone = ZoneInfo(commit.playbook.plan.document.zone)
    return {"alike": has_namesake(connection, commit.after, zone)}


def _order(commit: Commit, alert: Alert, event: e.Event) -> dict[str, Any]:
    """The decision that the alert asks for, as its authority has it before them."""
    level = level_of(commit, event)
    if alert.asks is None or level is None:
        return {}
    decision = decision_id(alert.asks.action, level)
    if decision not in commit.after.decisions:
        return {}
    version = commit.after.decisions[decision]
    minutes = alert.asks.valid_min
    by = deciders(commit.after, deciding(commit.playbook, alert.asks.action, level))
    order = {"id": decision, "version": version, "level": level, "minutes": minutes}
    return {"order": {**order, "posts": list(by), "reason_ref": getattr(event, "reason", None)}}


def _task(commit: Commit, event: e.Event, group: str) -> dict[str, Any]:
    """``tasks`` are the plan's, ``task_refs`` words of people, ``duty`` a clock that ran out."""
    match event:
        case e.TasksAssigned(tasks=tasks):
            # The first due first: the few that are named have the nearest limits.
            mine = [task for task in tasks if group in ("", task.group)]
            mine.sort(key=lambda task: task.due_at.timestamp() if task.due_at else inf)
            dues = [task.due_at and task.due_at.isoformat() for task in mine]
            return {
                "tasks": [task.task for task in mine],
                "dues": dues,
                "due_at": dues[0] if dues else None,
                "now": commit.now.isoformat(),
            }
        case e.TaskOrdered(text=text, due_at=due):
            return {"task_refs": [text], "due_at": due and due.isoformat()}
        case e.IncidentReported():
            # The first report upward that the plan's clocks ask for.
            due = DueTimes().after(None, commit.after, commit.playbook).reports
            return {"due_at": due and due.isoformat()}
        case e.InstructionRecorded(answer_by=due_at):
            return {"due_at": due_at.isoformat()}
        case e.DutyOverdue(duty=duty, due_at=due_at):
            found = [d for d in duties(commit.after, commit.playbook) if d.id == duty]
            about = _duty(commit, found[0]) if found else {}
            return {**about, "due_at": due_at.isoformat()}
    state = commit.after.tasks.get(getattr(event, "task", ""))
    if state is None:
        return {}
    until = state.due_at and state.due_at.isoformat()
    if state.text is not None:
        return {"task_refs": [state.text], "due_at": until}
    return {"tasks": [state.id], "due_at": until}


def _duty(commit: Commit, clock: DutyClock) -> dict[str, Any]:
    if clock.sort == "task":
        state = commit.after.tasks[clock.about]
        return {"task_refs": [state.text]} if state.text is not None else {"tasks": [state.id]}
    if clock.sort == "report":
        return {"duty": ["report", clock.about, clock.kind]}
    return {"duty": [clock.sort]}
