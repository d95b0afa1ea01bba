"""A task and how it stands."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

TaskStatus = Literal["assigned", "received", "started", "blocked", "done", "verified"]


@dataclass(frozen=True, slots=True)
class TaskState:
    """A task given to a group. ``text``, ``proof``, ``verifier`` are set only where it is not
    the plan's."""

    id: str
    group: str
    status: TaskStatus
    due_at: datetime | None
    at: Mapping[str, datetime]
    """First time of each status."""
    text: str | None = None
    proof: str | None = None
    verifier: str | None = None
    evidence: str | None = None
    reason: str | None = None
    by: str | None = None
