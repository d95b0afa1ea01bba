"""Old files that nothing names: the command, the program's own daily look, what the doctor says."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from app.checks.files import check_files
from app.checks.line import Line, Patient
from app.cli import main
from app.files_daily import AFTER_START, EVERY, DailySweep
from incident.codec import Envelope
from incident.materials.arrival import Arrived
from incident.materials.kinds import BY_MEDIA
from incident.materials.shelf import keep
from incident.materials.stock import Stock, stock
from runtime.ids import CountedIds
from runtime.settings import Settings
from tests.incident.materials import samples as s
from tests.stories.program import Night, night

DAY = timedelta(days=1)
PICTURE = s.jpeg(s.JFIF)


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Night]:
    """A night with one photograph whose entry never came."""
    with night(tmp_path / "data") as duty:
        duty.report()
        send(duty, "mat-lost")
        yield duty


def send(duty: Night, name: str, content: bytes = PICTURE) -> None:
    made, now = duty.program, duty.clock.now()
    file, person = Arrived(BY_MEDIA["image/jpeg"], content), duty.holder("duty_officer")
    with made.database.write() as connection:
        keep(
            connection, made.vault, Envelope(duty.incident, "wutai", "real"), file, person, now,
            name=name, arrived_at=now,
        )  # fmt: skip


def lies(duty: Night) -> Stock:
    with duty.program.database.read() as connection:
        return stock(connection)


def test_the_command_lists_then_removes(desk: Night) -> None:
    folder = str(desk.program.folder.path)
    run = CliRunner().invoke(main, ["--data", folder, "files", "sweep", "--dry-run", "--json"])
    assert run.exit_code == 0, run.output
    told = json.loads(run.output)
    assert (told["removed"], told["count"], told["bytes"]) == (False, 1, len(PICTURE))
    assert [file["id"] for file in told["files"]] == ["mat-lost"]
    assert lies(desk).files == 1
    run = CliRunner().invoke(main, ["--data", folder, "--lang", "en", "files", "sweep"])
    assert "mat-lost" in run.output
    assert "1 files that nothing names and older than 30 days were removed" in run.output
    assert lies(desk).files == 0
    again = CliRunner().invoke(main, ["--data", folder, "files", "sweep", "--json"])
    assert json.loads(again.output)["count"] == 0


def test_the_program_looks_once_a_day(desk: Night) -> None:
    made, clock = desk.program, desk.clock
    daily = DailySweep(made.database, made.vault, CountedIds("s"), clock, 30)
    clock.forward(30 * DAY)
    assert daily.step() == 0, "not at the start"
    clock.forward(AFTER_START)
    assert daily.step() == 1
    send(desk, "mat-two")
    clock.forward(EVERY / 2)
    assert daily.step() == 0
    clock.forward(31 * DAY)
    assert daily.step() == 1
    assert lies(desk).files == 0


def said(duty: Night, **more: object) -> Line:
    settings = Settings.model_validate({"data": duty.program.folder.path, **more})
    (line,) = check_files(Patient(settings, duty.clock, duty.program.database))
    return line


def test_the_doctor_says_how_full_it_is_and_what_went(desk: Night) -> None:
    assert said(desk, files_mib=1).level == "ok"
    for more, level in ((700, "ok"), (120, "warning"), (300, "fault")):
        send(desk, f"mat-{more}", b"x" * (more << 10))
        line = said(desk, files_mib=1)
        assert line.level == level, more
        assert (line.remedy is None) == (level == "ok")
    assert "TAILINGS_FILES_MIB" in said(desk, files_mib=1).say("zh")
    assert said(desk).level == "ok", "the usual limit is far"
    desk.clock.forward(30 * DAY)
    daily = DailySweep(desk.program.database, desk.program.vault, CountedIds("s"), desk.clock, 7)
    daily.step()
    desk.clock.forward(AFTER_START)
    assert daily.step() == 4
    line = said(desk, files_mib=1)
    assert line.level == "ok"
    assert "4 files removed, 1121 kB" in line.say("en")
