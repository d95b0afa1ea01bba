"""What an incident is called on boards, walls and lists, in the reader's language."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.called import called, has_namesake
from incident.state import Incident
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.places import townships
from runtime.language import Lang


def heading(
    directory: Directory, connection: Connection, state: Incident, playbook: Playbook, lang: Lang
) -> str:
    """By its dam, else its township, else neither; a dam that the registry lacks is not named.

    Where another open one would be called the same, the minute of the report is added.
    """
    opened = state.opened
    zone = ZoneInfo(playbook.plan.document.zone)
    dams = {dam.id: dam for dam in directory.dams(connection, opened.jurisdiction)}
    dam = dams.get(opened.dam or "")
    township = townships(connection, opened.jurisdiction).get(opened.township or "")
    return called(
        state.kind,
        opened.learned_at,
        zone,
        dam=None if dam is None else dam.say(lang),
        township=None if township is None else township.say(lang),
        alike=has_namesake(connection, state, zone),
    ).say(lang)
