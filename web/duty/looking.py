"""The list of gaps as the desk sees it: looked for anew every few minutes at most."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection

from notify.gaps import Gap
from notify.gapsince import note_gaps
from notify.gapwords import GapWords
from notify.reachability import gaps
from notify.selftest import SelfTestLetters
from notify.selftest_daily import forecast
from notify.selftest_record import Tested, due, said, tested
from notify.selftest_runs import Run, last_runs
from playbooks.lookup import Playbook
from runtime.language import Phrase
from web.services import Services

FRESH = timedelta(minutes=10)
"""How long the start page shows what was found; the list itself always looks anew."""


@dataclass(frozen=True)
class Looked:
    """What was found at ``at``, in words, and since when each gap has been seen."""

    at: datetime
    gaps: tuple[Gap, ...]
    words: GapWords
    since: Mapping[str, datetime]
    tested: tuple[Tested, ...]
    """Every way that can be tested, with its last test."""
    again_after: timedelta
    """Time after which one is due for a test."""

    starts: Phrase | None
    """When tests start by themselves next, or why not; None where only people start them."""
    runs: tuple[Run, ...] = ()
    """The last requests for a test."""

    @property
    def tests(self) -> Phrase | None:
        """How many ways are due for a test and since when, in words; None where none is."""
        late, days = due(self.tested, self.at, self.again_after)
        return said(late, days) if late else None

    @property
    def overdue(self) -> tuple[Tested, ...]:
        """The ways that are due for a test."""
        return tuple(t for t in self.tested if t.at is None or t.at <= self.at - self.again_after)

    @property
    def overdue_people(self) -> int:
        """How many people these lead to."""
        return len({one.person for one in self.overdue})

    @property
    def oldest(self) -> datetime:
        return min(self.since.values(), default=self.at)


class Looking:
    """One for a program: the start page asks once a minute for every desk that is open."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._lock = threading.Lock()
        self._kept: dict[str, Looked] = {}

    def lately(self, playbook: Playbook) -> Looked:
        """What was found in the last ten minutes, under the same plan."""
        with self._lock:
            kept = self._kept.get(playbook.digest)
            now = self._services.clock.now()
            if kept is not None and timedelta(0) <= now - kept.at < FRESH:
                return kept
            return self._look(playbook)

    def now(self, playbook: Playbook) -> Looked:
        """What is so now."""
        with self._lock:
            return self._look(playbook)

    def _look(self, playbook: Playbook) -> Looked:
        services = self._services
        now = services.clock.now()
        with services.database.read() as connection:
            found = gaps(connection, playbook, services.directory, services.routes, now)
            words = GapWords.of(connection, playbook, services.directory, found)
            ways = ways_tested(services, connection, playbook, now)
            starts = _starts(services, connection, playbook, now)
            runs = last_runs(connection, playbook.plan.document.jurisdiction.id)
        county = playbook.plan.document.jurisdiction.id
        with services.database.write() as connection:
            since = note_gaps(connection, county, [gap.key for gap in found], now)
        looked = self._kept[playbook.digest] = Looked(
            now, found, words, since, ways, again_after(services), starts, runs
        )
        return looked


def again_after(services: Services) -> timedelta:
    """Time after which a way is due for a test, as the installation sets it."""
    return timedelta(days=services.settings.selftest_days)


def ways_tested(
    services: Services, connection: Connection, playbook: Playbook, at: datetime
) -> tuple[Tested, ...]:
    """Every way that can be tested, with its last test."""
    return tested(connection, playbook, _letters(services), at)


def _starts(
    services: Services, connection: Connection, playbook: Playbook, at: datetime
) -> Phrase | None:
    daily = services.settings.selftest_at
    if daily is None:
        return None
    return forecast(connection, playbook, _letters(services), daily, at)


def _letters(services: Services) -> SelfTestLetters:
    again = again_after(services)
    return SelfTestLetters(services.directory, services.vault, services.routes, services.ids, again)
