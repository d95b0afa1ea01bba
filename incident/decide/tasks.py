"""Tasks: assigned, received, started, done, verified. Ordered is not done."""

from __future__ import annotations

from incident import commands as c
from incident import events as e
from incident.decide.case import Case
from incident.decide.known import known, known_post, stands
from incident.state import TaskState, TaskStatus
from incident.words import word
from playbooks.schema import Task
from runtime.language import N_, phrase
from runtime.refusal import Refused

STEPS: dict[str, tuple[TaskStatus, ...]] = {
    "ReceiveTask": ("assigned",),
    "StartTask": ("assigned", "received", "blocked"),
    "BlockTask": ("assigned", "received", "started"),
    "FinishTask": ("assigned", "received", "started", "blocked"),
    "VerifyTask": ("done",),
    "ReturnTask": ("done",),
}
"""From which status each command is possible; steps that were skipped stay without a time."""

BESIDE = ("office", "operator")
"""Who takes tasks beside the groups: the headquarters' office and the mine."""

PROOFS: tuple[str, ...] = tuple(Task.model_fields["proof"].annotation.__args__)  # type: ignore[union-attr]


def _at(case: Case, name: str, command: str) -> TaskState:
    task = case.state.tasks[name]
    if task.status not in STEPS[command]:
        raise Refused(
            "impossible",
            field="task",
            value=stands(case.names.task(name), word(task.status, "task")),
            allowed=known(word(status, "task") for status in STEPS[command]),
        )
    return task


def order(case: Case, cmd: c.OrderTask) -> list[e.Event]:
    if cmd.group not in case.state.groups and cmd.group not in BESIDE:
        raise Refused(
            "unknown_group",
            field="group",
            value=case.names.group(cmd.group),
            allowed=known(map(case.names.group, (*case.state.groups, *BESIDE))),
        )
    if cmd.proof not in PROOFS:
        raise Refused("wrong_proof", field="proof", value=word(cmd.proof), allowed=known(PROOFS))
    known_post(case, cmd.verifier, "verifier")
    number = sum(1 for t in case.state.tasks.values() if t.text is not None) + 1
    return [
        e.TaskOrdered(
            task=f"ordered-{number}",
            group=cmd.group,
            text=cmd.text,
            proof=cmd.proof,
            verifier=cmd.verifier,
            due_at=cmd.due_at and case.due(cmd.due_at, "due_at"),
        )
    ]


def receive(case: Case, cmd: c.ReceiveTask) -> list[e.Event]:
    _at(case, cmd.task, "ReceiveTask")
    return [e.TaskReceived(task=cmd.task)]


def receive_all(case: Case, cmd: c.ReceiveTasks) -> list[e.Event]:
    """One receipt for each task of the list that still waits, as if each had been pressed.

    Raises Refused ``unknown_task`` for one that is not the group's, ``impossible`` where none of
    them waits any more.
    """
    theirs = {t.id: t for t in case.state.tasks.values() if t.group == cmd.group}
    for name in cmd.tasks:
        if name not in theirs:
            raise Refused(
                "unknown_task",
                field="tasks",
                value=case.names.task(name),
                allowed=known(map(case.names.task, theirs)),
            )
    waiting = [n for n in dict.fromkeys(cmd.tasks) if theirs[n].status in STEPS["ReceiveTask"]]
    if not waiting:
        raise Refused(
            "impossible",
            field="tasks",
            value=word("received", "task"),
            allowed=known(map(word, STEPS["ReceiveTask"])),
        )
    return [e.TaskReceived(task=name) for name in waiting]


def start(case: Case, cmd: c.StartTask) -> list[e.Event]:
    _at(case, cmd.task, "StartTask")
    return [e.TaskStarted(task=cmd.task)]


def block(case: Case, cmd: c.BlockTask) -> list[e.Event]:
    _at(case, cmd.task, "BlockTask")
    return [e.TaskBlocked(task=cmd.task, reason=cmd.reason)]


def finish(case: Case, cmd: c.FinishTask) -> list[e.Event]:
    task = _at(case, cmd.task, "FinishTask")
    wanted = task.proof or case.playbook.task(task.id).proof
    if cmd.proof != wanted:
        raise Refused("wrong_proof", field="proof", value=word(cmd.proof), allowed=word(wanted))
    return [e.TaskDone(task=cmd.task, proof=cmd.proof, evidence=cmd.evidence)]


def verify(case: Case, cmd: c.VerifyTask) -> list[e.Event]:
    task = _at(case, cmd.task, "VerifyTask")
    if task.by == case.actor.person:
        raise Refused(
            "second_person",
            field="task",
            value=case.names.task(cmd.task),
            allowed=phrase(N_("somebody else than who did it")),
        )
    return [e.TaskVerified(task=cmd.task)]


def give_back(case: Case, cmd: c.ReturnTask) -> list[e.Event]:
    _at(case, cmd.task, "ReturnTask")
    return [e.TaskReturned(task=cmd.task, reason=cmd.reason)]
