"""Whose answer it is: a telephone that two people share, and a reply that took long."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text, update

from incident import commands as c
from notify.answers.codes import CODES
from notify.answers.given import code_for
from notify.answers.telephones import digest
from notify.channel import Reply
from notify.tables import InboundRow
from tests.notify.test_answers import CHIEF, CHIEFS_PHONE, Line, code_in
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.world import DESK, NOON


@pytest.fixture
def shared(line: Line) -> Line:
    """The chief's own number is the desk's too: one duty telephone for both."""
    world = line.world
    with world.database.write() as connection:
        world.vault.seal(connection, DESK, CHIEFS_PHONE, "shared-phone")
        connection.execute(
            text("UPDATE contact SET address_ref = 'shared-phone' WHERE person_id = :p"),
            {"p": DESK},
        )
    return line


def test_two_people_on_one_telephone_have_different_codes(shared: Line) -> None:
    incident = shared.open()
    desks, chiefs = (code_in(shared.modem.to(who)[0]) for who in (DESK, CHIEF))
    assert desks != chiefs
    assert shared.write(CHIEFS_PHONE, f"收到{chiefs}") == "acknowledged"
    assert shared.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


def test_an_answer_without_a_code_from_a_shared_telephone_is_asked_back(shared: Line) -> None:
    """Also where only one of the two still waits: who speaks, nobody can tell."""
    incident = shared.open()
    desks, chiefs = (code_in(shared.modem.to(who)[0]) for who in (DESK, CHIEF))
    assert shared.write(CHIEFS_PHONE, "收到") == "ambiguous"
    assert shared.answers(incident) == {}
    shared.write(CHIEFS_PHONE, f"收到{chiefs}")
    assert shared.write(CHIEFS_PHONE, "收到") == "ambiguous"
    assert shared.answers(incident) == {("entry-1", CHIEF): "acknowledged"}
    shared.write(CHIEFS_PHONE, f"收到{desks}")
    assert shared.write(CHIEFS_PHONE, "出发") == "ambiguous", "which of the two has left?"
    assert shared.write(CHIEFS_PHONE, "收到") == "late", "nobody is waited for any more"


def test_no_code_is_given_twice_on_a_telephone_and_one_person_keeps_theirs(line: Line) -> None:
    """On another telephone the same alert gets another code where its own is somebody else's."""
    incident = line.open()
    world = line.world
    mine = code_in(line.modem.to(CHIEF)[0])
    about = {"incident": incident, "key": "entry-1"}
    with world.database.write() as connection:
        own, other = (digest(connection, world.vault, n) for n in (CHIEFS_PHONE, "+15555550199"))
        assert code_for(connection, about, CHIEF, own, "seed", NOON) == mine
        assert code_for(connection, about, CHIEF, other, "seed", NOON) == mine
        connection.execute(
            text("UPDATE attempt SET address_digest = :d, code = :c WHERE person = :p"),
            {"d": other, "c": mine, "p": DESK},
        )
        assert code_for(connection, about, CHIEF, own, "seed", NOON) == mine
        fresh = code_for(connection, about, CHIEF, other, "seed", NOON)
        assert fresh != mine
        assert fresh in CODES


def came(line: Line, words: str, said: datetime | None = None) -> None:
    """A reply is stored now, and taken only later."""
    line.modem.came.append(Reply(line.world.ids.new("r"), CHIEFS_PHONE, words, at=said))
    asyncio.run(line.engine.listen())


def became(line: Line) -> str:
    return str(line.world.rows("SELECT became FROM inbound ORDER BY handled_at")[-1]["became"])


def answered(line: Line, incident: str) -> None:
    told = c.AnswerAlert(alert="entry-1", person=CHIEF, answer="acknowledged", means="telephone")
    line.world.desk.put(incident, told, DESK)


def test_what_was_received_before_an_alert_went_out_does_not_answer_it(line: Line) -> None:
    """The reply waited in the program: a fault kept it from being taken for half an hour."""
    first = line.open()
    came(line, "收到")
    with line.world.database.write() as connection:
        later = line.world.clock.now() + timedelta(minutes=30)
        connection.execute(update(InboundRow).values(try_at=later))
    answered(line, first)
    line.world.forward(60)
    second = line.open()
    assert line.world.rows("SELECT id FROM inbound WHERE handled_at IS NULL")
    line.world.forward(1800)
    line.world.run(line.engine)
    assert became(line) == "late"
    assert line.answers(second) == {}


def test_what_was_said_before_an_alert_went_out_does_not_answer_it(line: Line) -> None:
    """It waited at the carrier, which says when it was sent; its clock may be a little behind."""
    first = line.open()
    answered(line, first)
    line.world.forward(600)
    second = line.open()
    line.world.forward(30)
    now = line.world.clock.now()
    came(line, "收到", now - timedelta(minutes=5))
    line.world.run(line.engine)
    assert became(line) == "late"
    assert line.answers(second) == {}
    came(line, "收到", now - timedelta(seconds=90))
    line.world.run(line.engine)
    assert became(line) == "acknowledged"
    assert line.answers(second) == {("entry-1", CHIEF): "acknowledged"}


def test_what_was_sent_before_digests_were_kept_is_still_answered(line: Line) -> None:
    incident = line.open()
    with line.world.database.write() as connection:
        connection.execute(text("UPDATE attempt SET address_digest = NULL"))
    assert line.write(CHIEFS_PHONE, "收到") == "acknowledged"
    assert line.answers(incident) == {("entry-1", CHIEF): "acknowledged"}


def test_the_table_tells_no_number_and_two_writings_are_one_telephone(line: Line) -> None:
    line.open()
    rows = line.world.rows("SELECT person, address_digest FROM attempt")
    assert all(len(row["address_digest"]) == 64 for row in rows)
    kept = {row["person"]: row["address_digest"] for row in rows}
    assert kept[CHIEF] != kept[DESK]
    with line.world.database.write() as connection:
        assert digest(connection, line.world.vault, "001 555 555 0102") == kept[CHIEF]


def test_on_a_fresh_database_the_first_reply_is_taken_before_any_alert_went_out(line: Line) -> None:
    assert line.write(CHIEFS_PHONE, "什么时候开会？") == "unknown_sender"
    assert [row["tries"] for row in line.world.rows("SELECT tries FROM inbound")] == [0]


def test_the_messages_to_a_number_are_found_by_an_index(line: Line) -> None:
    """A reply must not read what everybody was written in three days."""
    query = (
        "EXPLAIN QUERY PLAN SELECT * FROM attempt WHERE "
        "(address_digest = 'x' OR address_digest IS NULL) AND created_at > 'y'"
    )
    if line.world.database.dialect == "sqlite":
        plan = [str(row["detail"]) for row in line.world.rows(query)]
        assert not any(step.startswith("SCAN") for step in plan), plan
        assert any("ix_attempt_address_digest" in step for step in plan), plan
