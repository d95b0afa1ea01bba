"""What comes back to a test of the ways is no answer to a real alert, nor the reverse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, insert, text

from notify import selftest_record as record
from notify.answers.matching import Asked
from notify.budgets import left
from notify.channel import Channel, Report
from notify.selftest_answers import SentTest, meant
from notify.selftest_answers import tests_to as sent_to
from notify.selftest_send import note
from notify.selftest_words import code_of, words_of_test
from notify.tables import SelfTestRow, SelfTestRunRow
from tests.notify.test_answers import CHIEF, CHIEFS_PHONE, TWO_WAY, Line, Modem
from tests.notify.test_selftest import ask
from tests.notify.world import World


@pytest.fixture
def line(world: World) -> Line:
    modem = Modem(name="modem", capabilities=replace(TWO_WAY, daily_budget=4))
    return Line(world, modem, world.engine(modem))


def have_tested(line: Line, *, force: bool = False) -> tuple[str, str]:
    """SentTest every way; gives the number and the code of the chief's test."""
    ask(line.world, force=force)
    line.world.run(line.engine)
    (sent,) = [m for m in line.modem.sent if m.person == CHIEF and m.event == "SelfTest"]
    return sent.address, code_of(sent.text) or ""


def words(line: Line) -> dict[str, str | None]:
    rows = line.world.rows(
        "SELECT w.word, w.code FROM self_test t JOIN self_test_word w ON w.test = t.id"
        " WHERE t.person = :p",
        p=CHIEF,
    )
    return {row["word"]: row["code"] for row in rows}


def test_a_test_asks_for_its_own_word_and_the_answer_is_kept_with_its_time(line: Line) -> None:
    number, code = have_tested(line)
    assert line.write(number, f"测试{code}") == "acknowledged"
    rows = line.world.rows("SELECT at, by FROM self_test_word WHERE word = 'answered'")
    assert [row["by"] for row in rows] == [None]
    assert line.write(number, f"Test {code}") == "acknowledged", "twice changes nothing"
    assert line.write(number, "test") == "acknowledged", "only one was sent"
    assert line.world.rows("SELECT seq FROM event") == []


def test_the_word_of_a_test_acknowledges_no_alert(line: Line) -> None:
    number, code = have_tested(line)
    incident = line.open()
    assert line.write(number, f"测试{code}") == "acknowledged"
    assert line.answers(incident) == {}
    assert line.write(number, "收到") == "acknowledged"
    assert [who for _, who in line.answers(incident)] == [CHIEF]


def test_who_answers_a_test_out_of_habit_has_answered_it(line: Line) -> None:
    number, _ = have_tested(line)
    assert line.write(number, "1") == "acknowledged"
    assert "answered" in words(line)


def test_with_an_alert_open_a_bare_one_after_a_test_is_asked_back(line: Line) -> None:
    """A test that was forced during an incident: 1 may be for either, and nobody guesses."""
    incident = line.open()
    line.world.forward(60)
    number, _ = have_tested(line, force=True)
    before = len(line.modem.to(CHIEF))
    assert line.write(number, "1") == "ambiguous"
    assert line.answers(incident) == {}
    assert "answered" not in words(line)
    assert len(line.modem.to(CHIEF)) == before + 1, "asked which one"


class Counting:
    """The vault of a test that keeps which references are opened."""

    def __init__(self, line: Line, monkeypatch: pytest.MonkeyPatch) -> None:
        self.opened: list[str] = []
        vault = line.world.vault
        unseal = vault.unseal

        def counted(connection: Connection, refs: Sequence[str]) -> Mapping[str, str | None]:
            self.opened += refs
            return unseal(connection, refs)

        monkeypatch.setattr(vault, "unseal", counted)


def asked_of(line: Line, number: str) -> tuple[SentTest, ...]:
    now = line.world.clock.now()
    came = {"received_at": now, "at": None}
    with line.world.database.read() as connection:
        return sent_to(connection, line.world.vault, number, came)


