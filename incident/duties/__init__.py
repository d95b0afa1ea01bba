"""``(state, plan) → duties``: every clock of the incident, running, kept or late.

Pure; whether one is overdue depends only on the moment that the reader compares it with. Once a
clock has run out, the log says so for ever (``DutyOverdue``), also when it is done later.
"""

from __future__ import annotations

from datetime import datetime

from incident.duties.clock import DutyClock, Sort
from incident.duties.promises import open_promises, promises
from incident.duties.reports import open_reports, reports
from incident.duties.tasks import open_tasks, tasks
from incident.state import Incident
from playbooks.lookup import Playbook

__all__ = ["DutyClock", "Sort", "duties", "next_due"]


def duties(state: Incident, playbook: Playbook) -> tuple[DutyClock, ...]:
    """All clocks of an incident, reports first, in the plan's order."""
    if _silent(state):
        return ()
    return (*reports(state, playbook), *promises(state), *tasks(state, playbook))


def next_due(state: Incident, playbook: Playbook) -> datetime | None:
    """When the next running clock runs out that has not been recorded as overdue.

    Every command asks this, so it passes over what is done before it works out any time.
    """
    if _silent(state):
        return None
    running = (*open_reports(state, playbook), *open_promises(state), *open_tasks(state, playbook))
    return min((due for name, due in running if name not in state.overdue), default=None)


def _silent(state: Incident) -> bool:
    return state.opening is None or state.stage == "dismissed"
