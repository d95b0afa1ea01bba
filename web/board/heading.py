"""What an incident is called where everybody reads it: the day, and what the registry and the plan
know of the place.

A title that somebody typed may hold figures and names; it stays inside.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from incident.decide.intake import TITLES
from incident.state import Incident
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.places import townships
from runtime.language import Lang, phrase
from runtime.wallclock import local
from web.opening import AT_DAM, IN_TOWNSHIP


def heading(
    directory: Directory, connection: Connection, state: Incident, playbook: Playbook, lang: Lang
) -> str:
    """By its dam, else its township, else neither; a dam that the registry lacks is not named."""
    opened = state.opened
    day = local(opened.learned_at, ZoneInfo(playbook.plan.document.zone))
    dams = {dam.id: dam for dam in directory.dams(connection, opened.jurisdiction)}
    known = townships(connection, opened.jurisdiction)
    if opened.dam in dams:
        form, where = AT_DAM, dams[opened.dam].say(lang)
    elif opened.township in known:
        form, where = IN_TOWNSHIP, known[opened.township].say(lang)
    else:
        form, where = TITLES, ""
    return phrase(form[state.kind], month=day.month, day=day.day, where=where).say(lang)
