"""Killing the program through a night, again and again, and starting it again."""

from __future__ import annotations

import multiprocessing
import os
import random
import shutil
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import text

from runtime import killpoints
from runtime.database import Database
from tests.faults.exchange import ORDER, REPORTED, Exchange, running
from tests.faults.program import prepare, run
from tests.faults.verdict import Course, Verdict, course, judge, unsure

AT_RANDOM = "at_random"
"""Instead of a named point: SIGKILL after a random time."""

CHIEFS, VICES = "+15555550102", "+15555550103"

_spawned = multiprocessing.get_context("forkserver")
_spawned.set_forkserver_preload(["tests.faults.program"])


@dataclass(frozen=True)
class Kill:
    """``at`` is a point with its hit (``before_send:3``), or ``after_s`` seconds."""

    at: str | None = None
    after_s: float = 0.0


@dataclass
class Case:
    """A data folder with a provider, before the night."""

    data: Path
    exchange: Exchange
    database_url: str | None = None
    unknown: set[str] = field(default_factory=set)

    @property
    def url(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'tailings.db'}"

    def killed(self, kill: Kill) -> bool:
        """Run the program until it is killed; False where it came to rest before."""
        arguments = (str(self.data), self.exchange.url, self.database_url, kill.at)
        process = _spawned.Process(target=run, args=arguments)
        process.start()
        if kill.at is None:
            time.sleep(kill.after_s)
            process.kill()
        process.join(timeout=120)
        code = process.exitcode
        assert code in (0, killpoints.EXIT_CODE, -9), f"the program ended with {code}"
        database = Database.open(self.url)
        self.unknown |= unsure(database)
        database.close()
        return code != 0

    def rests(self, wanted: Course) -> Verdict:
        """Start it once more, until the night is over; what became of everything."""
        run(str(self.data), self.exchange.url, self.database_url)
        database = Database.open(self.url)
        try:
            return judge(database, self.exchange.handed, self.unknown, wanted)
        finally:
            database.close()


@contextmanager
def case(data: Path, database_url: str | None = None) -> Iterator[Case]:
    """A fresh data folder, with a provider that looks into the database when it takes something."""
    answers = {CHIEFS: ((REPORTED, "收到 {}"),), VICES: ((ORDER, "启动 {}"),)}
    with running(Exchange(answers=answers)) as exchange:
        made = Case(data, exchange, database_url)
        prepare(data, exchange.url, database_url)
        database = Database.open(made.url)
        exchange.answered = lambda attempt: _answered(database, attempt)
        try:
            yield made
        finally:
            database.close()


def control(data: Path) -> tuple[Course, dict[str, int], float]:
    """A night without a kill: its course, how often it passes each point, and its seconds."""
    with case(data) as quiet:
        began = time.monotonic()
        killpoints._hits.clear()
        run(str(quiet.data), quiet.exchange.url, None, "before_send:0")
        del os.environ["TAILINGS_KILL_AT"]
        took, hits = time.monotonic() - began, dict(killpoints._hits)
        database = Database.open(quiet.url)
        wanted = course(database)
        verdict = judge(database, quiet.exchange.handed, (), wanted)
        database.close()
    shutil.rmtree(data)
    assert verdict == Verdict((), (), (), ()), verdict
    return wanted, hits, took


def drawn(
    points: Iterable[str], hits: dict[str, int], took_s: float, chance: random.Random
) -> Iterator[Kill]:
    """Kills at these points, each at one of its first hits, so that a night has several."""
    for point in points:
        if point == AT_RANDOM:
            yield Kill(after_s=chance.uniform(0.0, took_s))
        else:
            yield Kill(f"{point}:{chance.randint(1, max(hits[point] // 3, 1))}")


def _answered(database: Database, attempt: str) -> bool:
    query = text(
        "SELECT 1 FROM attempt mine JOIN attempt any_of ON any_of.incident = mine.incident"
        " AND any_of.key = mine.key AND any_of.person = mine.person"
        " WHERE mine.id = :attempt AND mine.event <> 'Reply' AND any_of.answered_at IS NOT NULL"
    )
    with database.read() as connection:
        return connection.execute(query, {"attempt": attempt}).first() is not None
