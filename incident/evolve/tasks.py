"""Tasks from assigned to verified."""

from __future__ import annotations

from typing import Any

from incident import events as e
from incident import state as s
from incident.evolve.changed import replace
from incident.state import Entry, Incident


def assigned(i: Incident, v: e.TasksAssigned, n: Entry) -> Incident:
    new = {
        a.task: s.TaskState(a.task, a.group, "assigned", a.due_at, {"assigned": n.counts_at})
        for a in v.tasks
    }
    return replace(i, tasks={**i.tasks, **new})


def task_ordered(i: Incident, v: e.TaskOrdered, n: Entry) -> Incident:
    task = s.TaskState(
        v.task,
        v.group,
        "assigned",
        v.due_at,
        {"assigned": n.counts_at},
        text=v.text,
        proof=v.proof,
        verifier=v.verifier,
    )
    return replace(i, tasks={**i.tasks, v.task: task})


def _task(i: Incident, n: Entry, task: str, status: s.TaskStatus, **more: Any) -> Incident:
    was = i.tasks[task]
    times = was.at if status in was.at else {**was.at, status: n.counts_at}
    now = replace(was, status=status, at=times, by=n.on_behalf_of or n.actor, **more)
    return replace(i, tasks={**i.tasks, task: now})


def received(i: Incident, v: e.TaskReceived, n: Entry) -> Incident:
    return _task(i, n, v.task, "received")


def task_started(i: Incident, v: e.TaskStarted, n: Entry) -> Incident:
    return _task(i, n, v.task, "started", reason=None)


def blocked(i: Incident, v: e.TaskBlocked, n: Entry) -> Incident:
    return _task(i, n, v.task, "blocked", reason=v.reason)


def done(i: Incident, v: e.TaskDone, n: Entry) -> Incident:
    return _task(i, n, v.task, "done", evidence=v.evidence, reason=None)


def verified(i: Incident, v: e.TaskVerified, n: Entry) -> Incident:
    return _task(i, n, v.task, "verified")


def returned(i: Incident, v: e.TaskReturned, n: Entry) -> Incident:
    return _task(i, n, v.task, "started", reason=v.reason)
