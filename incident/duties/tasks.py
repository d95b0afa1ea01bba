"""Tasks that have a time: set with the order, or by the plan once those before them are done."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from incident.duties.clock import DutyClock, promise
from incident.state import Incident, TaskState
from playbooks.lookup import Playbook

FINISHED = frozenset({"done", "verified"})


def tasks(state: Incident, playbook: Playbook) -> Iterator[DutyClock]:
    """The clock of every task that has one."""
    for task in state.tasks.values():
        due = _task_due(state, playbook, task)
        if due is not None:
            done = task.at.get("done") if task.status in FINISHED else None
            yield promise(f"task:{task.id}", "task", task.id, task.at["assigned"], due, done)


def open_tasks(state: Incident, playbook: Playbook) -> Iterator[tuple[str, datetime]]:
    """Id and time of each task that is still to be done."""
    for task in state.tasks.values():
        if task.status not in FINISHED and (due := _task_due(state, playbook, task)) is not None:
            yield f"task:{task.id}", due


def _task_due(state: Incident, playbook: Playbook, task: TaskState) -> datetime | None:
    """Tasks in the danger area have no time while rescuers are withdrawn (§5.3.1(4)), and so
    much more time afterwards; a clock that had run out before stays as it was."""
    due, order = _planned_due(state, playbook, task), state.withdrawal
    if due is None or order is None:
        return due
    group = playbook.groups.get(task.group)
    if group is None or not group.in_danger_area:
        return due
    if due <= order.since or task.at["assigned"] > (order.lifted_at or order.since):
        return due
    if order.lifted_at is None:
        return None
    return due + (order.lifted_at - max(order.since, task.at["assigned"]))


def _planned_due(state: Incident, playbook: Playbook, task: TaskState) -> datetime | None:
    """A task that waits for others gets its time when the last of them is done."""
    if task.due_at is not None or task.text is not None:
        return task.due_at
    planned = playbook.tasks.get(task.id)
    if planned is None or planned.target_min is None or planned.start != "after":
        return None
    ready = [state.tasks[t].at.get("done") for t in planned.after if t in state.tasks]
    if len(ready) < len(planned.after) or None in ready:
        return None
    return max(t for t in ready if t) + timedelta(minutes=planned.target_min)
