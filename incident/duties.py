"""``(state, plan) → duties``: every clock of the incident, running, kept or late.

Pure; whether one is overdue depends only on the moment that the reader compares it with. Once a
clock has run out, the log says so for ever (``DutyOverdue``), also when it is done later.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from incident.state import Incident, ReportRound, TaskState
from playbooks.lookup import Playbook
from playbooks.schema import ReportClock

Sort = Literal["report", "signature", "second", "instruction", "inquiry", "task"]


@dataclass(frozen=True, slots=True)
class DutyClock:
    """Something that somebody must have done by a time.

    ``due_at`` is the tighter of the limits; ``statutory_at`` the law's, where there is one.
    ``due_at`` is None where nothing sets a time or the clock has not started.
    """

    id: str
    sort: Sort
    about: str
    """Line, order, question or task that it is about."""
    kind: str
    round: int
    started_at: datetime | None
    due_at: datetime | None
    local_at: datetime | None
    statutory_at: datetime | None
    done_at: datetime | None
    source: str
    """Clause, statute id or ``local``."""
    unverified: bool = False

    def late(self, now: datetime) -> bool:
        """Whether it was, or is by now, done too late."""
        return self.due_at is not None and (self.done_at or now) > self.due_at


def duties(state: Incident, playbook: Playbook) -> tuple[DutyClock, ...]:
    """All clocks of an incident, reports first, in the plan's order."""
    if state.opening is None or state.stage == "dismissed":
        return ()
    return (
        *_reports(state, playbook),
        *_signatures(state),
        *_questions(state),
        *_tasks(state, playbook),
    )


def next_due(state: Incident, playbook: Playbook) -> datetime | None:
    """When the next running clock runs out that has not been recorded as overdue."""
    waiting = [
        d.due_at
        for d in duties(state, playbook)
        if d.due_at is not None and d.done_at is None and d.id not in state.overdue
    ]
    return min(waiting, default=None)


# -- reporting matrix --------------------------------------------------------------------------


def _reports(state: Incident, playbook: Playbook) -> Iterator[DutyClock]:
    for clock in playbook.plan.reporting.clocks:
        if clock.kind == "continued":
            yield from _continued(state, clock)
        else:
            number = max(1, state.endings) if clock.starts == "ended" else 1
            done = _sent(state.reports.get((clock.line, clock.kind, number)))
            yield _report(clock, number, _start(state, clock), done, state)


def _start(state: Incident, clock: ReportClock) -> datetime | None:
    match clock.starts:
        case "learned":
            return state.opened.learned_at
        case "ended":
            return state.ended_at
        case _:
            first = _sent(state.reports.get((clock.line, "written_first", 1)))
            return first or _sent(state.reports.get((clock.line, "telephone_first", 1)))


def _sent(report: ReportRound | None) -> datetime | None:
    if report is None:
        return None
    return report.told_at or report.steps.get("sent")


def _continued(state: Incident, clock: ReportClock) -> Iterator[DutyClock]:
    """Each report starts the clock of the next, until the response has ended."""
    start, number = _start(state, clock), 1
    while True:
        done = _sent(state.reports.get((clock.line, "continued", number)))
        if done is None and (start is None or state.ended_at is not None):
            return
        yield _report(clock, number, start, done, state)
        if done is None:
            return
        start, number = done, number + 1


def _report(
    clock: ReportClock, number: int, start: datetime | None, done: datetime | None, state: Incident
) -> DutyClock:
    grade = state.assessment.grade if state.assessment else None
    statutory = clock.statutory_by_grade_min.get(grade or "", clock.statutory_limit_min or 0)
    if not statutory and clock.statutory_by_grade_min:
        statutory = max(clock.statutory_by_grade_min.values())
    local_at = _after(start, clock.local_limit_min)
    statutory_at = _after(start, statutory or None)
    limits = [t for t in (local_at, statutory_at) if t is not None]
    return DutyClock(
        id=f"report:{clock.line}:{clock.kind}:{number}",
        sort="report",
        about=clock.line,
        kind=clock.kind,
        round=number,
        started_at=start,
        due_at=min(limits, default=None),
        local_at=local_at,
        statutory_at=statutory_at,
        done_at=done,
        source=clock.statute or clock.clause or "local",
        unverified=clock.unverified,
    )


def _after(start: datetime | None, minutes: int | None) -> datetime | None:
    return start + timedelta(minutes=minutes) if start and minutes else None


# -- people's promises -------------------------------------------------------------------------


def _signatures(state: Incident) -> Iterator[DutyClock]:
    for order in state.orders.values():
        yield _plain(
            f"sign:{order.id}",
            "signature",
            order.id,
            order.said_at,
            order.sign_by,
            order.settled_at,
        )
    for mark in state.overrides.values():
        yield _plain(
            f"second:{mark.id}",
            "second",
            mark.id,
            mark.at,
            mark.second_by,
            mark.seconded_at,
        )


def _questions(state: Incident) -> Iterator[DutyClock]:
    for asked in state.questions.values():
        yield _plain(
            f"answer:{asked.id}",
            asked.sort,
            asked.id,
            asked.at,
            asked.answer_by,
            asked.answered_at,
        )


def _tasks(state: Incident, playbook: Playbook) -> Iterator[DutyClock]:
    for task in state.tasks.values():
        due = _held(state, playbook, task, _task_due(state, playbook, task))
        if due is not None:
            done = task.at.get("done") if task.status in ("done", "verified") else None
            yield _plain(f"task:{task.id}", "task", task.id, task.at["assigned"], due, done)


def _held(
    state: Incident, playbook: Playbook, task: TaskState, due: datetime | None
) -> datetime | None:
    """Tasks in the danger area have no time while rescuers are withdrawn (§5.3.1(4)), and so
    much more time afterwards; a clock that had run out before stays as it was."""
    order, group = state.withdrawal, playbook.groups.get(task.group)
    if due is None or order is None or group is None or not group.in_danger_area:
        return due
    if due <= order.since or task.at["assigned"] > (order.lifted_at or order.since):
        return due
    if order.lifted_at is None:
        return None
    return due + (order.lifted_at - max(order.since, task.at["assigned"]))


def _task_due(state: Incident, playbook: Playbook, task: TaskState) -> datetime | None:
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


def _plain(
    name: str, sort: Sort, about: str, start: datetime, due: datetime, done: datetime | None
) -> DutyClock:
    return DutyClock(
        id=name,
        sort=sort,
        about=about,
        kind=sort,
        round=1,
        started_at=start,
        due_at=due,
        local_at=due,
        statutory_at=None,
        done_at=done,
        source="local",
    )
