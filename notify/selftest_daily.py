"""Tests of the ways that start by themselves, where a county has set a time of the day for them.

Once a day at most, whatever restarts and however many programs share the database: the run of a
day has one name. A real incident puts it off, and that is kept once a day as well.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.rows import insert_once
from notify.selftest import SelfTestLetters, incident_open
from notify.tables import SelfTestRunRow
from playbooks.lookup import Playbook
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import traced
from runtime.language import N_, Phrase, phrase
from runtime.wallclock import local

SYSTEM = "system"
"""Who asked, where no person did."""

WINDOW = timedelta(hours=2)
"""So long after its time a test may still start, when the program stood still or a real incident
was open; later it waits for the next day, so that nobody gets one at night."""

LOOK_EVERY = timedelta(minutes=5)
"""Between two looks for what is due: each opens the addresses of everybody."""

_log = logging.getLogger(__name__)


@dataclass
class DailyTests:
    """Asks for a test of every way that is due, at a time of the day in the zone of each plan."""

    database: Database
    letters: SelfTestLetters
    in_force: Callable[[], Sequence[Playbook]]
    clock: Clock
    at: time
    _looked: dict[str, datetime] = field(default_factory=dict, init=False)

    def step(self) -> int:
        """Ask where it is time; gives how many runs began. A fault in one holds up nothing."""
        begun = 0
        for playbook in self.in_force():
            county, now = _county(playbook), self.clock.now()
            day = _day(playbook, self.at, now)
            last = self._looked.get(county)
            if day is None or (last is not None and timedelta(0) <= now - last < LOOK_EVERY):
                continue
            self._looked[county] = now
            try:
                begun += self._begin(playbook, day, now)
            except Exception as error:  # noqa: BLE001 - a test must never hold up an alert
                _log.error(
                    "the daily test of the ways of %s cannot be started: %s", county, traced(error)
                )
        return begun

    def _begin(self, playbook: Playbook, day: date, now: datetime) -> bool:
        county = _county(playbook)
        with self.database.read() as connection:
            put_off = incident_open(connection, county) is not None
            if _known(connection, county, day, put_off=put_off) or not _is_due(
                self.letters.next_due(connection, playbook, now), now
            ):
                return False
        with self.database.write() as connection:
            put_off = incident_open(connection, county) is not None
            row = {
                "id": _name(county, day, put_off=put_off),
                "jurisdiction": county,
                "plan": playbook.digest,
                "asked_by": SYSTEM,
                "asked_at": now,
                "forced": False,
                "refused": "impossible" if put_off else None,
            }
            return insert_once(connection, SelfTestRunRow, row) and not put_off


def forecast(
    connection: Connection, playbook: Playbook, letters: SelfTestLetters, at: time, now: datetime
) -> Phrase | None:
    """When the next test starts by itself, or why it is put off, in words; None where no way can
    be tested."""
    next_due = letters.next_due(connection, playbook, now)
    if next_due is None:
        return None
    county = _county(playbook)
    start = _start(connection, playbook, at, max(next_due, now))
    title = incident_open(connection, county)
    if title is None:
        when = f"{local(start, ZoneInfo(playbook.plan.document.zone)):%Y-%m-%d %H:%M}"
        return phrase(N_("The next test starts by itself on {time}."), time=when)
    if start > now and not _known(connection, county, _today(playbook, now), put_off=True):
        words = N_("No test starts by itself while a real incident is open ({title}).")
    else:
        words = N_("The test is put off: a real incident is open ({title}).")
    return phrase(words, title=title)


def _start(connection: Connection, playbook: Playbook, at: time, earliest: datetime) -> datetime:
    """The first moment from ``earliest`` on at which a test may start."""
    zone, county = ZoneInfo(playbook.plan.document.zone), _county(playbook)
    day = _today(playbook, earliest)
    while True:
        opens = datetime.combine(day, at, zone)
        if earliest <= opens + WINDOW and not _known(connection, county, day, put_off=False):
            return max(opens, earliest)
        day += timedelta(days=1)


def _day(playbook: Playbook, at: time, now: datetime) -> date | None:
    """The date there whose test may start now."""
    zone = ZoneInfo(playbook.plan.document.zone)
    day = _today(playbook, now)
    return day if timedelta(0) <= now - datetime.combine(day, at, zone) <= WINDOW else None


def _today(playbook: Playbook, now: datetime) -> date:
    return local(now, ZoneInfo(playbook.plan.document.zone)).date()


def _county(playbook: Playbook) -> str:
    return playbook.plan.document.jurisdiction.id


def _is_due(at: datetime | None, now: datetime) -> bool:
    return at is not None and at <= now


def _name(county: str, day: date, *, put_off: bool) -> str:
    """Of the one run of a day, or of the note that it was put off."""
    return f"{'put-off' if put_off else 'daily'}:{county}:{day.isoformat()}"


def _known(connection: Connection, county: str, day: date, *, put_off: bool) -> bool:
    name = _name(county, day, put_off=put_off)
    found = select(col(SelfTestRunRow.id)).where(col(SelfTestRunRow.id) == name)
    return connection.execute(found).first() is not None
