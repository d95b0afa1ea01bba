"""20,000 messages to a village at its provider's rate limit: processor time and memory.

The reference is a bare HTTP client that sends as many to the same provider.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from app.engine import Engine
from incident.commands import ReportIncident, StartResponse
from notify.engine import SENDS_AT_ONCE
from tests.bench.alerts import BODY, POST, people_of, until_quiet
from tests.bench.alerts_county import county, program
from tests.bench.alerts_provider import Provider, provider
from tests.bench.measure import HEADING, Figure, figure, line
from tests.bench.process import resident_mb

MESSAGES = 20_000
PER_SECOND = 400.0
WAIT_S = 0.1
FIRST = 2_000
"""Memory is flat from here on."""
PATIENCE_S = 600.0
CPU_LIMIT = 60
MEMORY_LIMIT_MB = 20


@dataclass(frozen=True)
class Run:
    """One way of sending. ``cpu_percent`` is processor time in percent of one core at the full
    rate: a busy machine, on which it takes longer, does not make it look cheaper."""

    cpu_percent: float
    per_second: float
    grown_mb: float


def flood(folder: Path) -> Iterator[Figure]:
    """The program, then the bare client."""
    with provider(WAIT_S, PER_SECOND) as taking:
        ours = _program(folder / "flood", taking)
        bare = asyncio.run(_bare(taking))
    name = f"{MESSAGES:,} messages at {PER_SECOND:g}/s"
    yield figure(f"{name}: sent", ours.per_second, "1/s", bare.per_second)
    yield figure(f"{name}: CPU", ours.cpu_percent, "% core", bare.cpu_percent, at_most=CPU_LIMIT)
    yield figure(
        f"{name}: memory grown", ours.grown_mb, "MB", max(bare.grown_mb, 0.1),
        at_most=MEMORY_LIMIT_MB,
    )  # fmt: skip


def _program(folder: Path, taking: Provider) -> Run:
    with program(folder, taking.url, county(POST, MESSAGES)) as made:
        engine = Engine(made)
        engine.start()
        try:
            jurisdiction, desk, commander = people_of(made)
            opened = ReportIncident(place="青石沟", what="坝体溃决")
            incident = made.desk.open(opened, desk, jurisdiction).incident
            until_quiet(taking)
            made.desk.put(incident, StartResponse(level=2), commander)
            return _watched(taking)
        finally:
            engine.stop()


def _watched(taking: Provider) -> Run:
    """From the first message to the last; making them all is before the first."""
    while not (came := len(taking.told())):
        time.sleep(0.05)
    watch = _Watch()
    while came < MESSAGES:
        time.sleep(0.5)
        came += len(taking.told())
        watch.saw(came)
    return watch.run()


async def _bare(taking: Provider) -> Run:
    watch, numbers = _Watch(), iter(range(MESSAGES))
    async with aiohttp.ClientSession() as session:

        async def sending() -> None:
            for number in numbers:
                async with session.post(taking.url, data=BODY) as answer:
                    await answer.read()
                watch.saw(number)

        await asyncio.gather(*(sending() for _ in range(SENDS_AT_ONCE)))
    taking.told()
    return watch.run()


class _Watch:
    """Of this process, from now on."""

    def __init__(self) -> None:
        self._began, self._cpu = time.monotonic(), time.process_time()
        self._settled_mb: float | None = None

    def saw(self, came: int) -> None:
        """So many messages came by now."""
        if self._settled_mb is None and came >= FIRST:
            self._settled_mb = resident_mb()
        if time.monotonic() - self._began > PATIENCE_S:
            raise RuntimeError(f"{came} of {MESSAGES} messages came")

    def run(self) -> Run:
        """What it took."""
        cpu, took = time.process_time() - self._cpu, time.monotonic() - self._began
        if self._settled_mb is None:
            raise RuntimeError("memory was not looked at")
        at_full_rate = MESSAGES / PER_SECOND
        return Run(100 * cpu / at_full_rate, MESSAGES / took, resident_mb() - self._settled_mb)


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(HEADING)
        for one in flood(Path(place)):
            print(line(one))
