"""The groups: they receive, start, finish and have verified what they are told to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Literal

from drills.schema import Works
from drills.table import Table
from incident.commands import Command, FinishTask, ReceiveTask, StartTask, VerifyTask
from incident.posts import group_posts
from incident.state import Incident, TaskState, TaskStatus
from playbooks.lookup import Playbook


def look(table: Table) -> None:
    """Plan the next step of every task. A task that waits for others, or for an order, is
    received but not begun."""
    state = table.state
    for task in state.tasks.values():
        rule = _rule(table, task)
        if rule is None:
            continue
        worker = _worker(state, table.playbook, task.group)
        step = _Steps(table, rule, task, worker)
        step.plan("receive", task.at["assigned"], rule.receive_min)
        ready = _ready(state, table.playbook, task)
        if ready is not None:
            step.plan("start", max(ready, task.at.get("received", ready)), rule.start_min)
        if "started" in task.at:
            step.plan("done", task.at["started"], rule.done_min)
        if task.status == "done":
            step.plan("verify", task.at["done"], rule.verify_min)


def _rule(table: Table, task: TaskState) -> Works | None:
    names = {task.id, task.group, "*"}
    return next((r for r in table.scenario.works if names & set(r.tasks)), None)


def _worker(state: Incident, playbook: Playbook, group: str) -> str:
    """Who does it: the acting leader of a group, else whoever comes first."""
    posts = group_posts(state, playbook, group)
    known = [post for post in posts if post in playbook.posts]
    return known[1] if len(known) == 3 else known[0]


def _ready(state: Incident, playbook: Playbook, task: TaskState) -> datetime | None:
    planned = playbook.tasks.get(task.id)
    if planned is None or planned.start == "at_once":
        return task.at["assigned"]
    if planned.start == "when_ordered":
        return None
    tasks = state.tasks
    done = [tasks[name].at.get("done") for name in planned.after if name in tasks]
    if len(done) < len(planned.after) or None in done:
        return None
    return max(at for at in done if at)


class _Steps:
    """The steps of one task."""

    def __init__(self, table: Table, rule: Works, task: TaskState, worker: str) -> None:
        self.table, self.rule, self.task, self.worker = table, rule, task, worker

    def plan(
        self,
        step: Literal["receive", "start", "done", "verify"],
        since: datetime,
        after_min: int | None,
    ) -> None:
        if after_min is None:
            return
        act: Callable[[], None]
        statuses: tuple[TaskStatus, ...]
        match step:
            case "receive":
                statuses, act = ("assigned",), self._receive
            case "start":
                statuses, act = ("assigned", "received", "blocked"), self._start
            case "done":
                statuses, act = ("started", "blocked"), self._finish
            case _:
                statuses, act = ("done",), self._verify
        self.table.plan(
            f"task:{self.task.id}:{step}",
            since + timedelta(minutes=after_min),
            lambda: self._if_still(statuses, act),
            self.rule.jitter_min,
        )

    def _if_still(self, statuses: tuple[TaskStatus, ...], act: Callable[[], None]) -> None:
        if self.table.state.tasks[self.task.id].status in statuses:
            act()

    def _receive(self) -> None:
        self._give(ReceiveTask(task=self.task.id))

    def _start(self) -> None:
        self._give(StartTask(task=self.task.id))

    def _give(self, command: Command) -> None:
        self.table.put(self.worker, command)

    def _finish(self) -> None:
        proof = self.task.proof or self.table.playbook.task(self.task.id).proof
        evidence = self.rule.evidence.say(self.table.lang)
        self._give(FinishTask(task=self.task.id, proof=proof, evidence=evidence))

    def _verify(self) -> None:
        verifier = self.task.verifier or self.table.playbook.task(self.task.id).verifier
        self.table.put(verifier, VerifyTask(task=self.task.id))
