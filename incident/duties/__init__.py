"""``(state, plan) → duties``: every clock of the incident, running, kept or late.

Pure; whether one is overdue depends only on the moment that the reader compares it with. Once a
clock has run out, the log says so for ever (``DutyOverdue``), also when it is done later.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from operator import attrgetter, is_

from incident.duties.clock import DutyClock, Sort
from incident.duties.promises import open_promises, promises
from incident.duties.reports import open_reports, reports
from incident.duties.tasks import open_tasks, tasks
from incident.state import Incident
from playbooks.lookup import Playbook

__all__ = ["DueTimes", "DutyClock", "Sort", "duties", "next_due"]


def duties(state: Incident, playbook: Playbook) -> tuple[DutyClock, ...]:
    """All clocks of an incident, reports first, in the plan's order."""
    if state.opening is None or state.stage == "dismissed":
        return ()
    return (*reports(state, playbook), *promises(state), *tasks(state, playbook))


def next_due(state: Incident, playbook: Playbook) -> datetime | None:
    """When the next running clock runs out that has not been recorded as overdue."""
    return DueTimes().after(None, state, playbook).first


@dataclass(frozen=True, slots=True)
class DueTimes:
    """The next due time of each sort of duty.

    Every command asks for it, and most touch one sort at most: what the others are read from is
    the same object as before, so their time is too.
    """

    reports: datetime | None = None
    promises: datetime | None = None
    tasks: datetime | None = None

    @property
    def first(self) -> datetime | None:
        """The earliest of them."""
        return min((at for at in (self.reports, self.promises, self.tasks) if at), default=None)

    def after(self, before: Incident | None, state: Incident, playbook: Playbook) -> DueTimes:
        """Those of ``state``, where these are those of ``before``; None works all of them out."""
        if state.opening is None or state.stage == "dismissed":
            return DueTimes()
        old = before if before and before.stage != "dismissed" else None
        return DueTimes(
            self.reports
            if old and _same(REPORTS_FROM, old, state)
            else _first(state, open_reports(state, playbook)),
            self.promises
            if old and _same(PROMISES_FROM, old, state)
            else _first(state, open_promises(state)),
            self.tasks
            if old and _same(TASKS_FROM, old, state)
            else _first(state, open_tasks(state, playbook)),
        )


_ALL = ("plan", "opening", "overdue")
REPORTS_FROM = attrgetter(*_ALL, "reports", "assessment", "ended_at", "endings")
PROMISES_FROM = attrgetter(
    *_ALL, "orders", "overrides", "questions", "warnings", "notices", "answers"
)
TASKS_FROM = attrgetter(*_ALL, "tasks", "withdrawal")
"""The fields of an incident that the times of a sort are read from."""


def _same(read: Callable[[Incident], tuple[object, ...]], one: Incident, other: Incident) -> bool:
    return all(map(is_, read(one), read(other)))


def _first(state: Incident, running: Iterable[tuple[str, datetime]]) -> datetime | None:
    return min((due for name, due in running if name not in state.overdue), default=None)
