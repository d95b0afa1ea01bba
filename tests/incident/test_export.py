"""An exported log verifies without a database, and not after anybody touched it."""

from __future__ import annotations

import json

import pytest
from sqlalchemy import text

from incident import commands as c
from incident.chain import Verdict
from incident.export import export, verify_file
from runtime.refusal import Refused
from tests.incident.conftest import House
from tests.incident.test_verify import run, unlock


@pytest.fixture
def incident(house: House) -> str:
    name = house.report()
    house.desk.put(name, c.AddNote(note="very private"), "wutai-duty-officer")
    return name


@pytest.fixture
def lines(house: House, incident: str) -> list[str]:
    with house.database.read() as connection:
        return list(export(connection, incident, house.clock.now()))


def whats(verdict: Verdict) -> set[str]:
    return {f.what for f in verdict.findings}


def test_the_file_says_what_it_is_and_proves_itself(
    house: House, incident: str, lines: list[str]
) -> None:
    header, *entries, last = (json.loads(line) for line in lines)
    assert (header["incident"], header["mode"], header["algorithm"]) == (incident, "real", "sha256")
    assert header["exported_at"] == "2024-07-20T18:10:00.000000Z"
    assert header["head"] == last["head"]
    assert [entry["seq"] for entry in entries] == list(range(1, header["head"]["seq"] + 1))
    verdict = verify_file(lines, house.anchors.read(incident))
    assert verdict.sound
    assert (verdict.incident, verdict.seq) == (incident, header["head"]["seq"])
    assert verdict.anchor is not None


SPOILT = [
    ("event", "body", b"\xff\x00{"),
    ("event", "hash", b"\xfe"),
    ("event", "algorithm", 7),
    ("event", "seq", 2**60),
    ("incident", "hash", b"\xff"),
    ("incident", "seq", 2**60),
    ("incident", "mode", "real"),
]
"""What SQLite keeps in any column, whatever its type; the last one is no change at all."""
SPOILT_TYPED = [("event", "body", "{"), ("event", "seq", 9999), ("incident", "hash", "")]
"""What PostgreSQL lets somebody put there."""


def test_a_row_that_was_spoilt_by_hand_goes_out_and_does_not_verify(
    house: House, incident: str
) -> None:
    unlock(house, "event")
    lite = house.database.dialect == "sqlite"
    for table, column, value in SPOILT if lite else SPOILT_TYPED:
        which = "id" if table == "incident" else "seq = 2 AND incident"
        with house.database.read() as connection:
            select = f"SELECT {column} FROM {table} WHERE {which} = :i"
            before = connection.execute(text(select), {"i": incident}).scalar_one()
        run(house, f"UPDATE {table} SET {column} = :v WHERE {which} = :i", v=value, i=incident)
        with house.database.read() as connection:
            lines = list(export(connection, incident, house.clock.now()))
        sound = verify_file([line.encode().decode() for line in lines]).sound
        assert sound == (value == before), (column, value)
        if column == "seq":
            which = which.replace("seq = 2", f"seq = {value}")
        run(house, f"UPDATE {table} SET {column} = :v WHERE {which} = :i", v=before, i=incident)


def test_people_s_words_are_not_in_the_file(lines: list[str]) -> None:
    whole = "".join(lines)
    assert "very private" not in whole
    assert "青石沟" not in whole


def test_every_single_change_is_found(lines: list[str]) -> None:
    for number in range(1, len(lines)):
        removed = [*lines[:number], *lines[number + 1 :]]
        assert not verify_file(removed).sound, number
        doubled = [*lines[:number], lines[number], *lines[number:]]
        assert not verify_file(doubled).sound, number
    for number in range(1, len(lines) - 2):
        swapped = [*lines]
        swapped[number : number + 2] = reversed(lines[number : number + 2])
        assert "order" in whats(verify_file(swapped)), number


def test_a_file_cut_short_or_edited_is_named(lines: list[str]) -> None:
    assert "cut_off" in whats(verify_file(lines[:-1]))
    assert "head" in whats(verify_file([*lines[:-2], lines[-1]]))
    assert "changed" in whats(
        verify_file([x.replace("IncidentReported", "NoteAdded") for x in lines])
    )
    assert "algorithm" in whats(
        verify_file([lines[0], lines[1].replace("sha256", "md5"), *lines[2:]])
    )
    assert "file" in whats(verify_file([*lines, "more\n"]))
    moved = verify_file([lines[0].replace('"real"', '"exercise"'), *lines[1:]])
    found = {(f.seq, f.what) for f in moved.findings}
    assert found == {(None, "head"), (None, "file")}, "one line was changed, and no entry is named"


@pytest.mark.parametrize(
    ("was", "now"), [("2024-07-20T18:10:00", "2024-07-21T18:10:00"), ("sha256", "sha512")]
)
def test_whatever_the_first_line_says_was_written_with_the_last(
    lines: list[str], was: str, now: str
) -> None:
    """When the file was made, which no entry says."""
    opening = lines[0].replace(was, now)
    assert opening != lines[0]
    (found,) = verify_file([opening, *lines[1:]]).findings
    assert (found.seq, found.what) == (None, "file")
    assert "第一行" in found.text.say("zh")
    assert verify_file([line.replace("\n", "\r") for line in lines]).sound, "another line end"


def test_a_file_of_an_earlier_release_verifies(lines: list[str]) -> None:
    last = json.loads(lines[-1])
    del last["first"]
    assert verify_file([*lines[:-1], json.dumps(last)]).sound


@pytest.mark.parametrize("first", ["", "{}", "[]", "nonsense", '{"incident": 1}'])
def test_what_is_no_exported_log_is_refused(first: str) -> None:
    with pytest.raises(Refused) as refused:
        verify_file([first] if first else [])
    assert (refused.value.code, refused.value.field) == ("log_broken", "1")


def test_an_unknown_incident_is_refused(house: House) -> None:
    with house.database.read() as connection, pytest.raises(Refused) as refused:
        list(export(connection, "inc-none", house.clock.now()))
    assert refused.value.code == "unknown_incident"
