"""A head that could not be kept outside the database is named by the doctor."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner

from app.checks.line import Line
from app.cli import main
from app.doctor import examine
from incident import commands as c
from runtime.clock import ManualClock
from runtime.settings import Settings
from tests.stories.program import START, night


def heads(folder: Path) -> list[Line]:
    lines = examine(Settings(data=folder), ManualClock(START + timedelta(minutes=5)))
    return [line for line in lines if line.check == "heads"]


def test_the_newest_entry_without_a_kept_head(tmp_path: Path) -> None:
    folder = tmp_path / "data"
    with night(folder) as duty:
        duty.report()
        duty.put(c.StartResponse(level=2), "vice_magistrate")
    assert [line.level for line in heads(folder)] == ["ok"]
    anchors = folder / "anchors.jsonl"
    anchors.write_bytes(b"".join(anchors.read_bytes().splitlines(keepends=True)[:-1]))
    (line,) = heads(folder)
    assert line.level == "warning"
    assert "anchors.jsonl" in line.what.say("en")


def test_the_heads_of_an_exercise_in_a_data_folder_are_kept_too(played: Path) -> None:
    assert [line.level for line in heads(played)] == ["ok"]
    verified = CliRunner().invoke(main, ["--data", str(played), "log", "verify"])
    assert "anchors.jsonl" in verified.output
