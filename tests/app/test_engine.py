"""The thread beside the pages: nobody asks it to send, or to look at the clock."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import cast

import pytest
from sqlalchemy import update
from sqlmodel import col

from app.compose import Program, compose
from app.engine import Engine
from incident import commands as c
from incident.model import Mode
from incident.tables import IncidentRow
from notify.engine import AlertEngine
from notify.phones import phones
from runtime.settings import Settings

PATIENCE_S = 10
COUNTY = "wutai"


@pytest.fixture
def program(tmp_path: Path) -> Iterator[Program]:
    made = compose(Settings(data=tmp_path))
    yield made
    made.close()


@contextmanager
def running(program: Program) -> Iterator[None]:
    engine = Engine(program)
    engine.start()
    try:
        yield
    finally:
        engine.stop()


def becomes_true(question: Callable[[], object]) -> bool:
    """Whether it is answered with yes before the patience ends."""
    end = time.monotonic() + PATIENCE_S
    while time.monotonic() < end:
        if question():
            return True
        time.sleep(0.02)
    return False


def report(program: Program, *, rate: float | None = None) -> str:
    """A report; with a ``rate`` as an exercise in which time passes that much faster."""
    mode: Mode = "real" if rate is None else "exercise"
    now = program.clock.now()
    with program.database.read() as connection:
        held = program.directory.holders(connection, COUNTY, mode, "duty_officer", now)
    clock = {"anchor_real": now.isoformat(), "anchor_incident": now.isoformat(), "rate": rate}
    command = c.ReportIncident(place="青石沟", what="坝体溃决", mode=mode)
    receipt = program.desk.open(
        command, held[0].person_id, COUNTY, clock=clock if rate is not None else None
    )
    return receipt.incident


def arrived(program: Program, incident: str) -> list[str]:
    """Every text on the simulated phones about one incident."""
    shown = phones(program.database, program.vault, program.directory, incident)
    return [m["text"] for phone in shown for m in phone["messages"]]


def test_an_alert_of_a_committed_event_is_sent_without_being_asked(program: Program) -> None:
    with running(program):
        incident = report(program)
        assert becomes_true(lambda: any("青石沟" in x for x in arrived(program, incident)))


def test_an_alert_from_before_the_start_is_sent_as_well(program: Program) -> None:
    incident = report(program)
    assert arrived(program, incident) == []
    with running(program):
        assert becomes_true(lambda: arrived(program, incident))


def test_a_clock_that_runs_out_is_noticed(program: Program) -> None:
    with running(program):
        incident = report(program, rate=3600)  # an hour a second
        assert becomes_true(lambda: program.desk.state(incident).overdue)


def test_nothing_runs_after_stop(program: Program) -> None:
    with running(program):
        pass
    incident = report(program)
    time.sleep(0.7)
    assert arrived(program, incident) == []


class Failing:
    """An alert engine whose first steps fail."""

    def __init__(self, alerts: AlertEngine, times: int) -> None:
        self._alerts, self._left = alerts, times

    def recover(self) -> int:
        return self._alerts.recover()

    async def step(self) -> int:
        if self._left:
            self._left -= 1
            raise ConnectionError("the line is down")
        return await self._alerts.step()

    async def listen(self) -> int:
        return await self._alerts.listen()

    async def finish(self, timeout_s: float) -> int:
        return await self._alerts.finish(timeout_s)


def failing(program: Program, times: int) -> Program:
    return replace(program, alerts=cast("AlertEngine", Failing(program.alerts, times)))


def test_one_failing_round_is_logged_and_the_next_goes_on(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR, logger="app.engine"), running(failing(program, 1)):
        incident = report(program)
        assert becomes_true(lambda: arrived(program, incident))
    (told,) = [r.getMessage() for r in caplog.records]
    assert "goes on: builtins.ConnectionError" in told


def test_clocks_are_watched_while_nothing_can_be_sent(program: Program) -> None:
    with running(failing(program, 1_000_000)):
        incident = report(program, rate=3600)
        assert becomes_true(lambda: program.desk.state(incident).overdue)
        assert arrived(program, incident) == []


def test_an_incident_that_cannot_be_read_keeps_no_other_waiting(
    program: Program, caplog: pytest.LogCaptureFixture
) -> None:
    broken = report(program, rate=3600)
    with program.database.write() as connection:
        half = {"anchor_real": program.clock.now().isoformat(), "rate": 3600}
        connection.execute(
            update(IncidentRow).where(col(IncidentRow.id) == broken).values(clock=half)
        )
    with caplog.at_level(logging.ERROR, logger="app.faults"), running(program):
        sound = report(program, rate=3600)
        assert becomes_true(lambda: program.desk.state(sound).overdue)
        assert becomes_true(lambda: len(caplog.records) >= 2)
    assert all(broken in r.getMessage() for r in caplog.records)
    whole = [r.getMessage() for r in caplog.records if "the others go on: " in r.getMessage()]
    assert len(whole) == 1
    assert "go on: builtins.KeyError" in whole[0]
