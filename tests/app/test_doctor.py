"""Each line of the doctor, with the thing it speaks of really broken."""

from __future__ import annotations

import json
import re
import shutil
import socket
import sqlite3
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import text

from app.checks.line import NAMES, Line, Patient
from app.checks.storage import LEAST_FREE_BYTES, check_disk
from app.cli import main
from app.doctor import CHECKS, examine
from app.plan_folders import PLANS
from incident import commands as c
from runtime.clock import ManualClock
from runtime.folder import DataFolder
from runtime.language import plain
from runtime.settings import Settings
from runtime.turned_away import FILE, TRIES_FILE, TurnedAway
from tests.stories.program import START, night

CHINESE = re.compile("[\u4e00-\u9fff]")


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
        assert (line.remedy is None) == (line.level == "ok")
        if line.remedy is not None:
            assert CHINESE.search(line.remedy.say("zh"))
            assert not CHINESE.search(line.remedy.say("en"))
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


def test_a_database_of_a_newer_release(folder: Path) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        database.execute("UPDATE alembic_version SET version_num = '9999'")
    database.close()
    (line,) = seen(folder, "database")
    assert line.level == "fault"
    assert line.remedy is not None
    assert "9999" in line.say("zh")
    assert "Start the newer program" in line.remedy.say("en")
    result = CliRunner().invoke(main, ["--data", str(folder), "doctor"])
    assert result.exit_code == 1
    assert "Traceback" not in result.output


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


def test_a_file_that_is_no_database(folder: Path) -> None:
    for file in folder.glob("tailings.db*"):
        file.unlink()
    (folder / "tailings.db").write_text("not a database at all\n" * 500, encoding="utf-8")
    (line,) = seen(folder, "database")
    assert line.level == "fault"
    assert "backup" in line.say("en")
    assert "备份" in line.say("zh")


def test_a_log_that_was_changed(folder: Path) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        database.execute("DROP TRIGGER event_no_delete")
        database.execute("DELETE FROM event WHERE seq = 2")
    database.close()
    (line,) = seen(folder, "log")
    assert line.level == "fault"
    assert not CHINESE.search(line.say("en"))
    assert "this entry is missing" in line.say("en")
    assert "2" in line.say("zh")


def test_a_log_that_was_rebuilt_is_shown_by_the_heads_kept_outside(folder: Path) -> None:
    anchors = folder / "anchors.jsonl"
    text = anchors.read_text(encoding="utf-8")
    anchors.write_text(re.sub(r'"hash": "[0-9a-f]{8}', '"hash": "00000000', text), "utf-8")
    (line,) = seen(folder, "log")
    assert line.level == "fault"
    assert "anchors.jsonl:" in line.say("zh")


def test_an_incident_that_only_a_kept_head_names(folder: Path) -> None:
    with sqlite3.connect(folder / "tailings.db") as database:
        database.execute("DROP TRIGGER event_no_delete")
        database.execute("DELETE FROM event")
        database.execute("DELETE FROM incident")
    database.close()
    (line,) = seen(folder, "log")
    assert line.level == "fault"


def test_a_damaged_line_among_the_kept_heads(folder: Path) -> None:
    anchors = folder / "anchors.jsonl"
    anchors.write_bytes(b"5\n" + anchors.read_bytes())
    (line,) = seen(folder, "log")
    assert line.level == "warning"
    assert "anchors.jsonl:1" in line.say("en")


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
    assert "1024 MiB" in line.remedy.say("en")
    assert "1023" in line.say("zh")


def test_no_channel_to_a_real_telephone(folder: Path) -> None:
    assert levels(seen(folder, "channels")) == {"warning"}


