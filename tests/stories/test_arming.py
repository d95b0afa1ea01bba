"""Arming an exercise, without a database: who stops it, and how the log tells its end."""

from __future__ import annotations

from typing import Literal

import pytest

from incident import commands as c
from incident.evolve import fold
from incident.narrate import narrate
from tests.incident.bench import COMMANDER, DESK, Bench


@pytest.fixture
def bench() -> Bench:
    return Bench()


def armed(bench: Bench) -> Bench:
    bench.report(mode="exercise")
    ask = c.ArmExercise(persons=("p-1",), channels=("modem",), minutes=60, reason="ref.r")
    bench.do(ask, DESK, person="p-1")
    confirm = c.ConfirmArming(arming="arming-1", person_count=1)
    bench.do(confirm, bench.decider("approve_figures"), person="p-2")
    return bench


def test_it_is_stopped_by_the_two_and_by_who_keeps_the_record(bench: Bench) -> None:
    armed(bench)
    refused = bench.refused(c.Disarm(arming="arming-1"), COMMANDER, person="p-3")
    assert refused.code == "not_allowed"
    assert "who armed or confirmed it" in refused.say("en")
    wrong = bench.refused(c.Disarm(arming="arming-2"), DESK, person="p-4")
    assert "arming no. 1" in wrong.say("en")
    bench.do(c.Disarm(arming="arming-1"), DESK, person="p-4")
    assert bench.refused(c.Disarm(arming="arming-1"), DESK).code == "unknown_item"


@pytest.mark.parametrize(
    ("why", "said"),
    [
        ("time", "Arming no. 1 has run out: simulated phones only"),
        ("over", "Arming no. 1 ended with the exercise: simulated phones only"),
        (
            "real_incident",
            (
                "■ A real incident was reported in this county: arming no. 1 ended at once,"
                " simulated phones only"
            ),
        ),
    ],
)
def test_the_log_says_why_it_ended(
    bench: Bench, why: Literal["time", "over", "real_incident"], said: str
) -> None:
    armed(bench)
    bench.engine(c.EndArming(arming="arming-1", why=why))
    assert narrate(bench.entries[-1], bench.playbook, {}, {}).say("en") == said
    assert bench.engine(c.EndArming(arming="arming-1", why=why)) == [], "it is written once"


def test_an_end_of_something_else_ends_nothing(bench: Bench) -> None:
    bench.report(mode="exercise")
    assert bench.engine(c.EndArming(arming="arming-1", why="time")) == []
    armed_now = armed(Bench())
    assert armed_now.engine(c.EndArming(arming="arming-2", why="time")) == []
    arming = armed_now.state.arming
    assert arming is not None
    assert arming.in_force


def test_entries_of_an_arming_that_the_log_does_not_hold_change_nothing(bench: Bench) -> None:
    armed(bench)
    bench.do(c.Disarm(arming="arming-1"), DESK, person="p-1")
    without = [entry for entry in bench.entries if entry.event.wire() != "ExerciseArmed"]
    assert fold("inc-1", without).arming is None
