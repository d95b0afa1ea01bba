"""The doctor says how long the ways to people were not tested."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from sqlalchemy import insert, text

from app.checks.line import Line, Patient
from app.checks.tests import check_tests
from notify.tables import SelfTestRow, SelfTestRunRow
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.settings import Settings
from tests.app.test_doctor import folder as folder  # noqa: PLC0414 - a fixture
from tests.stories.program import START


def examined(folder: Path, later: timedelta = timedelta(), **more: object) -> list[Line]:
    database = Database.open(f"sqlite:///{folder / 'tailings.db'}")
    settings = Settings.model_validate({"data": folder, **more})
    try:
        return list(check_tests(Patient(settings, ManualClock(START + later), database)))
    finally:
        database.close()


def proved(folder: Path, age: timedelta) -> None:
    """Every way of everybody had its test so long before the start."""
    database = Database.open(f"sqlite:///{folder / 'tailings.db'}")
    at = START - age
    with database.write() as connection:
        county, plan = connection.execute(
            text("SELECT jurisdiction, plan FROM incident LIMIT 1")
        ).one()
        run = {"id": "run", "jurisdiction": county, "plan": plan, "asked_by": "test"}
        more = {"asked_at": at, "forced": False}
        connection.execute(insert(SelfTestRunRow), run | more)
        ways = connection.execute(
            text("SELECT id, person_id, address_ref FROM contact WHERE mode = 'real'")
        ).all()
        rows = [
            {
                "id": f"st-{way.id}",
                "run": "run",
                "jurisdiction": county,
                "mode": "real",
                "person": way.person_id,
                "channel": "simulated",
                "address_ref": way.address_ref,
                "text_ref": way.address_ref,
                "at": at,
            }
            for way in ways
        ]
        connection.execute(insert(SelfTestRow), rows)
    database.close()


def test_ways_that_were_never_tested_are_a_warning_with_what_to_do(folder: Path) -> None:
    (line,) = examined(folder)
    assert (line.check, line.level) == ("tests", "warning")
    assert "some were never tested" in line.say("en")
    assert "从未测试过" in line.say("zh")
    assert line.remedy is not None
    assert "tailings notify selftest" in line.remedy.say("en")
    for lang in ("en", "zh"):
        assert "TAILINGS_SELFTEST_AUTO=10:00" in line.remedy.say(lang), "how they start themselves"


def test_without_a_database_or_a_key_it_says_nothing(folder: Path) -> None:
    settings = Settings(data=folder)
    assert list(check_tests(Patient(settings, ManualClock(START), None))) == []


def test_ways_that_were_tested_lately_are_no_warning(folder: Path) -> None:
    proved(folder, timedelta(days=10))
    (line,) = examined(folder)
    assert (line.level, line.remedy) == ("ok", None)
    assert "none due for a test" in line.say("en")
    (late,) = examined(folder, timedelta(days=25))
    assert "not tested for 35 days" in late.say("en")
    (strict,) = examined(folder, selftest_days=7)
    assert "not tested for 10 days" in strict.say("en")
    assert "10天没有测试" in strict.say("zh")


def test_where_tests_start_by_themselves_the_line_says_when(folder: Path) -> None:
    (line,) = examined(folder, selftest_auto="10:00")
    assert line.remedy is not None
    told = line.remedy.say("en")
    assert told.startswith("No test starts by itself while a real incident is open (“5·17”")
    assert "tailings notify selftest" in told
    assert "TAILINGS_SELFTEST_AUTO" not in told, "it is set"
