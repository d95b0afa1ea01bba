"""Reports upward: every line and kind with its local and its statutory limit."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from incident.duties.clock import DutyClock
from incident.state import Incident
from playbooks.lookup import Playbook
from playbooks.schema import ReportClock


def reports(state: Incident, playbook: Playbook) -> Iterator[DutyClock]:
    """Every report that was or will be due, in the plan's order."""
    for clock in playbook.plan.reporting.clocks:
        for number, start, done in _rounds(state, clock):
            yield _report(state, clock, number, start, done)


def open_reports(state: Incident, playbook: Playbook) -> Iterator[tuple[str, datetime]]:
    """Id and time of each report that is still to be sent."""
    for clock in playbook.plan.reporting.clocks:
        for number, start, done in _rounds(state, clock):
            due = None if done else _limits(state, clock, start)[0]
            if due is not None:
                yield _report_id(clock, number), due


Round = tuple[int, datetime | None, datetime | None]
"""Number, when its clock started, when it was sent."""


def _rounds(state: Incident, clock: ReportClock) -> Iterator[Round]:
    if clock.kind != "continued":
        number = max(1, state.endings) if clock.starts == "ended" else 1
        yield number, _start(state, clock), _sent(state, clock.line, clock.kind, number)
        return
    # Each report starts the clock of the next, until the response has ended.
    start, number = _start(state, clock), 1
    while (done := _sent(state, clock.line, clock.kind, number)) is not None:
        yield number, start, done
        start, number = done, number + 1
    if start is not None and state.ended_at is None:
        yield number, start, None


def _start(state: Incident, clock: ReportClock) -> datetime | None:
    match clock.starts:
        case "learned":
            return state.opened.learned_at
        case "ended":
            return state.ended_at
        case _:
            return _sent(state, clock.line, "written_first", 1) or _sent(
                state, clock.line, "telephone_first", 1
            )


def _sent(state: Incident, line: str, kind: str, number: int) -> datetime | None:
    report = state.reports.get((line, kind, number))
    if report is None:
        return None
    return report.told_at or report.steps.get("sent")


def _report_id(clock: ReportClock, number: int) -> str:
    return f"report:{clock.line}:{clock.kind}:{number}"


def _report(
    state: Incident,
    clock: ReportClock,
    number: int,
    start: datetime | None,
    done: datetime | None,
) -> DutyClock:
    due_at, local_at, statutory_at = _limits(state, clock, start)
    return DutyClock(
        id=_report_id(clock, number),
        sort="report",
        about=clock.line,
        kind=clock.kind,
        round=number,
        started_at=start,
        due_at=due_at,
        local_at=local_at,
        statutory_at=statutory_at,
        done_at=done,
        source=clock.statute or clock.origin,
        unverified=clock.unverified,
    )


def _limits(
    state: Incident, clock: ReportClock, start: datetime | None
) -> tuple[datetime | None, datetime | None, datetime | None]:
    """The tighter of the two, the local and the statutory limit."""
    if start is None:
        return None, None, None
    grade = state.assessment.grade if state.assessment else None
    by_grade = clock.statutory_by_grade_min
    statutory = by_grade.get(grade or "", clock.statutory_limit_min or 0)
    if not statutory and by_grade:
        statutory = max(by_grade.values())
    local_at = start + timedelta(minutes=clock.local_limit_min) if clock.local_limit_min else None
    statutory_at = start + timedelta(minutes=statutory) if statutory else None
    if local_at is None or statutory_at is None:
        return local_at or statutory_at, local_at, statutory_at
    return min(local_at, statutory_at), local_at, statutory_at