@pytest.fixture
def vendor() -> Iterator[str]:
    """The address of a server that takes connections."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def test_twilio_without_an_address_for_receipts(folder: Path, vendor: str) -> None:
    account = {
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "secret",
        "twilio_from_number": "sim:0000",
        "twilio_base_url": vendor,
    }
    region, line = seen(folder, "channels", **account)
    assert "region" in region.say("en"), "variables name none"
    assert line.level == "warning"
    assert "TAILINGS_BASE_URL" in line.say("zh")
    assert "secret" not in line.say("en")


def test_requests_of_providers_that_the_running_program_turned_away(folder: Path) -> None:
    now = START + timedelta(minutes=3)
    away = TurnedAway(now, folder / FILE)
    away.note("repeated", now)
    assert seen(folder, "callbacks") == [], "of a program that does not run any more"
    held = DataFolder.open(folder)
    try:
        assert levels(seen(folder, "callbacks")) == {"ok"}
        away.note("signature", now)
        away.note("signature", now)
        (line,) = seen(folder, "callbacks")
    finally:
        held.close()
    assert line.level == "warning"
    assert "wrong or missing signature: 2" in line.say("en")
    assert "TAILINGS_BASE_URL" in line.say("zh")


def test_links_and_tokens_that_were_tried_in_vain_are_told_and_guessing_is_a_warning(
    folder: Path,
) -> None:
    now = START + timedelta(minutes=3)
    away = TurnedAway(now, folder / TRIES_FILE)
    away.note("sign_in_link", now)
    assert seen(folder, "tries") == [], "of a program that does not run any more"
    held = DataFolder.open(folder)
    try:
        assert levels(seen(folder, "tries")) == {"ok"}
        away.note("token", now)
        away.note("too_many", now)
        (line,) = seen(folder, "tries")
    finally:
        held.close()
    assert line.level == "warning"
    assert "tokens of programs that are not in use: 1" in line.say("en")
    assert "其中因次数过多而要求等待：1" in line.say("zh").replace(": ", "：")


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


def test_twilio_with_an_address_for_receipts(folder: Path, vendor: str) -> None:
    account = {
        "twilio_account_sid": "AC" + "0" * 32,
        "twilio_auth_token": "secret",
        "twilio_from_number": "sim:0000",
        "twilio_base_url": vendor,
        "base_url": "https://county.example",
    }
    region, line = seen(folder, "channels", **account)
    assert line.level == "ok"
    assert "region" in region.say("en"), "variables name none"


def test_a_folder_of_plans_that_holds_none(folder: Path, tmp_path: Path) -> None:
    (line,) = seen(folder, "plan", plans=tmp_path / "nowhere")
    assert line.level == "fault"
    assert "TAILINGS_PLANS" in line.say("zh")
    assert not CHINESE.search(line.say("en"))


def test_one_fault_hides_no_other_line(tmp_path: Path) -> None:
    clock = ManualClock(START)
    told = {x.check: x.level for x in examine(Settings(data=tmp_path / "none"), clock)}
    assert told["database"] == "fault"
    assert told.keys() >= {"settings", "disk", "channels", "plan"}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_command_prints_every_line_and_its_exit_code_tells(folder: Path, lang: str) -> None:
    words = ["--data", str(folder), "--lang", lang, "doctor"]
    result = CliRunner().invoke(main, words)
    assert result.exit_code == 0, result.output
    # no SMS; not running; no duty number; no way was tested
    assert [line[:4] for line in result.stdout.splitlines()].count("[!!]") == 4
    (folder / "tailings.db").unlink()
    assert CliRunner().invoke(main, words).exit_code == 1


def test_the_command_prints_json(folder: Path) -> None:
    result = CliRunner().invoke(main, ["--data", str(folder), "doctor", "--json"])
    lines = json.loads(result.stdout)
    assert {tuple(line) for line in lines} == {("check", "level", "zh", "en")}
    assert [line["check"] for line in lines][:2] == ["settings", "database"]


def test_a_wrong_setting_is_a_line_with_its_variable(folder: Path) -> None:
    result = CliRunner().invoke(
        main,
        ["--data", str(folder), "doctor", "--json"],
        env={"TAILINGS_PORT": "eighty", "TAILINGS_LANG": "en"},
    )
    (line,) = json.loads(result.stdout)
    assert result.exit_code == 1
    assert (line["check"], line["level"]) == ("settings", "fault")
    assert "TAILINGS_PORT" in line["zh"]
    assert "eighty" in line["en"]


def test_a_line_says_its_check_in_the_readers_language_and_parts_fault_and_remedy() -> None:
    line = Line("channels", "warning", plain("nothing leaves"), plain("Call people"))
    assert line.say("en") == "[!!] channels: nothing leaves → Call people"
    assert line.say("zh") == "[!!] 发送通道: nothing leaves → Call people"
    assert Line("log", "ok", plain("whole")).say("zh") == "[ok] 日志: whole"
    assert {*CHECKS, "settings", "folder"} <= NAMES.keys()
