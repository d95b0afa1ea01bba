"""Taking back what was told, from the very line of the log that told it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.decide.notices import CORRECT_WITHIN
from incident.state import Incident
from notify.notices import told_of
from notify.tables import AttemptRow
from runtime.language import N_, phrase
from web.board.view import Board
from web.forms import Field
from web.services import Services

TOLD = N_(
    "{count} people were told, and exactly they get the correction: {names}. The clock runs from"
    " when the error was found; by {minutes} minutes later all of them have to have answered."
)
NOBODY = N_("nobody was told of this entry")


def correctable(connection: Connection, state: Incident, after: int) -> frozenset[int]:
    """The entries after ``after`` that people were told of and that still stand."""
    query = select(col(AttemptRow.key)).where(col(AttemptRow.incident) == state.id).distinct()
    keys = [key for (key,) in connection.execute(query) if key.startswith("entry-")]
    told = {int(key.removeprefix("entry-")) for key in keys}
    taken_back = {notice.corrects for notice in state.notices.values()}
    return frozenset(entry for entry in told - taken_back if entry > after)


def with_audience(
    services: Services, seen: Board, given: Mapping[str, Sequence[str]], fields: tuple[Field, ...]
) -> tuple[Field, ...]:
    """The fields of a correction; the entry says who had been told it."""
    entry = [*given.get("entry", ())][-1:]
    if not (entry and entry[0].isdecimal()):
        return fields
    with services.database.read() as connection:
        persons = told_of(connection, seen.incident.id, int(entry[0]))
        names = services.directory.names(connection, sorted(persons))
    told = phrase(
        TOLD,
        count=len(persons),
        names=", ".join(names.get(p) or p for p in persons),
        minutes=int(CORRECT_WITHIN.total_seconds()) // 60,
    )
    said = (told if persons else phrase(NOBODY)).say(seen.audience.lang)
    return tuple(replace(f, hint=said) if f.name == "entry" else f for f in fields)
