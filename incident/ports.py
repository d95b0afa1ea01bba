"""What the desk tells the layers above, inside its own transaction."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from incident.model import Mode
from incident.state import Entry, Incident
from playbooks.lookup import Playbook


@dataclass(frozen=True, slots=True)
class Commit:
    """What is about to be committed: the entries, and the incident before and after them."""

    incident: str
    jurisdiction: str
    mode: Mode
    before: Incident
    after: Incident
    entries: tuple[Entry, ...]
    playbook: Playbook
    now: datetime
    """Incident time."""


ToldOf = Callable[[Connection, str, int], tuple[str, ...]]
"""Incident and entry → the persons who were told of it, each once."""


AskedOf = Callable[[Connection, str, str, str, frozenset[str]], bool]
"""Incident, alert, person and the posts that they hold → whether they were asked by it, or will be
with the messages that are still being written."""


def _told_nobody(connection: Connection, incident: str, entry: int) -> tuple[str, ...]:
    return ()


def _asked_all(
    connection: Connection, incident: str, alert: str, person: str, posts: frozenset[str]
) -> bool:
    return True


@dataclass(frozen=True, slots=True)
class Deliveries:
    """What those who tell people know of it. The defaults are for a desk where nothing tells
    anybody: what the plan would have told is then all that is known."""

    told_of: ToldOf = _told_nobody
    asked_of: AskedOf = _asked_all


NO_DELIVERIES = Deliveries()


Consequence = Callable[[Connection, Commit], None]
"""Writes what follows (such as intents to alert) with the same connection: committed together
with the events, or not at all."""
