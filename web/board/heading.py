"""What an incident is called on boards, walls and lists, in the reader's language."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.called import (
    AT_PLACE,
    NUMBERED,
    OVER,
    Reported,
    called,
    minute,
    namesakes,
    number_of,
    place_and_day,
    reported,
)
from incident.events import IncidentReported
from incident.model import Kind
from incident.state import Incident, Opening
from notify.subject import WHERE_CHARS, cut
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.places import Named, townships
from runtime.language import Lang, phrase


def heading(
    directory: Directory,
    connection: Connection,
    state: Incident,
    playbook: Playbook,
    lang: Lang,
    *,
    typed: bool = True,
    numbered: bool = False,
) -> str:
    """By its dam, else its township, else neither; a dam that the registry lacks is not named.

    Where another open one would be called the same, the minute of the report is added; where that
    is the same too, the incident's number, and the place in the words of the report where these
    tell them apart. Without ``typed`` no words of a report are used. ``numbered`` gives its number
    in any case: for who has to find it.
    """
    zone = ZoneInfo(playbook.plan.document.zone)
    names = _Names(directory, connection, state.opened.jurisdiction, lang)
    alike = dict(namesakes(connection, state, zone))
    return names.of(state.id, state.opened, state.kind, zone, alike, typed=typed, numbered=numbered)


def headings(
    directory: Directory, connection: Connection, rows: Sequence[Mapping[str, Any]], lang: Lang
) -> Mapping[str, str]:
    """Of many incidents by id, as ``heading`` says it, without folding any of them.

    Each row has the columns of the incident and the ``zone`` of its plan; of each county and mode
    all open incidents are among them.
    """
    known = reported(connection, [row["id"] for row in rows])
    running: defaultdict[tuple[object, ...], set[str]] = defaultdict(set)
    for row in rows:
        if row["stage"] not in OVER:
            running[_key(row, known[row["id"]])].add(row["id"])
    counties = {row["jurisdiction"] for row in rows}
    names = {county: _Names(directory, connection, county, lang) for county in counties}

    def name(row: Mapping[str, Any]) -> str:
        mine = known[row["id"]]
        alike = {one: known[one].opened for one in running[_key(row, mine)] - {row["id"]}}
        county = names[row["jurisdiction"]]
        return county.of(row["id"], mine.opened, mine.kind, row["zone"], alike)

    return {row["id"]: name(row) for row in rows}


def _key(row: Mapping[str, Any], known: Reported) -> tuple[object, ...]:
    return (row["jurisdiction"], row["mode"], *place_and_day(known.opened, row["zone"]))


class _Names:
    """Names by a county's dams and townships, as the registry has them now."""

    def __init__(
        self, directory: Directory, connection: Connection, jurisdiction: str, lang: Lang
    ) -> None:
        self._dams = {dam.id: dam for dam in directory.dams(connection, jurisdiction)}
        self._townships: Mapping[str, Named] = townships(connection, jurisdiction)
        self._vault, self._connection, self._lang = directory.vault, connection, lang

    def of(
        self,
        incident: str,
        opened: Opening | IncidentReported,
        kind: Kind,
        zone: ZoneInfo,
        alike: Mapping[str, IncidentReported],
        *,
        typed: bool = True,
        numbered: bool = False,
    ) -> str:
        """The name, with what tells it from the open ones that are ``alike``, by id: the minute,
        and from those of the same minute the number, which the wall and what is passed on have as
        well, and the place for who may read it."""
        name = self._called(opened, kind, zone, alike=bool(alike))
        mine = minute(opened, zone)
        twins = {one: other.place for one, other in alike.items() if minute(other, zone) == mine}
        if not (twins or numbered):
            return name
        number = number_of(incident, twins)
        name = phrase(NUMBERED, title=name, number=number).say(self._lang)
        if twins and typed:
            place = opened.place
            words = self._vault.unseal(self._connection, list({place, *twins.values()}))
            said = {ref: cut(text, WHERE_CHARS) for ref, text in words.items() if text}
            if place in said and said[place] not in {said.get(ref) for ref in twins.values()}:
                return phrase(AT_PLACE, title=name, place=said[place]).say(self._lang)
        return name

    def _called(
        self, opened: Opening | IncidentReported, kind: Kind, zone: ZoneInfo, *, alike: bool
    ) -> str:
        dam = self._dams.get(opened.dam or "")
        township = self._townships.get(opened.township or "")
        return called(
            kind,
            opened.learned_at,
            zone,
            dam=None if dam is None else dam.say(self._lang),
            township=None if township is None else township.say(self._lang),
            alike=alike,
        ).say(self._lang)
