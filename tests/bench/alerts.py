"""From a committed activation to the last of 200 messages at a provider that takes its time.

The program is the real composition with its engine beside it, on SQLite. The reference is a bare
HTTP client that sends as many requests to the same provider, as many side by side.
"""

from __future__ import annotations

import asyncio
import tempfile
import time
from pathlib import Path
from statistics import median

import aiohttp

from app.compose import Program
from app.engine import Engine
from incident.commands import ReportIncident, StartResponse
from notify.engine import SENDS_AT_ONCE
from tests.bench.alerts_county import county, program
from tests.bench.alerts_provider import Provider, provider
from tests.bench.measure import Figure, figure
from tests.bench.scene import COMMANDER, DESK

MESSAGES = 200
WAIT_S = 0.15
ROUNDS = 3
POST, PEOPLE = "finance_head", 160
"""With everybody else who is told that the response has started these are more than 200."""
PATIENCE_S = 60.0
QUIET_S = 1.5
"""Without a message for so long there is nothing left to send."""
BODY = b"x" * 700
"""Of the size of a message of the program."""


def activation(folder: Path) -> Figure:
    """Each round with a program and a database of its own, and the bare client after it."""
    ours: list[float] = []
    bare: list[float] = []
    with provider(WAIT_S) as taking:
        for n in range(ROUNDS):
            with program(folder / f"alerts-{n}", taking.url, county(POST, PEOPLE)) as made:
                ours.append(_activated(made, taking))
            bare.append(asyncio.run(_bare(taking)))
    name = f"activation to last of {MESSAGES} alerts"
    return figure(name, median(ours), "s", median(bare), ratio_at_most=1.3)


def _activated(made: Program, taking: Provider) -> float:
    engine = Engine(made)
    engine.start()
    try:
        opened = ReportIncident(place="青石沟", what="坝体溃决")
        jurisdiction, desk, commander = people_of(made)
        incident = made.desk.open(opened, desk, jurisdiction).incident
        until_quiet(taking)
        made.desk.put(incident, StartResponse(level=2), commander)
        began = time.time()
        return _arrival(taking, MESSAGES) - began
    finally:
        engine.stop()


def people_of(made: Program) -> tuple[str, str, str]:
    """The jurisdiction, and who holds the desk and the command there."""
    jurisdiction = county(POST, 0).jurisdiction
    with made.database.read() as connection:
        held = [
            made.directory.holders(connection, jurisdiction, "real", post, made.clock.now())
            for post in (DESK, COMMANDER)
        ]
    return jurisdiction, held[0][0].person_id, held[1][0].person_id


def until_quiet(taking: Provider) -> None:
    until = time.monotonic() + PATIENCE_S
    quiet = time.monotonic()
    while time.monotonic() - quiet < QUIET_S:
        if taking.told():
            quiet = time.monotonic()
        if time.monotonic() > until:
            raise RuntimeError("messages do not end")
        time.sleep(0.1)


def _arrival(taking: Provider, number: int) -> float:
    """When the message of this number came. Asks seldom: asking costs the machine something."""
    came: list[float] = []
    until = time.monotonic() + PATIENCE_S
    while len(came) < number:
        if time.monotonic() > until:
            raise RuntimeError(f"{len(came)} of {number} messages came")
        time.sleep(0.25)
        came += taking.told()
    return came[number - 1]


async def _bare(taking: Provider) -> float:
    side_by_side = asyncio.Semaphore(SENDS_AT_ONCE)
    async with aiohttp.ClientSession() as session:

        async def send() -> None:
            async with side_by_side, session.post(taking.url, data=BODY) as answer:
                await answer.read()

        began = time.time()
        await asyncio.gather(*(send() for _ in range(MESSAGES)))
    return taking.told()[-1] - began


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        print(activation(Path(place)))
