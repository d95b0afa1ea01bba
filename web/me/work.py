"""A person's own tasks: those of the groups, and those to verify."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from incident.duties import DutyClock
from incident.posts import group_posts
from incident.state import Incident, TaskState
from playbooks.lookup import Playbook
from runtime.language import Lang
from web.choices import group_name, task_text
from web.me.shown import MyTask, Phone

OPEN = ("assigned", "received", "started", "blocked")


def groups_of(state: Incident, playbook: Playbook, posts: frozenset[str]) -> tuple[str, ...]:
    """The groups of a person's posts: those in force, the office and the mine."""
    return tuple(
        group
        for group in (*(g for g in playbook.groups if g in state.groups), "office", "operator")
        if posts.intersection(group_posts(state, playbook, group))
    )


def dangerous(playbook: Playbook, group: str) -> bool:
    """Whether a group works in the danger area (§5.3.1(4))."""
    planned = playbook.groups.get(group)
    return planned is not None and planned.in_danger_area


def my_tasks(
    state: Incident,
    playbook: Playbook,
    groups: tuple[str, ...],
    clocks: Mapping[str, DutyClock],
    texts: Mapping[str, str | None],
    leaders: Mapping[str, Phone | None],
    now: datetime,
    lang: Lang,
) -> tuple[MyTask, ...]:
    """Open tasks of the groups: those on hold last, the rest by time left."""
    found = [
        _shown(task, state, playbook, clocks, texts, leaders, now, lang)
        for task in state.tasks.values()
        if task.group in groups and task.status in OPEN
    ]
    return tuple(sorted(found, key=lambda t: (t.held, t.due_at is None, t.due_at or now)))


def to_verify(
    state: Incident,
    playbook: Playbook,
    posts: frozenset[str],
    person: str,
    clocks: Mapping[str, DutyClock],
    texts: Mapping[str, str | None],
    now: datetime,
    lang: Lang,
) -> tuple[MyTask, ...]:
    """Done tasks whose proof one of the posts looks at, other people's only."""
    return tuple(
        _shown(task, state, playbook, clocks, texts, {}, now, lang)
        for task in state.tasks.values()
        if task.status == "done" and task.by != person and verifier_of(task, playbook) in posts
    )


def verifier_of(task: TaskState, playbook: Playbook) -> str | None:
    """The post that looks at the proof of a task."""
    planned = playbook.tasks.get(task.id)
    return task.verifier or (planned.verifier if planned else None)


def finished(state: Incident, groups: Collection[str]) -> int:
    """How many tasks of the groups are done."""
    return sum(t.group in groups and t.status not in OPEN for t in state.tasks.values())


def _shown(
    task: TaskState,
    state: Incident,
    playbook: Playbook,
    clocks: Mapping[str, DutyClock],
    texts: Mapping[str, str | None],
    leaders: Mapping[str, Phone | None],
    now: datetime,
    lang: Lang,
) -> MyTask:
    planned, clock = playbook.tasks.get(task.id), clocks.get(f"task:{task.id}")
    order = state.withdrawal
    in_force = order is not None and order.in_force
    return MyTask(
        id=task.id,
        text=task_text(playbook, state, texts, task.id, lang),
        group_id=task.group,
        group=group_name(playbook, task.group, lang),
        clause=planned.origin if planned else None,
        status=task.status,
        held=in_force and dangerous(playbook, task.group) and task.status in OPEN,
        due_at=clock.due_at if clock else None,
        late=clock is not None and clock.late(now),
        proof=task.proof or (planned.proof if planned else "note"),
        reason=(task.reason and texts.get(task.reason)) or "",
        evidence=(task.evidence and texts.get(task.evidence)) or "",
        leader=leaders.get(task.group),
    )
