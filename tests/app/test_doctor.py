"""Each line of the doctor, with the thing it speaks of really broken."""

from __future__ import annotations

import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text

from app.doctor import LEAST_FREE_BYTES, Line, Patient, check_disk, examine
from app.plan_folders import PLANS
from incident import commands as c
from runtime.clock import ManualClock
from runtime.settings import Settings
from tests.stories.program import START, night


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in which a response was started."""
    with night(tmp_path / "data") as duty:
        duty.report()
        duty.put(c.StartResponse(level=2), "vice_magistrate")
    return tmp_path / "data"


def seen(folder: Path, check: str, **more: object) -> list[Line]:
    """What the doctor says about one thing, in both languages and with a remedy."""
    clock = ManualClock(START + timedelta(minutes=5))
    settings = Settings.model_validate({"data": folder, **more})
    lines = [line for line in examine(settings, clock) if line.check == check]
    for line in lines:
        assert line.say("zh") != line.say("en") or line.level == "ok"
        assert (line.remedy is None) == (line.level == "ok")
    return lines


def levels(lines: list[Line]) -> set[str]:
    return {line.level for line in lines}


def test_a_healthy_installation(folder: Path) -> None:
    for check in ("settings", "database", "log", "clock", "disk", "plan", "posts"):
        assert levels(seen(folder, check)) == {"ok"}, check


def test_no_database(tmp_path: Path) -> None:
    assert levels(seen(tmp_path, "database")) == {"fault"}


def test_a_database_that_cannot_be_reached(folder: Path) -> None:
    url = "postgresql://nobody@127.0.0.1:1/none"
    assert levels(seen(folder, "database", database_url=url)) == {"fault"}


def test_a_database_of_another_release(folder: Path) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        database.execute("DELETE FROM alembic_version")
    database.close()
    assert levels(seen(folder, "database")) == {"fault"}


def test_a_damaged_file(folder: Path) -> None:
    database = sqlite3.connect(folder / "tailings.db")
    database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.execute("PRAGMA journal_mode=DELETE")
    page = database.execute("SELECT rootpage FROM sqlite_master WHERE name = 'holding'").fetchone()[
        0
    ]
    size = database.execute("PRAGMA page_size").fetchone()[0]
    database.close()
    with (folder / "tailings.db").open("r+b") as file:
        file.seek((page - 1) * size)
        file.write(b"\xff" * 64)
    assert "fault" in levels(seen(folder, "database"))


def test_a_log_that_was_changed(folder: Path) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        database.execute("DROP TRIGGER event_no_delete")
        database.execute("DELETE FROM event WHERE seq = 2")
    database.close()
    assert levels(seen(folder, "log")) == {"fault"}


def test_a_clock_that_went_back(folder: Path) -> None:
    settings = Settings(data=folder)
    lines = examine(settings, ManualClock(START - timedelta(days=1)))
    assert levels([x for x in lines if x.check == "clock"]) == {"fault"}


def test_a_full_disk(folder: Path) -> None:
    patient = Patient(
        Settings(data=folder), ManualClock(START), None, free=lambda s: LEAST_FREE_BYTES - 1
    )
    (line,) = check_disk(patient)
    assert line.level == "fault"
    assert line.remedy is not None
    assert "1023" in line.say("zh")


def test_no_channel_to_a_real_telephone(folder: Path) -> None:
    assert levels(seen(folder, "channels")) == {"warning"}


def test_twilio_without_an_address_for_receipts(folder: Path) -> None:
    account = {
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "secret",
        "twilio_from_number": "sim:0000",
    }
    (line,) = seen(folder, "channels", **account)
    assert line.level == "warning"
    assert "TAILINGS_BASE_URL" in line.say("zh")
    assert "secret" not in line.say("en")


def test_a_broken_plan_is_named_with_file_and_line(folder: Path, tmp_path: Path) -> None:
    shutil.copytree(PLANS / "wutai-2024", tmp_path / "plans" / "wutai-2024")
    broken = tmp_path / "plans" / "wutai-2024" / "document.yaml"
    broken.write_text(broken.read_text(encoding="utf-8") + "\nwhat: 1\n", encoding="utf-8")
    faults = [x for x in seen(folder, "plan", plans=tmp_path / "plans") if x.level == "fault"]
    assert len(faults) == 1
    assert "document.yaml:" in faults[0].say("zh")


def test_a_post_that_nobody_holds(folder: Path) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        database.execute("DELETE FROM holding WHERE post = 'general_commander'")
    database.close()
    (line,) = seen(folder, "posts")
    assert line.level == "fault"
    assert "总指挥" in line.say("zh")


def test_what_cannot_be_examined_is_a_fault(folder: Path) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        database.execute(str(text("ALTER TABLE holding RENAME TO gone")))
    database.close()
    assert "fault" in levels(seen(folder, "posts"))
