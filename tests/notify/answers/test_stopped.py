"""Somebody stops the messages of the system in quiet times: the desk knows who it is."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import text

from notify.answers.stopped import stopped
from notify.channel import Report
from notify.gaps import Gap
from notify.gapwords import GapWords
from notify.reachability import gaps
from notify.routes import Routes
from notify.selftest import order
from notify.selftest_send import note
from notify.unread import Replies, count
from runtime.language import Lang
from tests.notify.answers.test_telephones import shared as shared  # noqa: PLC0414 - a fixture
from tests.notify.test_answers import CHIEF, CHIEFS_PHONE, DESKS_PHONE, Line
from tests.notify.test_answers import line as line  # noqa: PLC0414 - a fixture
from tests.notify.world import DESK

ELSEWHERE = frozenset({"wutai"})


def silent(line: Line) -> int:
    with line.world.database.read() as connection:
        return len(stopped(connection, line.world.vault))


def found(line: Line) -> Mapping[str, Gap]:
    """What the desk has on its list of who cannot be reached, of this kind."""
    world = line.world
    with world.database.read() as connection:
        listed = gaps(
            connection, world.shelf.current("lanshan"), world.directory,
            Routes({"modem": line.modem}), world.clock.now(),
        )  # fmt: skip
    return {str(gap.person): gap for gap in listed if gap.kind == "stopped"}


def reasons(line: Line) -> set[tuple[str, str]]:
    rows = line.world.rows("SELECT person, reason FROM call_entry")
    return {(row["person"], row["reason"]) for row in rows}


def test_a_stop_in_quiet_times_names_the_person_to_the_desk_of_their_county(line: Line) -> None:
    assert line.write("001 555 555 0102", "退订") == "stop"
    world = line.world
    with world.database.read() as connection:
        waits = Replies(world.database, world.vault, world.clock).unread(connection)
        assert [(one.person, one.became) for one in waits] == [(CHIEF, "stop")]
        assert count(connection, None, {"lanshan"}) == 1
        assert count(connection, None, ELSEWHERE) == 0
    assert set(found(line)) == {CHIEF}


def test_the_list_says_what_is_wrong_and_what_to_do(line: Line) -> None:
    line.write(CHIEFS_PHONE, "STOP")
    (gap,) = found(line).values()
    world = line.world
    playbook = world.shelf.current("lanshan")
    with world.database.read() as connection:
        words = GapWords.of(connection, playbook, world.directory, [gap])

    def said(lang: Lang) -> tuple[str, str]:
        return words.what(gap).say(lang), words.remedy(gap).say(lang)

    assert "STOP" in said("en")[0]
    assert "START" in said("en")[1]
    assert "退订" in said("zh")[0]


def test_who_stopped_is_called_at_once_with_the_next_alert(line: Line) -> None:
    line.write(CHIEFS_PHONE, "退订")
    line.open()
    assert (CHIEF, "stop") in reasons(line)
    assert DESK not in {person for person, _ in reasons(line)}
    assert len(line.modem.to(CHIEF)) == 1, "it is sent all the same"


def test_it_is_over_once_they_write_again_or_a_message_arrives(line: Line) -> None:
    line.write(CHIEFS_PHONE, "退订")
    assert silent(line) == 1
    assert line.write(CHIEFS_PHONE, "START") == "unknown_sender", "kept for a person, with the name"
    assert silent(line) == 0
    line.write(CHIEFS_PHONE, "退订")
    assert silent(line) == 1
    line.world.forward(60)
    line.open()
    (sent,) = line.world.rows("SELECT provider_id FROM attempt WHERE person = :p", p=CHIEF)
    line.modem.came.append(Report(sent["provider_id"], "delivered", "delivered"))
    line.take()
    assert silent(line) == 0
    before = len(line.world.rows("SELECT id FROM call_entry WHERE reason = 'stop'"))
    line.world.forward(60)
    line.open()
    assert len(line.world.rows("SELECT id FROM call_entry WHERE reason = 'stop'")) == before


def test_a_test_of_the_ways_that_arrives_shows_that_it_was_undone(line: Line) -> None:
    world = line.world
    line.write(CHIEFS_PHONE, "退订")
    world.forward(60)
    order(
        world.database, world.shelf.current("lanshan"), DESK, world.clock.now(), world.ids,
        force=False,
    )  # fmt: skip
    world.run(line.engine)
    assert silent(line) == 1, "handed over is not arrived"
    (test,) = world.rows("SELECT id FROM self_test WHERE person = :p", p=CHIEF)
    with world.database.write() as connection:
        note(connection, test["id"], "delivered", world.clock.now())
    assert silent(line) == 0


def test_two_on_one_telephone_are_both_silent_and_no_other(shared: Line) -> None:
    assert shared.write(CHIEFS_PHONE, "退订") == "stop"
    assert {CHIEF, DESK} <= set(found(shared))
    assert shared.write(DESKS_PHONE, "退订") == "unknown_sender", "nobody's any more"
    assert silent(shared) == 1


def test_a_text_that_no_longer_opens_holds_up_no_alert(line: Line) -> None:
    line.write(CHIEFS_PHONE, "退订")
    line.write(DESKS_PHONE, "退订")
    with line.world.database.write() as connection:
        connection.execute(
            text(
                "UPDATE sealed SET ciphertext = nonce WHERE ref = "
                "(SELECT sender_ref FROM inbound WHERE person = :p)"
            ),
            {"p": DESK},
        )
    assert silent(line) == 1
    line.open()
    assert (CHIEF, "stop") in reasons(line)
