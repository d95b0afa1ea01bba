"""What an incident is called on boards, walls and lists, in the reader's language."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.called import OVER, Reported, called, has_namesake, place_and_day, reported
from incident.events import IncidentReported
from incident.model import Kind
from incident.state import Incident, Opening
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.places import Named, townships
from runtime.language import Lang


def heading(
    directory: Directory, connection: Connection, state: Incident, playbook: Playbook, lang: Lang
) -> str:
    """By its dam, else its township, else neither; a dam that the registry lacks is not named.

    Where another open one would be called the same, the minute of the report is added.
    """
    zone = ZoneInfo(playbook.plan.document.zone)
    places = _Places(directory, connection, state.opened.jurisdiction)
    alike = has_namesake(connection, state, zone)
    return places.call(state.opened, state.kind, zone, lang, alike=alike)


def headings(
    directory: Directory, connection: Connection, rows: Sequence[Mapping[str, Any]], lang: Lang
) -> Mapping[str, str]:
    """Of many incidents by id, as ``heading`` says it, without folding any of them.

    Each row has the columns of the incident and the ``zone`` of its plan; of each county and mode
    all open incidents are among them.
    """
    known = reported(connection, [row["id"] for row in rows])
    keys = {row["id"]: _key(row, known[row["id"]]) for row in rows}
    running = {row["id"] for row in rows if row["stage"] not in OVER}
    alike = Counter(keys[one] for one in running)
    counties = {row["jurisdiction"] for row in rows}
    places = {county: _Places(directory, connection, county) for county in counties}
    return {
        row["id"]: places[row["jurisdiction"]].call(
            known[row["id"]].opened,
            known[row["id"]].kind,
            row["zone"],
            lang,
            alike=alike[keys[row["id"]]] > (row["id"] in running),
        )
        for row in rows
    }


def _key(row: Mapping[str, Any], known: Reported) -> tuple[object, ...]:
    return (row["jurisdiction"], row["mode"], *place_and_day(known.opened, row["zone"]))


class _Places:
    """A county's dams and townships, as the registry has them now."""

    def __init__(self, directory: Directory, connection: Connection, jurisdiction: str) -> None:
        self._dams = {dam.id: dam for dam in directory.dams(connection, jurisdiction)}
        self._townships: Mapping[str, Named] = townships(connection, jurisdiction)

    def call(
        self, opened: Opening | IncidentReported, kind: Kind, zone: ZoneInfo, lang: Lang, *,
        alike: bool,
    ) -> str:  # fmt: skip
        dam = self._dams.get(opened.dam or "")
        township = self._townships.get(opened.township or "")
        return called(
            kind,
            opened.learned_at,
            zone,
            dam=None if dam is None else dam.say(lang),
            township=None if township is None else township.say(lang),
            alike=alike,
        ).say(lang)
