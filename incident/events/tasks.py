"""Tasks from assigned to verified."""

from __future__ import annotations

from incident.events.base import Event
from incident.model import Instant, Key, Sealed, Wire


class Assignment(Wire):
    """One task given to one group. ``due_at`` is null where nothing sets a time."""

    task: Key
    group: Key
    due_at: Instant | None


class TasksAssigned(Event):
    """Tasks of the plan that begin now."""

    trigger: str
    tasks: tuple[Assignment, ...]


class TaskOrdered(Event):
    """A task that is not in the plan."""

    task: Key
    group: Key
    text: Sealed
    proof: Key
    verifier: Key
    due_at: Instant | None


class TaskReceived(Event):
    task: Key


class TaskStarted(Event):
    task: Key


class TaskBlocked(Event):
    task: Key
    reason: Sealed


class TaskDone(Event):
    task: Key
    proof: Key
    evidence: Sealed


class TaskVerified(Event):
    task: Key


class TaskReturned(Event):
    """The proof was not accepted."""

    task: Key
    reason: Sealed
