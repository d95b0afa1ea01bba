"""Whose figure counts at once: who answers for the incident; anybody else's waits for the desk."""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.decide.belief import answers_for
from incident.decide.case import Actor, Case
from incident.figures import assessed_facts, figures
from tests.incident.bench import COMMANDER, DESK, SUPERIOR, Bench, names


@pytest.fixture
def bench() -> Bench:
    return Bench().report(dam="dam-1")


def dead(bench: Bench, value: int | None, *posts: str, **more: str) -> str:
    """Somebody records deaths; how far that is believed."""
    given = {"source": "media", **more}
    bench.do(c.RecordClaim(measure="dead", value=value, **given), *posts)  # type: ignore[arg-type]
    return list(bench.state.claims.values())[-1].confidence


@pytest.mark.parametrize(
    "post", [DESK, COMMANDER, "weather_head", "operator_head", "township_duty", "village_contact"]
)
def test_who_answers_for_the_incident_is_believed(bench: Bench, post: str) -> None:
    assert dead(bench, 3, post) == "credible"
    assert assessed_facts(bench.state)[0] == {"dead": 3}


def test_a_superior_observer_s_figure_is_shown_and_not_assessed_until_the_desk_verifies_it(
    bench: Bench,
) -> None:
    assert dead(bench, 1, DESK, source="township") == "credible"
    before = bench.state.assessment
    assert dead(bench, 30, SUPERIOR, confidence="confirmed") == "doubtful"
    assert bench.state.assessment == before, "the level does not move by it"
    figure = figures(bench.state)["dead"]
    assert figure.conflict
    assert figure.shown is not None
    assert figure.shown.value == 30
    assert [(x.source, x.value) for x in figure.to_verify] == [("media", 30)]
    verified = c.DoubtClaim(claim="claim-2", confidence="credible", reason="ref.r")
    assert bench.refused(verified, SUPERIOR).code == "not_authorised"
    assert "Assessed" in names(bench.do(verified, DESK))
    assert assessed_facts(bench.state)[0] == {"dead": 30}
    assert figures(bench.state)["dead"].to_verify == ()


def test_a_superior_that_commands_is_believed() -> None:
    bench = Bench().respond(1)
    bench.do(c.HandOverCommand(to="ref.to"), bench.decider("hand_over"))
    assert bench.held_by() == "superior"
    assert dead(bench, 3, SUPERIOR) == "credible"


@pytest.mark.parametrize(
    ("given", "post", "believed"),
    [
        ({}, "operator_head", "doubtful"),
        ({"township": "t-1"}, "operator_head", "doubtful"),
        ({"township": "t-1"}, "township_head", "credible"),
        ({}, "township_head", "doubtful"),
        ({}, "village_contact", "doubtful"),
        ({}, "weather_head", "credible"),
    ],
)
def test_while_the_place_is_unknown_nobody_is_known_to_be_of_it(
    given: dict[str, str], post: str, believed: str
) -> None:
    assert dead(Bench().report(**given), 3, post) == believed


def test_the_program_itself_is_believed(bench: Bench) -> None:
    engine = Actor("engine", engine=True)
    case = Case(bench.state, bench.playbook, bench.clock.now(), engine, bench.jurisdiction)
    assert answers_for(case)
    unknown = Case(
        bench.state, bench.playbook, bench.clock.now(), Actor("p", frozenset({"x"})), "wutai"
    )
    assert not answers_for(unknown), "a post that the plan does not have"


def test_a_stranger_takes_nothing_away_by_a_correction(bench: Bench) -> None:
    dead(bench, 5, DESK, source="township")
    less = c.RecordClaim(measure="dead", value=0, source="township", corrects="claim-1")
    refusal = bench.refused(less, SUPERIOR)
    assert (refusal.code, refusal.field) == ("not_allowed", "corrects")
    assert assessed_facts(bench.state)[0] == {"dead": 5}
    assert dead(bench, 30, SUPERIOR) == "doubtful"
    assert dead(bench, 3, SUPERIOR, corrects="claim-2") == "doubtful", "their own they may"
    assert not bench.state.claims["claim-2"].standing


@pytest.mark.parametrize("value", [0, None])
def test_a_stranger_takes_nothing_away_by_speaking_for_a_source(
    bench: Bench, value: int | None
) -> None:
    dead(bench, 5, DESK, source="township")
    bench.later(5)
    assert dead(bench, value, SUPERIOR, source="township") == "doubtful"
    assert assessed_facts(bench.state)[0] == {"dead": 5}
    assert bench.state.lowering is None
    assert [x.value for x in figures(bench.state)["dead"].current] == [value, 5]


def test_doubting_what_a_source_said_last_brings_back_what_it_said_before(bench: Bench) -> None:
    dead(bench, 5, DESK, source="township")
    bench.later(5)
    dead(bench, 0, DESK, source="township")
    assert assessed_facts(bench.state)[0] == {"dead": 0}
    bench.do(c.DoubtClaim(claim="claim-2", confidence="doubtful", reason="ref.r"), DESK)
    assert assessed_facts(bench.state)[0] == {"dead": 5}


def test_an_old_doubtful_word_does_not_stand_beside_a_newer_credible_one(bench: Bench) -> None:
    dead(bench, 30, DESK, source="township", confidence="doubtful")
    bench.later(5)
    dead(bench, 1, DESK, source="township")
    assert [x.value for x in figures(bench.state)["dead"].current] == [1]
