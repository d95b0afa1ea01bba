"""What a command names that only the log or the registry can confirm. The desk reads it before
the command is decided, since deciding reads nothing."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime

from sqlalchemy import Connection, or_, select
from sqlmodel import col

from incident.arming import obstacle
from incident.audience import addressed, digest
from incident.codec import Envelope, decode
from incident.commands import (
    AnswerAlert,
    ArmExercise,
    Command,
    ConfirmArming,
    CorrectNotice,
    DraftWarning,
    ReportIncident,
    ReportVillage,
    SendNotice,
)
from incident.decide import Actor, Confirmed
from incident.events import NoticeCorrected, NoticeSent, PlanAdopted
from incident.log import recorded_at
from incident.materials.shelf import kept
from incident.ports import Deliveries
from incident.state import Incident
from incident.tables import EventRow
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.tables import DamRow, PersonRow, TownshipRow, VillageRow

_ALERT = re.compile("entry-([1-9][0-9]{0,8})")
"""How an alert is named: by the entry that it tells of."""
_OWN_WORDS = (NoticeSent.wire(), NoticeCorrected.wire())
"""Entries that alert people without the plan's naming them."""


def persons_named(command: Command) -> tuple[str, ...]:
    """Whom a command names: whose answer it is, who heard the order, who is to be reached."""
    witness = command.spoken.witness if command.spoken else None
    one = tuple(p for p in (getattr(command, "person", None), witness) if p is not None)
    return (*one, *getattr(command, "persons", ()))


def confirm(
    connection: Connection,
    envelope: Envelope,
    state: Incident,
    command: Command,
    actor: Actor,
    plan: Callable[[str], Playbook],
    directory: Directory,
    deliveries: Deliveries,
    at: datetime,
) -> Confirmed:
    """Look up what the command names. ``plan`` gives a plan by its digest, ``deliveries`` who was
    told of an entry; ``at`` is operating time, by which duties are held."""
    told, told_at = tuple[str, ...](), None
    if isinstance(command, CorrectNotice):
        told = deliveries.told_of(connection, state.id, command.entry)
        told_at = recorded_at(connection, state.id, command.entry)
    return Confirmed(
        _registered(connection, envelope, persons_named(command)),
        isinstance(command, AnswerAlert)
        and all(_alerted(connection, state, a, plan) for a in (command.alert, *command.also)),
        kept(connection, envelope, getattr(command, "materials", ())),
        villages=_villages(connection, envelope, command),
        places=_places(connection, command),
        audience=_audience(connection, envelope, state, command, plan, directory, at),
        told=told,
        told_at=told_at,
        asked=_asked(connection, state, command, actor, deliveries),
        obstacle=obstacle(connection, envelope)
        if isinstance(command, ArmExercise | ConfirmArming)
        else "",
        speakers=_speakers(connection, envelope, command, directory, at),
    )


def _asked(
    connection: Connection,
    state: Incident,
    command: Command,
    actor: Actor,
    deliveries: Deliveries,
) -> bool:
    if not isinstance(command, AnswerAlert) or command.person not in (None, actor.person):
        return False
    alerts = (command.alert, *command.also)
    return all(
        deliveries.asked_of(connection, state.id, alert, actor.person, actor.posts)
        for alert in alerts
    )


def _speakers(
    connection: Connection, envelope: Envelope, command: Command, directory: Directory, at: datetime
) -> frozenset[str]:
    if command.spoken is None:
        return frozenset()
    post = command.spoken.on_behalf_of
    held = directory.everywhere(connection, envelope.jurisdiction, envelope.mode, post, at)
    return frozenset(holding.person_id for holding in held)


def _audience(
    connection: Connection,
    envelope: Envelope,
    state: Incident,
    command: Command,
    plan: Callable[[str], Playbook],
    directory: Directory,
    at: datetime,
) -> str:
    if not isinstance(command, SendNotice) or command.audience is None:
        return ""
    pairs = addressed(state, plan(state.plan), command.groups, command.posts)
    posts = [post for _, post in pairs]
    return digest(connection, directory, envelope.jurisdiction, envelope.mode, posts, at)


def _villages(connection: Connection, envelope: Envelope, command: Command) -> frozenset[str]:
    match command:
        case ReportVillage():
            named: tuple[str, ...] = (command.village,)
        case DraftWarning():
            named = command.villages
        case _:
            return frozenset()
    query = select(col(VillageRow.id)).where(
        col(VillageRow.id).in_(named), col(VillageRow.jurisdiction) == envelope.jurisdiction
    )
    return frozenset(connection.execute(query).scalars())


def _places(connection: Connection, command: Command) -> frozenset[str]:
    if not isinstance(command, ReportIncident):
        return frozenset()
    dams = select(col(DamRow.id)).where(col(DamRow.id) == command.dam)
    township = select(col(TownshipRow.id)).where(col(TownshipRow.id) == command.township)
    return frozenset(connection.execute(dams.union(township)).scalars())


def _registered(
    connection: Connection, envelope: Envelope, persons: tuple[str, ...]
) -> frozenset[str]:
    if not persons:
        return frozenset()
    query = select(col(PersonRow.id)).where(
        col(PersonRow.id).in_(persons), col(PersonRow.mode) == envelope.mode
    )
    return frozenset(connection.execute(query).scalars())


def _alerted(
    connection: Connection, state: Incident, alert: str, plan: Callable[[str], Playbook]
) -> bool:
    found = _ALERT.fullmatch(alert)
    if found is None:
        return False
    seq, adopted = int(found[1]), PlanAdopted.wire()
    query = (
        select(col(EventRow.seq), col(EventRow.type), col(EventRow.body))
        .where(
            col(EventRow.incident) == state.id,
            col(EventRow.seq) >= seq,
            or_(col(EventRow.seq) == seq, col(EventRow.type) == adopted),
        )
        .order_by(col(EventRow.seq))
    )
    rows = connection.execute(query).all()
    if not rows or rows[0].seq != seq:
        return False
    # It was made by the plan of its time, which may not be today's.
    later = (decode(row.body).event for row in rows if row.type == adopted and row.seq > seq)
    then = next((event.was for event in later if isinstance(event, PlanAdopted)), state.plan)
    return rows[0].type in _OWN_WORDS or rows[0].type in plan(then).alerts
