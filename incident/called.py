"""What an incident is called where many read it: its kind and day, and what the registry knows of
the place.

A title that somebody typed may hold figures and names, and may be wrong; it is not used for this.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, bindparam, or_, select
from sqlmodel import col

from incident.codec import decode
from incident.decide.intake import TITLES
from incident.events import IncidentReported, KindChanged
from incident.model import Kind
from incident.state import Incident, Opening
from incident.tables import EventRow, IncidentRow
from runtime.language import N_, Phrase, phrase
from runtime.prepared import Prepared
from runtime.wallclock import local

AT_DAM: Mapping[str, str] = MappingProxyType(
    {
        "accident": N_("{month}-{day} accident at {where}"),
        "dangerous_sign": N_("{month}-{day} dangerous sign at {where}"),
    }
)
IN_TOWNSHIP: Mapping[str, str] = MappingProxyType(
    {
        "accident": N_("{month}-{day} tailings dam accident in {where}"),
        "dangerous_sign": N_("{month}-{day} dangerous sign at a tailings dam in {where}"),
    }
)
REPORTED_AT = N_("{title}, reported {time}")
AT_PLACE = N_("{title}, at {place}")
NUMBERED = N_("{title}, no. {number}")
NUMBER_CHARS = 4
"""So much of an incident's identifier is its number, or more where that tells nothing apart."""
OVER = ("closed", "dismissed")
"""Stages in which nobody can take an incident for another any more."""


def called(
    kind: str,
    learned_at: datetime,
    zone: ZoneInfo,
    *,
    dam: str | None,
    township: str | None,
    alike: bool = False,
) -> Phrase:
    """By its dam's name, else its township's, else by neither.

    ``alike``: another open one is called the same, so the minute of the report is added.
    """
    at = local(learned_at, zone)
    form, where = TITLES, ""
    if dam:
        form, where = dict(AT_DAM), dam
    elif township:
        form, where = dict(IN_TOWNSHIP), township
    said = phrase(form[kind], month=at.month, day=at.day, where=where)
    return phrase(REPORTED_AT, title=said, time=f"{at:%H:%M}") if alike else said


def has_namesake(connection: Connection, state: Incident, zone: ZoneInfo) -> bool:
    """Whether another open incident of the same county and mode would be called the same.

    The kind is not looked at: it may change, and an accident after a dangerous sign at one dam is
    mixed up as easily.
    """
    return any(True for _ in namesakes(connection, state, zone))


def namesakes(
    connection: Connection, state: Incident, zone: ZoneInfo
) -> Iterator[tuple[str, IncidentReported]]:
    """The other open incidents that would be called the same but for the minute, by id."""
    opened, mine = state.opened, place_and_day(state.opened, zone)
    place = opened.dam or opened.township
    asked: dict[str, object] = {
        "jurisdiction": opened.jurisdiction,
        "mode": state.mode,
        "but": state.id,
    }
    asked |= {"first": 1, **{stage: stage for stage in OVER}}
    for row in _OTHERS.run(connection, asked):
        if place and json.dumps(place, ensure_ascii=False) not in row.body:
            continue  # most are somewhere else, and decoding is what takes time
        other = decode(row.body).event
        if isinstance(other, IncidentReported) and place_and_day(other, zone) == mine:
            yield row.incident, other


_OTHERS = Prepared(
    select(col(EventRow.incident), col(EventRow.body))
    .join_from(IncidentRow, EventRow, col(IncidentRow.id) == col(EventRow.incident))
    .where(
        col(IncidentRow.jurisdiction) == bindparam("jurisdiction"),
        col(IncidentRow.mode) == bindparam("mode"),
        col(IncidentRow.id) != bindparam("but"),
        *(col(IncidentRow.stage) != bindparam(stage) for stage in OVER),
        col(EventRow.seq) == bindparam("first"),
    )
)


@dataclass(frozen=True, slots=True)
class Reported:
    """What the name of an incident is made of: its report, and the kind that it has by now."""

    opened: IncidentReported
    kind: Kind


def reported(connection: Connection, incidents: Collection[str]) -> Mapping[str, Reported]:
    """Of many incidents by id, from those entries alone that say it; nothing else is decoded."""
    query = (
        select(col(EventRow.incident), col(EventRow.body))
        .where(
            col(EventRow.incident).in_(incidents),
            or_(col(EventRow.seq) == 1, col(EventRow.type) == KindChanged.wire()),
        )
        .order_by(col(EventRow.incident), col(EventRow.seq))
    )
    found: dict[str, Reported] = {}
    for row in connection.execute(query):
        match decode(row.body).event:
            case IncidentReported() as opened:
                found[row.incident] = Reported(opened, opened.kind)
            case KindChanged(kind=kind):
                found[row.incident] = replace(found[row.incident], kind=kind)
    return found


def others_open(connection: Connection, incident: str) -> tuple[tuple[str, str], ...]:
    """The other incidents that are open, with their stages; what this one is called, and what else
    its wall names, changes with them only."""
    query = (
        select(col(IncidentRow.id), col(IncidentRow.stage))
        .where(col(IncidentRow.id) != incident, col(IncidentRow.stage).not_in(OVER))
        .order_by(col(IncidentRow.id))
    )
    return tuple((row.id, row.stage) for row in connection.execute(query))


def number_of(incident: str, others: Collection[str]) -> str:
    """The end of an incident's identifier: as much of it as none of the others ends with."""
    size = NUMBER_CHARS
    while size < len(incident) and any(other.endswith(incident[-size:]) for other in others):
        size += 1
    return incident[-size:]


def place_and_day(opened: Opening | IncidentReported, zone: ZoneInfo) -> tuple[object, ...]:
    """Incidents that share it are called the same."""
    where = ("dam", opened.dam) if opened.dam else ("township", opened.township)
    return (*where, local(opened.learned_at, zone).date())


def minute(opened: Opening | IncidentReported, zone: ZoneInfo) -> str:
    """When it was reported, as its name says it."""
    return f"{local(opened.learned_at, zone):%H:%M}"
