"""Requests that were not taken: counted in memory, and in a file that other commands read."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from runtime.turned_away import FILE, TurnedAway, told

START = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)
LATER = START + timedelta(minutes=5)


def test_other_commands_read_what_was_counted_since_the_start(tmp_path: Path) -> None:
    away = TurnedAway(START, tmp_path / FILE)
    assert told(tmp_path) is None
    away.note("stale", START)
    away.note("stale", LATER)
    assert told(tmp_path) == away.counted
    assert away.counted.counts == {"stale": 2}
    assert (away.counted.since, away.counted.last) == (START, LATER)
    assert (tmp_path / FILE).stat().st_mode & 0o777 == 0o600


def test_a_new_start_begins_anew(tmp_path: Path) -> None:
    TurnedAway(START, tmp_path / FILE).note("signature", START)
    assert TurnedAway(LATER, tmp_path / FILE).counted.counts == {}
    assert told(tmp_path) is None


def test_a_file_that_cannot_be_written_or_read_stops_nothing(tmp_path: Path) -> None:
    away = TurnedAway(START, tmp_path / "nowhere" / FILE)
    away.note("unknown", START)
    assert away.counted.counts == {"unknown": 1}
    for spoilt in ("", "[]", "{}", '{"since": "soon", "counts": {}, "last": null}'):
        (tmp_path / FILE).write_text(spoilt)
        assert told(tmp_path) is None
