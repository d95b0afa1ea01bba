"""Verifying and exporting logs from the command line, after a night at the desk."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from click.testing import CliRunner, Result

from app.cli import main
from incident import commands as c
from tests.stories.program import night


def run(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(main, ["--data", str(folder), "--lang", "en", *words])


def told(folder: Path) -> str:
    """A short night; gives the incident."""
    with night(folder) as duty:
        duty.report()
        duty.put(c.StartResponse(level=2), "vice_magistrate")
        return duty.incident


def test_an_untouched_log_is_sound_and_says_which_head_it_trusts(tmp_path: Path) -> None:
    incident = told(tmp_path)
    result = run(tmp_path, "log", "verify", incident)
    assert result.exit_code == 0
    assert f"{incident}: sound" in result.stdout
    assert "anchors.jsonl:" in result.stdout


def test_a_changed_row_is_named(tmp_path: Path) -> None:
    incident = told(tmp_path)
    database = sqlite3.connect(tmp_path / "tailings.db")
    database.executescript(
        "DROP TRIGGER event_no_update;"
        "UPDATE event SET body = replace(body, '\"accident\"', '\"dangerous_sign\"') WHERE seq = 1;"
    )
    database.close()
    result = run(tmp_path, "log", "verify", incident)
    assert result.exit_code == 1
    assert "entry 1" in result.stdout


def test_an_exported_file_verifies_without_the_database(tmp_path: Path) -> None:
    incident = told(tmp_path)
    exported = run(tmp_path, "log", "export", incident).stdout
    file = tmp_path / "case.jsonl"
    file.write_text(exported, encoding="utf-8")
    assert run(tmp_path, "log", "verify", "--file", str(file)).exit_code == 0
    file.write_text("".join(exported.splitlines(keepends=True)[:-2]), encoding="utf-8")
    assert run(tmp_path, "log", "verify", "--file", str(file)).exit_code == 1


def test_a_head_from_paper_shows_a_rebuilt_chain(tmp_path: Path) -> None:
    incident = told(tmp_path)
    result = run(tmp_path, "log", "verify", incident, "--anchor", f"2:{'0' * 64}")
    assert result.exit_code == 1
    result = run(tmp_path, "log", "verify", incident, "--anchor", "two")
    assert result.exit_code == 2
    assert "--anchor" in result.stderr
