"""Who is out of the danger area, who is not, and who has checked in."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident import events as e
from incident.words import word
from tests.incident.bench import COMMANDER, DESK, Bench

MEMBER = "rescue_liaison"


@pytest.fixture
def bench() -> Bench:
    made = Bench()
    made.respond().do(c.OrderWithdrawal(reason="ref.reason"), MEMBER)
    return made


def answer_of(bench: Bench, person: str, number: int = 1) -> str:
    return bench.state.withdrawn[(number, person)].answer


def test_each_person_answers_for_themselves(bench: Bench) -> None:
    bench.do(c.AnswerWithdrawal(number=1, answer="leaving"), MEMBER, person="p-1")
    bench.do(c.AnswerWithdrawal(number=1, answer="trapped", place="ref.p"), MEMBER, person="p-2")
    bench.later(3).do(c.AnswerWithdrawal(number=1, answer="out"), MEMBER, person="p-1")
    assert (answer_of(bench, "p-1"), answer_of(bench, "p-2")) == ("out", "trapped")
    assert bench.state.withdrawn[(1, "p-2")].place == "ref.p"


def test_only_those_who_keep_the_record_answer_for_others(bench: Bench) -> None:
    for_other = c.AnswerWithdrawal(number=1, answer="out", person="p-2")
    assert bench.refused(for_other, MEMBER).code == "not_allowed"
    bench.do(for_other, DESK)
    assert answer_of(bench, "p-2") == "out"


def test_a_call_for_rescue_is_taken_after_the_order_was_lifted_and_given_again(
    bench: Bench,
) -> None:
    bench.do(c.LiftWithdrawal(reason="ref.1"), COMMANDER)
    bench.do(c.AnswerWithdrawal(number=1, answer="trapped"), MEMBER, person="p-1")
    bench.do(c.OrderWithdrawal(reason="ref.2"), MEMBER)
    bench.do(c.AnswerWithdrawal(number=1, answer="trapped"), MEMBER, person="p-2")
    assert answer_of(bench, "p-2", 1) == "trapped"
    assert (2, "p-1") not in bench.state.withdrawn, "a new order asks everybody again"


def test_what_arrives_late_does_not_undo_what_was_said_after_it(bench: Bench) -> None:
    said_at = bench.clock.now()
    bench.later(10).do(c.AnswerWithdrawal(number=1, answer="out", person="p-1"), DESK)
    late = c.AnswerWithdrawal(number=1, answer="trapped", happened_at=said_at)
    bench.later(5).do(late, MEMBER, person="p-1")
    assert answer_of(bench, "p-1") == "out"
    assert isinstance(bench.entries[-1].event, e.WithdrawalAnswered), "the log keeps both"
    left = c.CheckIn(movement="left", happened_at=said_at)
    bench.do(c.CheckIn(movement="arrived"), MEMBER, person="p-1")
    bench.do(left, MEMBER, person="p-1")
    assert bench.state.presence["p-1"].movement == "arrived"


@pytest.mark.parametrize("number", [0, 2])
def test_an_order_that_was_never_given_cannot_be_answered(bench: Bench, number: int) -> None:
    refused = bench.refused(c.AnswerWithdrawal(number=number, answer="out"), MEMBER)
    assert (refused.code, refused.field) == ("unknown_order", "number")


def test_without_any_order_it_is_said_so() -> None:
    refused = Bench().respond().refused(c.AnswerWithdrawal(number=1, answer="out"), MEMBER)
    assert "no order to withdraw" in refused.say("en")


def test_a_leader_of_the_headquarters_is_there_as_person_and_as_post(bench: Bench) -> None:
    told = bench.do(c.CheckIn(movement="arrived", place="ref.p"), COMMANDER, person="p-1")
    assert [event.wire() for event in told] == ["CheckedIn", "LeaderMoved"]
    assert bench.state.movements[-1].post == COMMANDER
    member = bench.do(c.CheckIn(movement="left"), MEMBER, person="p-2")
    (only,) = member
    assert isinstance(only, e.CheckedIn)


def test_the_desk_checks_a_leader_in_as_a_person_only(bench: Bench) -> None:
    told = bench.do(c.CheckIn(movement="arrived", person="p-1"), DESK)
    (only,) = told
    assert isinstance(only, e.CheckedIn)


def test_a_time_of_a_phone_that_runs_ahead_is_kept_and_marked(bench: Bench) -> None:
    ahead = bench.clock.now() + timedelta(minutes=4)
    bench.do(c.CheckIn(movement="arrived", happened_at=ahead), MEMBER, person="p-1")
    assert bench.entries[-1].doubtful_time
    far = c.CheckIn(movement="gone", happened_at=ahead + timedelta(minutes=2))
    assert bench.refused(far, MEMBER, person="p-1").code == "future_time"


def test_answers_have_words() -> None:
    assert word("trapped").say("en") == "cannot get out, asks for rescue"
