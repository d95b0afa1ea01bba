"""A drill runs when a real dam breaks: no word of the one comes to the telephones of the other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DatabaseError

from incident import commands as c
from tests.stories.telephones import NUMBERS, Telephones, telephones


@pytest.fixture
def night(tmp_path: Path, database_url: str) -> Iterator[Telephones]:
    with telephones(tmp_path, database_url) as told:
        yield told


def both(night: Telephones) -> tuple[str, str]:
    """A drill, and then a real report of the same place; gives both."""
    program = night.program
    with program.database.read() as connection:
        (officer, *_) = program.directory.holders(
            connection, "wutai", "exercise", "duty_officer", night.clock.now()
        )
    report = c.ReportIncident(mode="exercise", place="青石沟", what="坝体溃决")
    drill = program.desk.open(report, officer.person_id, "wutai").incident
    night.report()
    night.send()
    for _ in range(6):
        night.forward(minutes=1)
    return drill, night.incident


def rows(night: Telephones, query: str, **values: str) -> list[dict[str, object]]:
    with night.program.database.read() as connection:
        return [dict(row) for row in connection.execute(text(query), values).mappings()]


def test_no_word_of_the_drill_leaves_by_a_real_channel(night: Telephones) -> None:
    drill, real = both(night)
    sent = rows(night, "SELECT channel, person FROM attempt WHERE incident = :i", i=drill)
    assert sent
    assert {row["channel"] for row in sent} <= {"simulated", "calls", "console"}
    assert night.fake.taken
    assert not any("演练" in taken.body for taken in night.fake.taken)
    assert not any("演练" in call.form["Twiml"] for call in night.fake.calls)
    assert {taken.to for taken in night.fake.taken} <= set(NUMBERS.values())
    assert {r["mode"] for r in rows(night, "SELECT mode FROM incident WHERE id = :i", i=real)} == {
        "real"
    }


def test_no_real_word_comes_to_a_telephone_of_the_drill(night: Telephones) -> None:
    drill, real = both(night)
    shown = rows(night, "SELECT incident, mode, text_ref FROM sim_message")
    assert {(row["incident"], row["mode"]) for row in shown} == {(drill, "exercise")}
    with night.program.database.read() as connection:
        refs = [str(row["text_ref"]) for row in shown]
        said = night.program.vault.unseal(connection, refs).values()
    assert said
    for words in said:
        assert words is not None
        assert words.startswith("【演练】")
        assert words.endswith("【演练】")
    told = {r["person"] for r in rows(night, "SELECT person FROM attempt WHERE mode = 'real'")}
    drilled = {r["person"] for r in rows(night, "SELECT person FROM attempt WHERE mode <> 'real'")}
    assert told
    assert drilled
    assert not told & drilled
    mixed = "SELECT id FROM attempt WHERE incident = :i AND mode <> 'real'"
    assert rows(night, mixed, i=real) == []


SOMEBODY_REAL = "(SELECT person FROM attempt WHERE mode = 'real' LIMIT 1)"
CROSSED = (
    "UPDATE attempt SET channel = 'twilio' WHERE mode = 'exercise'",
    "UPDATE attempt SET channel = 'twilio_voice' WHERE mode = 'exercise'",
    "UPDATE attempt SET mode = 'real' WHERE mode = 'exercise'",
    "UPDATE attempt SET mode = 'exercise', channel = 'simulated' WHERE mode = 'real'",
    f"UPDATE attempt SET person = {SOMEBODY_REAL} WHERE mode = 'exercise'",
    "UPDATE sim_message SET mode = 'real'",
    "UPDATE sim_message SET address = '+15555550203'",
    f"UPDATE sim_message SET person = {SOMEBODY_REAL}",
    "UPDATE intent SET mode = 'real' WHERE mode = 'exercise'",
    "UPDATE watch SET mode = 'real' WHERE mode = 'exercise'",
    "UPDATE incident SET mode = 'real' WHERE mode = 'exercise'",
)


def test_the_database_itself_refuses_to_mix_them(night: Telephones) -> None:
    both(night)
    everything = "SELECT id, mode, person, channel FROM attempt ORDER BY id"
    before = rows(night, everything)
    for statement in CROSSED:
        with pytest.raises(DatabaseError):
            change(night, statement)
    assert rows(night, everything) == before


def change(night: Telephones, statement: str) -> None:
    with night.program.database.write() as connection:
        connection.execute(text(statement))
