"""Verifying and exporting logs from the command line, after a night at the desk."""

from __future__ import annotations

import json
import os
import re
import sqlite3
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from app.cli import main
from app.commands.log import written
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


def head_shown(folder: Path, incident: str) -> str:
    """The head as ``log verify`` prints it."""
    shown = re.search(r"head (\d+:[0-9a-f]{64})\.", run(folder, "log", "verify", incident).stdout)
    assert shown is not None
    return shown[1]


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
    assert run(tmp_path, "log", "verify", "--file", str(file)).exit_code == 3
    file.write_text("".join(exported.splitlines(keepends=True)[:-2]), encoding="utf-8")
    assert run(tmp_path, "log", "verify", "--file", str(file)).exit_code == 1


@pytest.mark.parametrize("mask", [0o022, 0o000])
def test_a_log_is_exported_into_a_file_that_is_its_owners_alone(tmp_path: Path, mask: int) -> None:
    incident, file = told(tmp_path), tmp_path / "case.jsonl"
    before = os.umask(mask)
    try:
        result = run(tmp_path, "log", "export", incident, "--to", str(file))
    finally:
        os.umask(before)
    assert (result.exit_code, result.stdout) == (0, "")
    assert file.stat().st_mode & 0o777 == 0o600
    assert run(tmp_path, "log", "verify", "--file", str(file)).exit_code == 3, "sound, no head"
    printed = run(tmp_path, "log", "export", incident).stdout
    _, *kept, last = file.read_text(encoding="utf-8").splitlines()
    _, *shown, end = printed.splitlines()
    assert kept == shown, "the same but for the time of export, which the last line vouches for"
    assert json.loads(last)["head"] == json.loads(end)["head"]


def test_an_export_overwrites_nothing_and_leaves_no_half_of_a_file(tmp_path: Path) -> None:
    incident, file = told(tmp_path), tmp_path / "case.jsonl"
    file.write_text("evidence", encoding="utf-8")
    again = run(tmp_path, "log", "export", incident, "--to", str(file))
    assert again.exit_code == 2
    assert "--to" in again.output
    assert file.read_text(encoding="utf-8") == "evidence"
    nowhere = run(tmp_path, "log", "export", incident, "--to", str(tmp_path / "gone" / "a"))
    assert nowhere.exit_code == 2
    other = tmp_path / "other.jsonl"
    assert run(tmp_path, "log", "export", "inc-9", "--to", str(other)).exit_code == 2
    assert not other.exists()


def test_a_head_from_paper_shows_a_rebuilt_chain(tmp_path: Path) -> None:
    incident = told(tmp_path)
    result = run(tmp_path, "log", "verify", incident, "--anchor", f"2:{'0' * 64}")
    assert result.exit_code == 1


@pytest.mark.parametrize(
    "typed", ["two", "2", f"2:{'0' * 16}", f"0:{'0' * 64}", f"²:{'0' * 64}", f"2:{'g' * 64}", ""]
)
def test_a_head_that_is_none_or_cut_short_is_refused_and_blames_no_log(
    tmp_path: Path, typed: str
) -> None:
    incident = told(tmp_path)
    result = run(tmp_path, "log", "verify", incident, "--anchor", typed)
    assert result.exit_code == 2
    assert "--anchor" in result.stderr
    assert incident not in result.stdout


def test_a_head_without_its_incident_is_refused(tmp_path: Path) -> None:
    with night(tmp_path) as duty:
        first, _ = duty.report().incident, duty.report()
    result = run(tmp_path, "log", "verify", "--anchor", head_shown(tmp_path, first))
    assert result.exit_code == 2
    assert "INCIDENT" in result.stderr
    assert result.stdout == ""


def test_the_head_that_is_shown_is_whole_and_can_be_given_back(tmp_path: Path) -> None:
    incident = told(tmp_path)
    head = head_shown(tmp_path, incident)
    (tmp_path / "anchors.jsonl").unlink()
    seq, _, hash_ = head.partition(":")
    spaced = f" {seq}: " + " ".join(hash_[n : n + 4] for n in range(0, 64, 4)).upper()
    for typed in (head, spaced):
        result = run(tmp_path, "log", "verify", incident, "--anchor", typed)
        assert result.exit_code == 0, typed
        assert f"Trusted head: entry {seq}, kept in given" in result.stdout


def test_an_exported_file_is_held_against_paper_too(tmp_path: Path) -> None:
    incident = told(tmp_path)
    head = head_shown(tmp_path, incident)
    file = tmp_path / "case.jsonl"
    file.write_text(run(tmp_path, "log", "export", incident).stdout, encoding="utf-8")
    held = run(tmp_path, "log", "verify", "--file", str(file), "--anchor", head)
    assert held.exit_code == 0
    assert "kept in given" in held.stdout
    other = f"{head.partition(':')[0]}:{'0' * 64}"
    assert run(tmp_path, "log", "verify", "--file", str(file), "--anchor", other).exit_code == 1
    file.write_text("", encoding="utf-8")
    none = run(tmp_path, "log", "verify", "--file", str(file), "--anchor", head)
    assert none.exit_code == 2


