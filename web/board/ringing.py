"""The red strip of an exercise that rings real telephones."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.state import Incident
from notify.arming.reach import covers
from notify.tables import ArmedRow
from runtime.language import N_, Phrase, phrase
from runtime.wallclock import minute
from web.services import Services

RINGING = N_(
    "■ EXERCISE messages go to REAL telephones: {count} people, until {time} by the clock on the"
    " wall. Anybody who armed it, and the desk, can disarm it at once."
)
ASKED = N_(
    "Somebody asks that this exercise rings the real telephones of {count} people: a second person"
    " decides"
)


def ringing(
    services: Services, connection: Connection, state: Incident, zone: ZoneInfo
) -> Phrase | None:
    """What everybody must know while an exercise is armed, or about to be; None where it is not.
    The time is real, however the exercise's own runs."""
    now = services.clock.now()
    query = select(col(ArmedRow.person), col(ArmedRow.until_at)).where(
        col(ArmedRow.incident) == state.id, *covers(now)
    )
    if state.arming is None:
        return None
    found = connection.execute(query).all()
    if found:
        until = max(row.until_at for row in found)
        count = len({row.person for row in found})
        return phrase(RINGING, count=count, time=minute(until, zone, now))
    return phrase(ASKED, count=len(state.arming.persons)) if state.arming.waits else None
