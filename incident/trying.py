"""What a command would lead to if it were given now. Nothing is written."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from incident.actors import actor_of
from incident.codec import Envelope
from incident.commands import Command
from incident.decide import Case, decide
from incident.events import Event
from incident.model import sealed_fields
from incident.named import confirm
from incident.ports import NO_DELIVERIES
from incident.state import Incident
from playbooks.lookup import Playbook
from registry.directory import Directory


def stand_in(field: str) -> str:
    """The reference that stands for words of a command that was only tried."""
    return f"tried.{field}"


def tried(
    connection: Connection,
    state: Incident,
    playbook: Playbook,
    directory: Directory,
    command: Command,
    person: str,
    at: datetime,
    now: datetime,
) -> tuple[Event, ...]:
    """The events of a command of ``person``; its words are named by ``stand_in``.

    ``at`` is operating time, by which posts are held; ``now`` the incident's. Raises Refused as
    the desk would.
    """
    opened = state.opened
    envelope = Envelope(state.id, opened.jurisdiction, state.mode)
    actor = actor_of(connection, person, envelope, at, opened.dam, opened.township)
    hidden = {
        name: stand_in(name)
        for name in sealed_fields(type(command))
        if getattr(command, name) is not None
    }
    named = confirm(
        connection,
        envelope,
        state,
        command,
        actor,
        lambda _: playbook,
        directory,
        NO_DELIVERIES,
        at,
    )
    case = Case(state, playbook, now, actor, opened.jurisdiction, named=named)
    return decide(case, command.model_copy(update=hidden)).events
