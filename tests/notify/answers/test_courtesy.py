"""An alert goes before a helpful reply, whatever the channel is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from incident import commands as c
from notify.answers.courtesy import UNHEARD_ORDER, UNSAID, UNSAID_ORDER, UNWRITTEN_ORDER
from notify.channel import Outcome, Permanent, Temporary, Unknown
from notify.failurewords import reason
from tests.notify.arming.night import DRILLS, EX_CHIEF, NUMBERS, arm, with_telephones
from tests.notify.test_answers import (
    CHIEF,
    CHIEFS_PHONE,
    COMMANDERS_PHONE,
    TWO_WAY,
    VICE,
    Line,
    Modem,
    asks_the_authority,
    proposing,
    secret_in,
)
from tests.notify.world import EX_DESK, World
from web.calls.words import why_called


def line_of(world: World, budget: int | None) -> Line:
    modem = Modem(name="modem", capabilities=replace(TWO_WAY, daily_budget=budget))
    return Line(world, modem, world.engine(modem))


@pytest.mark.parametrize(("budget", "words"), [(3, 1), (2, 0)])
def test_the_last_message_of_a_number_is_kept_for_an_alert(
    world: World, budget: int, words: int
) -> None:
    line = line_of(world, budget)
    line.open()
    assert line.write(CHIEFS_PHONE, "在哪里？") == "unclear"
    assert len(line.world.rows("SELECT id FROM attempt WHERE event = 'Reply'")) == words
    (row,) = line.world.rows("SELECT code FROM inbound")
    assert row["code"] == (None if words else UNSAID)


def test_who_started_a_response_and_was_not_told_so_is_called(world: World) -> None:
    line = line_of(world, 2)
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    before = len(line.modem.to(VICE))
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "started"
    assert line.world.desk.state(incident).level == 2
    assert not any("已按您的指令启动" in text for text in line.modem.to(VICE)[before:])
    rows = line.world.rows("SELECT person, reason FROM call_entry WHERE closed_at IS NULL")
    assert (VICE, UNSAID_ORDER) in {(row["person"], row["reason"]) for row in rows}
    assert "启动" in why_called(UNSAID_ORDER).say("zh")


def test_words_back_that_failed_for_now_are_sent_again_while_there_is_room(world: World) -> None:
    line = line_of(world, 3)
    line.open()
    line.modem.outcomes = [Temporary("no_modem")]
    assert line.write(CHIEFS_PHONE, "在哪里？") == "unclear"
    line.world.forward(6)
    line.world.run(line.engine)
    assert [status for status, _ in states(line)] == ["accepted"]


def test_words_back_that_failed_for_now_do_not_take_what_alerts_need_since(world: World) -> None:
    line = line_of(world, 3)
    line.open()
    line.modem.outcomes = [Temporary("no_modem")]
    assert line.write(CHIEFS_PHONE, "在哪里？") == "unclear"
    assert states(line) == [("failed_temporary", "no_modem")]
    line.open()
    before = len(line.modem.to(CHIEF))
    line.world.forward(6)
    line.world.run(line.engine)
    assert states(line) == [("failed_permanent", UNSAID)]
    assert len(line.modem.to(CHIEF)) == before, "nothing more left by the modem"
    assert [row["code"] for row in line.world.rows("SELECT code FROM inbound")] == [UNSAID]
    assert reason("modem", UNSAID).say("zh") == "该号码今日余下的条数留给提醒"
    line.open()
    assert len(line.modem.to(CHIEF)) == before + 1, "the last one is there for an alert"


def test_who_started_a_response_is_called_when_its_words_are_dropped(world: World) -> None:
    line = line_of(world, 4)
    proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    line.modem.outcomes = [Temporary("no_modem")] * 3
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "started"
    assert called(line) == set()
    other = line.open()
    line.world.desk.put(other, c.Propose(action="start", level=2), CHIEF)
    line.world.run(line.engine)
    line.world.forward(60)
    line.world.run(line.engine)
    assert states(line) == [("failed_permanent", UNSAID)]
    assert called(line) == {UNSAID_ORDER}


@pytest.mark.parametrize("budget", [9, None])
@pytest.mark.parametrize("came", [Permanent("21610"), Unknown("cut_after_handover")])
def test_who_started_a_response_is_called_when_its_words_do_not_come(
    world: World, budget: int | None, came: Outcome
) -> None:
    """The word back is no courtesy there: without it they do not know that the response runs."""
    line = line_of(world, budget)
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    line.modem.outcomes = [came] * 30
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "started"
    for _ in range(8):
        line.world.forward(301)
        line.world.run(line.engine)
    assert line.world.desk.state(incident).level == 2
    assert UNHEARD_ORDER in called(line), states(line)
    assert UNSAID_ORDER not in called(line)
    said = why_called(UNHEARD_ORDER).say("zh")
    assert "已用手机下令启动响应" in said
    assert "今日" not in said, "nothing of the day's quota"


def test_other_words_back_that_do_not_come_have_nobody_called(world: World) -> None:
    line = line_of(world, 9)
    proposing(line)
    line.modem.outcomes = [Unknown("cut_after_handover")]
    assert line.write(COMMANDERS_PHONE, "启动 000001") == "wrong_code"
    assert states(line) == [("unknown", "cut_after_handover")]
    assert called(line) == set()


def test_who_started_a_response_is_called_when_the_way_takes_no_words_back(world: World) -> None:
    """The provider has a template for the alert and none for what answers an answer."""
    line = line_of(world, None)
    incident = proposing(line)
    secret = secret_in(line.modem.to(VICE)[-1])
    line.modem.capabilities = replace(TWO_WAY, needs_template=True)
    assert line.write(COMMANDERS_PHONE, "启动 000001") == "wrong_code"
    assert called(line) == set(), "other words are a courtesy"
    assert line.write(COMMANDERS_PHONE, f"启动 {secret}") == "started"
    assert line.world.desk.state(incident).level == 2
    assert states(line) == []
    assert called(line) == {UNWRITTEN_ORDER}
    said = why_called(UNWRITTEN_ORDER).say("zh")
    assert "已用手机下令启动响应" in said
    assert "无法" in said


@pytest.mark.parametrize("armed", [True, False])
def test_who_started_an_exercises_response_is_called_when_it_was_disarmed_before_the_word(
    world: World, armed: bool
) -> None:
    """No word of an exercise goes to a real telephone that is not armed; so a person says it."""
    with_telephones(world)
    modem = Modem(capabilities=DRILLS)
    line = Line(world, modem, world.engine(modem))
    asks_the_authority(line)
    incident = world.open("exercise")
    arm(world, incident, EX_CHIEF)
    world.desk.put(incident, c.Propose(action="start", level=2), EX_CHIEF)
    world.run(line.engine)
    secret = secret_in(modem.to(EX_CHIEF)[-1])
    if not armed:
        world.desk.put(incident, c.Disarm(arming="arming-1"), EX_DESK)
    assert line.write(NUMBERS[EX_CHIEF], f"启动 {secret}") == "started"
    assert world.desk.state(incident).level == 2
    assert any("已按您的指令启动" in text for text in modem.to(EX_CHIEF)) is armed
    assert called(line, EX_CHIEF) == (set() if armed else {UNWRITTEN_ORDER})


def states(line: Line) -> list[tuple[str, str | None]]:
    rows = line.world.rows("SELECT status, error_code FROM attempt WHERE event = 'Reply'")
    return [(row["status"], row["error_code"]) for row in rows]


def called(line: Line, person: str = VICE) -> set[str]:
    query = "SELECT reason FROM call_entry WHERE person = :p AND closed_at IS NULL"
    return {row["reason"] for row in line.world.rows(query, p=person)}
