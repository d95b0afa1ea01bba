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


def told_nobody(connection: Connection, incident: str, entry: int) -> tuple[str, ...]:
    """Where nothing tells anybody."""
    return ()


Consequence = Callable[[Connection, Commit], None]
"""Writes what follows (such as intents to alert) with the same connection: committed together
with the events, or not at all."""