def test_a_reply_of_an_unknown_number_opens_no_test(
    line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, code = have_tested(line)
    counting = Counting(line, monkeypatch)
    assert asked_of(line, "sim:nobody") == ()
    assert counting.opened == []
    (mine,) = asked_of(line, number)
    assert (mine.person, mine.code) == (CHIEF, code)
    assert {ref.split(".")[0] for ref in counting.opened} == {mine.id}


def test_a_test_from_before_digests_were_kept_is_opened_and_compared(line: Line) -> None:
    number, code = have_tested(line)
    (mine,) = asked_of(line, number)
    (row,) = line.world.rows("SELECT * FROM self_test WHERE id = :i", i=mine.id)
    (run,) = line.world.rows("SELECT * FROM self_test_run WHERE id = :i", i=row["run"])
    now = line.world.clock.now()
    times = {"asked_at": now, "expanded_at": now}
    old = {**row, "id": "st-old", "run": "run-old", "at": now, "address_digest": None}
    with line.world.database.write() as connection:
        connection.execute(insert(SelfTestRunRow), {**run, "id": "run-old", **times})
        connection.execute(insert(SelfTestRow), old)
        note(connection, "st-old", "sending", now)
    assert {one.id for one in asked_of(line, number)} == {mine.id, "st-old"}
    assert asked_of(line, "sim:nobody") == ()
    assert line.write(number, f"测试{code}") == "acknowledged"


def test_receipts_are_noted_at_the_test(line: Line) -> None:
    have_tested(line)
    provider = words(line)["accepted"]
    assert provider is not None
    line.modem.came.append(Report(provider, "DELIVRD", "delivered"))
    line.take()
    assert words(line).keys() == {"sending", "accepted", "delivered"}
    line.modem.came += [
        Report(provider, "EXPIRED", "failed_permanent", "e1"),
        Report(provider, "SENT", "accepted"),
    ]
    line.take()
    assert words(line)["failed"] == "e1"
    rows = line.world.rows("SELECT handled_at FROM inbound")
    assert all(row["handled_at"] is not None for row in rows)


def test_ways_are_due_every_month_and_the_days_are_said(line: Line) -> None:
    at = line.world.clock.now()
    never = record.Tested("p", "modem", "never")
    old = record.Tested("q", "modem", "accepted", "st1", at - timedelta(days=41, hours=3))
    fresh = record.Tested("r", "modem", "accepted", "st2", at - timedelta(days=29))
    assert record.due([fresh], at) == (0, None)
    assert record.due([fresh, old], at) == (1, 41)
    assert record.due([fresh, old, never], at) == (2, None)


def test_a_run_is_pending_until_the_program_has_sent_its_tests(line: Line) -> None:
    run = ask(line.world)
    with line.world.database.read() as connection:
        assert record.pending(connection, run)
    line.world.run(line.engine)
    with line.world.database.read() as connection:
        assert not record.pending(connection, run)


def test_a_test_counts_in_the_providers_budget(line: Line) -> None:
    channels: dict[str, Channel] = {"modem": line.modem}
    have_tested(line)
    now = line.world.clock.now()
    telephone = (line.world.vault, channels, CHIEF, CHIEFS_PHONE)
    with line.world.database.read() as connection:
        assert left(connection, *telephone, now) == {"modem": 3}
        later = now + timedelta(hours=25)
        assert left(connection, *telephone, later) == {"modem": 4}


def test_a_test_counts_for_the_telephone_that_it_went_to(line: Line) -> None:
    """Whoever has a new number has all of its budget; whoever shares the old one does not."""
    world, now = line.world, line.world.clock.now()
    channels: dict[str, Channel] = {"modem": line.modem}
    have_tested(line)
    other = "+15555550199"

    def still(person: str, number: str) -> int:
        with world.database.read() as connection:
            return left(connection, world.vault, channels, person, number, now)["modem"]

    assert still(CHIEF, CHIEFS_PHONE) == 3
    assert still(CHIEF, other) == 4, "nothing was ever sent there"
    assert still("lanshan-vice", CHIEFS_PHONE) == 3, "the telephone is what has a budget"
    with world.database.write() as connection:
        connection.execute(
            text(
                "INSERT INTO self_test_run (id, jurisdiction, plan, asked_by, asked_at, forced)"
                " SELECT 'old', jurisdiction, plan, asked_by, asked_at, forced FROM self_test_run"
            )
        )
        connection.execute(
            text(
                "INSERT INTO self_test"
                " (id, run, jurisdiction, mode, person, channel, address_ref, text_ref, at)"
                " SELECT 'old', 'old', jurisdiction, mode, person, channel, address_ref, text_ref,"
                " at FROM self_test WHERE person = :p"
            ),
            {"p": CHIEF},
        )
        note(connection, "old", "sending", now)
    assert still(CHIEF, other) == 3, "from before the telephone was kept: by person"
    assert still(CHIEF, CHIEFS_PHONE) == 2


def test_the_words_of_a_test_hold_its_figures_in_both_languages() -> None:
    assert code_of(words_of_test("zh", "37")) == code_of(words_of_test("en", "37")) == "37"
    assert code_of(words_of_test("zh")) is None


NOW = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)
ONE = SentTest("st1", "p", "37", NOW, answered=False)
OTHERS = SentTest("st2", "q", "48", NOW, answered=False)
ALERT = Asked("inc", "entry-1", "p", "37", (), NOW + timedelta(minutes=1), open=True)


@pytest.mark.parametrize(
    ("text", "tests", "alerts", "expected"),
    [
        ("测试37", (ONE,), (), ONE),
        ("测试38", (ONE,), (), None),
        ("测试", (ONE, OTHERS), (), None),
        ("测试48", (ONE, OTHERS), (), OTHERS),
        ("收到37", (ONE,), (), ONE),
        ("收到37", (ONE,), (ALERT,), None),
        ("收到", (ONE,), (ALERT,), None),
        ("收到", (ONE, OTHERS), (), None),
        ("收到", (SentTest("st1", "p", "37", NOW, answered=True),), (), None),
        ("有困难", (ONE,), (), None),
        ("没收到测试", (ONE,), (), None),
    ],
)
def test_what_a_reply_is_for(
    text: str, tests: tuple[SentTest, ...], alerts: tuple[Asked, ...], expected: SentTest | None
) -> None:
    assert meant(text, tests, alerts) == expected
