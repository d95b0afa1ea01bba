"""What an incident is called where many read it: its kind and day, and what the registry knows of
the place.

A title that somebody typed may hold figures and names, and may be wrong; it is not used for this.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.codec import decode
from incident.decide.intake import TITLES
from incident.events import IncidentReported
from incident.state import Incident, Opening
from incident.tables import EventRow, IncidentRow
from runtime.language import N_, Phrase, phrase
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
    query = (
        select(col(EventRow.body))
        .join_from(EventRow, IncidentRow, col(IncidentRow.id) == col(EventRow.incident))
        .where(
            col(EventRow.seq) == 1,
            col(IncidentRow.id) != state.id,
            col(IncidentRow.jurisdiction) == state.opened.jurisdiction,
            col(IncidentRow.mode) == state.mode,
            col(IncidentRow.stage).not_in(OVER),
        )
    )
    mine = _place_and_day(state.opened, zone)
    return any(
        isinstance(other := decode(body).event, IncidentReported)
        and _place_and_day(other, zone) == mine
        for body in connection.execute(query).scalars()
    )


def others_open(connection: Connection, incident: str) -> tuple[str, ...]:
    """Ids of the other incidents that are open; what this one is called changes with them only."""
    query = (
        select(col(IncidentRow.id))
        .where(col(IncidentRow.id) != incident, col(IncidentRow.stage).not_in(OVER))
        .order_by(col(IncidentRow.id))
    )
    return tuple(connection.execute(query).scalars())


def _place_and_day(opened: Opening | IncidentReported, zone: ZoneInfo) -> tuple[object, ...]:
    where = ("dam", opened.dam) if opened.dam else ("township", opened.township)
    return (*where, local(opened.learned_at, zone).date())
