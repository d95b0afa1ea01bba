"""One call for all: what a person has to be told of other incidents in the same call."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy import Connection

from incident.row import read_row
from notify.channels.calls.listing import Call, ToTell, open_alerts
from web.board.heading import heading
from web.calls.rights import Part, part_of
from web.reader import Reader
from web.services import Services


@dataclass(frozen=True, slots=True)
class Elsewhere:
    """Alerts of another incident that one call tells of too, and is recorded for."""

    incident: str
    title: str
    alerts: tuple[ToTell, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the list, with what else its call covers."""

    call: Call
    elsewhere: tuple[Elsewhere, ...] = ()
    above: str | None = None
    """The call of the line further up the page with which this one is made."""

    @property
    def also(self) -> tuple[str, ...]:
        """The other incidents for which its result is recorded."""
        return tuple(one.incident for one in self.elsewhere)


def lines(
    services: Services,
    connection: Connection,
    reader: Reader,
    part: Part,
    incident: str,
    calls: Sequence[Call],
    mode: str,
) -> tuple[Line, ...]:
    """The calls of an incident, each with the alerts of those incidents of its mode in which the
    reader sees and does the same; what is open elsewhere beside that stays there."""
    persons = [call.person for call in calls]
    found: dict[str, list[Elsewhere]] = {}
    others = open_alerts(connection, services.vault, persons, mode, incident)
    for other, theirs in others.items():
        title = _title(services, connection, reader, part, other)
        if title is not None:
            for person, alerts in theirs.items():
                found.setdefault(person, []).append(Elsewhere(other, title, alerts))
    return tuple(Line(call, tuple(found.get(call.person, ()))) for call in calls)


def folded(lists: Sequence[tuple[str, Sequence[Line]]]) -> Mapping[str, tuple[Line, ...]]:
    """Lists under one another, by incident: who stands further up already, with this incident in
    the same call, is named by that call."""
    above: dict[tuple[str, str], str] = {}
    made: dict[str, tuple[Line, ...]] = {}
    for incident, theirs in lists:
        made[incident] = tuple(
            replace(line, above=above.get((incident, line.call.person))) for line in theirs
        )
        for line in theirs:
            for other in line.also:
                above.setdefault((other, line.call.person), line.call.id)
    return made


def _title(
    services: Services, connection: Connection, reader: Reader, part: Part, incident: str
) -> str | None:
    """What the other incident is called; None where the reader may not do there what they do here:
    a call covers only what they could record by itself."""
    row = read_row(connection, incident)
    if not reader.may_see(row.jurisdiction, row.mode):
        return None
    state = services.desk.state_in(connection, incident)
    playbook = services.shelf.get(state.plan)
    there = part_of(services, connection, reader, row, state, playbook)
    if not there.reads or there.records != part.records:
        return None
    return heading(services.directory, connection, state, playbook, reader.lang)
