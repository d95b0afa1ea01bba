"""Somebody who owns the database computes the whole chain anew: what lies outside shows it, and
where nothing lies outside the exit code says so."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from app.compose import compose
from incident import commands as c
from incident.codec import GENESIS, digest
from runtime.canonical import canonical
from runtime.clock import ManualClock
from runtime.folder import DataFolder
from runtime.ids import CountedIds
from runtime.settings import Settings
from tests.app.test_log import head_shown, run, told
from tests.stories.program import START, night

FORGED = "dangerous_sign"


def chained(bodies: list[str]) -> list[tuple[int, str, str, str]]:
    """Number, hash, link and body of entries whose chain is whole again."""
    rows, prev = [], GENESIS
    for seq, body in enumerate(bodies, start=1):
        whole = canonical({**json.loads(body), "prev": prev})
        rows.append((seq, digest(whole), prev, whole.decode()))
        prev = digest(whole)
    return rows


def rebuild(folder: Path) -> None:
    """Make the first entry say something else, and everything after it fit."""
    database = sqlite3.connect(folder / "tailings.db")
    database.executescript("DROP TRIGGER event_no_update;")
    bodies = [b for (b,) in database.execute("SELECT body FROM event ORDER BY seq")]
    assert '"accident"' in bodies[0]
    rows = chained([bodies[0].replace('"accident"', f'"{FORGED}"'), *bodies[1:]])
    for seq, hash_, prev, body in rows:
        database.execute(
            "UPDATE event SET body = ?, hash = ?, prev = ? WHERE seq = ?", (body, hash_, prev, seq)
        )
    database.execute("UPDATE incident SET hash = ?", (rows[-1][1],))
    database.commit()
    database.close()


def test_a_chain_rebuilt_whole_is_named_by_the_heads_outside(tmp_path: Path) -> None:
    incident = told(tmp_path)
    rebuild(tmp_path)
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 1
    assert f"{incident}: NOT as it was written" in result.stdout
    assert "the chain is not the one of the head kept at anchors.jsonl:1" in result.stdout


@pytest.mark.parametrize("gone", [Path.unlink, lambda file: file.write_bytes(b"")])
def test_with_the_heads_removed_too_the_exit_code_says_that_nothing_outside_confirms_it(
    tmp_path: Path, gone: Callable[[Path], object]
) -> None:
    incident = told(tmp_path)
    paper = head_shown(tmp_path, incident)
    rebuild(tmp_path)
    gone(tmp_path / "anchors.jsonl")
    for words in ((), (incident,)):
        result = run(tmp_path, "log", "verify", *words)
        assert result.exit_code == 3, result.stdout
        assert f"Not confirmed from outside: {incident}." in result.stdout
        assert "--anchor" in result.stdout, "it says what to do"
    assert run(tmp_path, "log", "verify", incident, "--anchor", paper).exit_code == 1
    chinese = run(tmp_path, "--lang", "zh", "log", "verify")
    assert chinese.exit_code == 3
    assert f"无库外锚点可比对：{incident}。" in chinese.stdout


def test_only_the_log_that_no_head_knows_is_named(tmp_path: Path) -> None:
    with night(tmp_path) as duty:
        first, second = duty.report().incident, duty.report().incident
    assert run(tmp_path, "log", "verify").exit_code == 0
    file = tmp_path / "anchors.jsonl"
    kept = file.read_text(encoding="utf-8").splitlines(keepends=True)
    file.write_text("".join(line for line in kept if first in line), encoding="utf-8")
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 3
    assert f"Not confirmed from outside: {second}." in result.stdout


def forged(lines: list[str], entries: list[dict[str, Any]]) -> list[str]:
    """An exported file with other entries, whose first and last line fit them."""
    head = {"seq": len(entries), "hash": entries[-1]["hash"]}
    first = {**json.loads(lines[0]), "head": head}
    return [json.dumps(one) for one in (first, *entries, {"head": head})]


@pytest.mark.parametrize("way", ["changed", "cut", "cut and fitted", "reordered", "rebuilt"])
def test_a_forged_export_is_not_taken_for_confirmed(tmp_path: Path, way: str) -> None:
    incident = told(tmp_path)
    head = head_shown(tmp_path, incident)
    lines = run(tmp_path, "log", "export", incident).stdout.splitlines()
    entries = [json.loads(line) for line in lines[1:-1]]
    assert len(entries) >= 3
    match way:
        case "changed":
            entries[0]["body"] = entries[0]["body"].replace('"accident"', f'"{FORGED}"')
            lines = forged(lines, entries)
        case "cut":
            lines = [*lines[:2], *lines[3:]]
        case "cut and fitted":
            lines = forged(lines, entries[:-1])
        case "reordered":
            lines = forged(lines, [entries[1], entries[0], *entries[2:]])
        case "rebuilt":
            bodies = [entry["body"] for entry in entries]
            bodies[0] = bodies[0].replace('"accident"', f'"{FORGED}"')
            for entry, (_, hash_, _, body) in zip(entries, chained(bodies), strict=True):
                entry.update(hash=hash_, body=body)
            lines = forged(lines, entries)
    file = tmp_path / "case.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    alone = run(tmp_path, "log", "verify", "--file", str(file))
    whole_in_itself = way in ("rebuilt", "cut and fitted")
    assert alone.exit_code == (3 if whole_in_itself else 1), alone.stdout
    assert ("Not confirmed from outside" in alone.stdout) is whole_in_itself
    held = run(tmp_path, "log", "verify", "--file", str(file), "--anchor", head)
    assert held.exit_code == 1, held.stdout


def test_an_export_that_paper_confirms_is_confirmed(tmp_path: Path) -> None:
    incident = told(tmp_path)
    head = head_shown(tmp_path, incident)
    file = tmp_path / "case.jsonl"
    file.write_text(run(tmp_path, "log", "export", incident).stdout, encoding="utf-8")
    assert run(tmp_path, "log", "verify", "--file", str(file)).exit_code == 3
    held = run(tmp_path, "log", "verify", "--file", str(file), "--anchor", head)
    assert held.exit_code == 0
    assert "Not confirmed" not in held.stdout


def test_heads_that_were_cut_back_to_an_older_one_are_named(tmp_path: Path) -> None:
    """Whoever rebuilds the last entries takes their heads away too; the older one still agrees."""
    incident = told(tmp_path)
    heads = tmp_path / "anchors.jsonl"
    lines = heads.read_bytes().splitlines(keepends=True)
    whole = run(tmp_path, "log", "verify")
    assert "came later" not in whole.stdout
    heads.write_bytes(lines[0])
    result = run(tmp_path, "log", "verify")
    assert result.exit_code == 3
    kept, seq = json.loads(lines[0])["seq"], json.loads(lines[-1])["seq"]
    assert f"{incident}: sound" in result.stdout
    assert f"the newest head kept outside is of entry {kept}; entries up to {seq}" in result.stdout
    assert "tailings log verify INCIDENT --anchor" in result.stdout
    paper = run(tmp_path, "log", "verify", incident, "--anchor", head_shown(tmp_path, incident))
    assert paper.exit_code == 0, "a head from paper confirms the end"
    held = DataFolder.open(tmp_path)
    try:
        during = run(tmp_path, "log", "verify")
    finally:
        held.close()
    assert during.exit_code == 0
    assert "about to be written" in during.stdout
    assert f"entries up to {seq}" in during.stdout


def test_the_power_fails_between_a_command_and_its_head(tmp_path: Path) -> None:
    """What can be the reason is said, no start confirms it unasked, and the next command does."""
    with night(tmp_path) as duty:
        duty.report()
        duty.put(c.AddNote(note="n"), "duty_officer")
        heads = tmp_path / "anchors.jsonl"
        lines = heads.read_bytes().splitlines(keepends=True)
        heads.write_bytes(b"".join(lines[:-1]))
        kept, incident = heads.read_bytes(), duty.incident
    cut = run(tmp_path, "log", "verify")
    assert cut.exit_code == 3
    assert "as when the power fails" in cut.stdout
    assert "断电" in run(tmp_path, "--lang", "zh", "log", "verify").stdout
    clock = ManualClock(START + timedelta(minutes=5))
    again = compose(Settings(data=tmp_path), clock=clock, ids=CountedIds("u"))
    try:
        assert heads.read_bytes() == kept
        again.desk.put(incident, c.AddNote(note="n"), "wutai-duty-officer")
    finally:
        again.close()
    whole = run(tmp_path, "log", "verify")
    assert whole.exit_code == 0
    assert "power fails" not in whole.stdout