def test_the_head_printed_on_paper_is_trusted(tmp_path: Path) -> None:
    incident = told(tmp_path)
    (tmp_path / "anchors.jsonl").unlink()
    assert "No head kept outside" in run(tmp_path, "log", "verify", incident).stdout
    with sqlite3.connect(tmp_path / "tailings.db") as database:
        seq, head = database.execute("SELECT seq, hash FROM incident").fetchone()
    database.close()
    result = run(tmp_path, "log", "verify", incident, "--anchor", f"{seq}:{head}")
    assert result.exit_code == 0
    assert f"Trusted head: entry {seq}, kept in given" in result.stdout
    longer = run(tmp_path, "log", "verify", incident, "--anchor", f"{seq + 1}:{head}")
    assert longer.exit_code == 1


def test_a_changed_line_of_an_exported_file_is_named(tmp_path: Path) -> None:
    incident = told(tmp_path)
    lines = run(tmp_path, "log", "export", incident).stdout.splitlines()
    file = tmp_path / "case.jsonl"
    file.write_text("\n".join([lines[0], lines[1], *lines[3:]]), encoding="utf-8")
    result = run(tmp_path, "log", "verify", "--file", str(file))
    assert result.exit_code == 1
    assert "entry 2: this entry is missing" in result.stdout


def test_every_incident_is_verified_when_none_is_named(tmp_path: Path) -> None:
    with night(tmp_path) as duty:
        first, second = duty.report().incident, duty.report().incident
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 0
    assert f"{first}: sound" in result.stdout
    assert f"{second}: sound" in result.stdout


def test_what_is_not_there_is_refused_by_name(tmp_path: Path) -> None:
    told(tmp_path)
    for words in (("verify", "inc-9"), ("export", "inc-9"), ("verify", "--file", "gone.jsonl")):
        result = run(tmp_path, "log", *words)
        assert result.exit_code == 2, words
        chinese, english = result.stderr.splitlines()
        assert words[-1] in chinese
        assert words[-1] in english


def test_verifying_in_chinese(tmp_path: Path) -> None:
    incident = told(tmp_path)
    said = CliRunner().invoke(main, ["--data", str(tmp_path), "log", "verify", incident]).stdout
    assert said.startswith(f"{incident}：")
    assert "sound" not in said


def altered(folder: Path, script: str) -> None:
    """Done to the database by its owner, past the triggers."""
    database = sqlite3.connect(folder / "tailings.db")
    database.executescript(
        "DROP TRIGGER IF EXISTS event_no_update; DROP TRIGGER IF EXISTS event_no_delete;" + script
    )
    database.close()


def test_an_incident_that_was_deleted_whole_is_named_by_its_kept_heads(tmp_path: Path) -> None:
    with night(tmp_path) as duty:
        first, second = duty.report().incident, duty.report().incident
    altered(
        tmp_path, f"DELETE FROM event WHERE incident = '{first}';"
        f"DELETE FROM incident WHERE id = '{first}';"
    )  # fmt: skip
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 1
    assert f"{first}: NOT as it was written" in result.stdout
    assert f"{second}: sound" in result.stdout


def test_entries_without_their_incident_are_named(tmp_path: Path) -> None:
    incident = told(tmp_path)
    (tmp_path / "anchors.jsonl").unlink()
    altered(tmp_path, "DELETE FROM incident;")
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 1
    assert f"{incident}: NOT as it was written" in result.stdout


def test_a_damaged_head_is_named_beside_the_verdicts(tmp_path: Path) -> None:
    incident = told(tmp_path)
    anchors = tmp_path / "anchors.jsonl"
    anchors.write_bytes(b'{"a":1}\n\xff\n' + anchors.read_bytes())
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 1
    assert f"{incident}: sound" in result.stdout
    assert "anchors.jsonl:1: " in result.stdout
    assert "anchors.jsonl:2: " in result.stdout


def test_a_damaged_row_leaves_the_verdicts_of_the_others(tmp_path: Path) -> None:
    with night(tmp_path) as duty:
        first, second = duty.report().incident, duty.report().incident
    altered(tmp_path, f"UPDATE event SET recorded_at = 'junk' WHERE incident = '{first}';")
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 1
    assert f"{first}: NOT" in result.stdout
    assert f"{second}: sound" in result.stdout


def test_words_are_checked_with_the_master_key_and_not_without(tmp_path: Path) -> None:
    told(tmp_path)
    assert "are the ones that were written" in run(tmp_path, "log", "verify").stdout
    altered(tmp_path, "DELETE FROM sealed WHERE ref LIKE '%.what~%';")
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 1
    assert re.search(r"entry 1: the words \S+\.what are missing", result.stdout)
    (tmp_path / "master.key").unlink()
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 0
    assert "The words were not checked" in result.stdout
    assert not (tmp_path / "master.key").exists()


def test_only_a_newline_ends_an_entry_of_an_exported_file() -> None:
    assert written('{"a":"x\u2028y\u0085z"}\n{"b":1}\r\n') == ['{"a":"x\u2028y\u0085z"}', '{"b":1}']
    assert written("") == []
    assert written("{}\n\n") == ["{}", ""], "an empty line is no entry, and is found"


def test_with_no_log_at_all_verify_says_so(tmp_path: Path) -> None:
    with night(tmp_path):
        pass
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 0
    assert "There is no log yet" in result.stdout
