"""The watchdog beside the engine logs and wakes the boards; the doctor reads the pulse's row."""

from __future__ import annotations

import logging
from datetime import timedelta
from pathlib import Path

import pytest

from app.checks.line import Line
from app.doctor import examine
from app.watchdog import WatchdogThread
from notify.heartbeat import Heart
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.hints import EVERYTHING
from runtime.settings import Settings
from tests.app.test_engine import becomes_true
from tests.stories.program import START, night


def test_peer_15_the_watchdog_logs_and_wakes_the_boards(
    database: Database, caplog: pytest.LogCaptureFixture
) -> None:
    clock = ManualClock(START)
    heart = Heart(database, clock)
    heard: list[str] = []
    database.hints.subscribe(heard.append)
    dog = WatchdogThread(heart, database.hints, every_s=0.01)
    dog.start()
    try:
        clock.forward(timedelta(seconds=61))
        assert becomes_true(lambda: heard == [EVERYTHING])
        (record,) = [r for r in caplog.records if r.name == "app.watchdog"]
        assert record.levelno == logging.CRITICAL
        assert START.isoformat() in record.getMessage()
        heart.beat()
        assert becomes_true(lambda: EVERYTHING in heard[1:])
    finally:
        dog.stop()


def sending(folder: Path, **later: float) -> Line:
    clock = ManualClock(START + timedelta(**later))
    lines = examine(Settings(data=folder), clock)
    (line,) = [line for line in lines if line.check == "sending"]
    return line


def test_peer_15_the_doctor_says_that_no_messages_are_sent(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with night(folder) as duty:
        never = sending(folder)
        assert never.level == "fault"
        assert "it has not gone through one round yet" in never.say("en")
        duty.send()
        assert sending(folder, seconds=60).level == "ok"
        silent = sending(folder, seconds=61)
        assert silent.level == "fault"
        assert START.isoformat() in silent.say("en")
        assert silent.remedy is not None
        assert "docs/runbook/messages.md" in silent.remedy.say("en")
    # Stopped, it may have been stopped with good reason.
    assert sending(folder, seconds=61).level == "warning"


def test_a_program_that_never_ran_is_told_in_words(tmp_path: Path) -> None:
    """A dash where the time of the last round stands says nothing to who reads it aloud."""
    folder = tmp_path / "data"
    with night(folder):
        pass
    never = sending(folder)
    assert never.level == "warning"
    assert "it never went through a round" in never.say("en")
    assert "—" not in never.say("zh") + never.say("en")
