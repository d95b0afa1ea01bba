"""Figures: what is shown, what is assessed, where sources disagree; never lower without a word."""

from __future__ import annotations

from datetime import timedelta

import pytest

from incident import commands as c
from incident import events as e
from incident.figures import assessed_facts, figures
from incident.model import Value
from tests.incident.bench import COMMANDER, DESK, START, Bench, names


@pytest.fixture
def bench() -> Bench:
    return Bench().report()


def stands(bench: Bench, measure: str = "missing") -> tuple[Value | None, Value | None, bool]:
    """What is shown, what is assessed, and whether sources disagree."""
    figure = figures(bench.state)[measure]
    assert figure.shown is not None
    assert figure.assessed is not None
    return figure.shown.value, figure.assessed.value, figure.conflict


def test_two_sources_in_conflict_are_both_kept(bench: Bench) -> None:
    bench.claim("missing", 5, "township")
    bench.later(1).claim("missing", 2, "operator")
    figure = figures(bench.state)["missing"]
    assert [(x.source, x.value) for x in figure.current] == [("operator", 2), ("township", 5)]
    assert stands(bench) == (2, 5, True)


def test_sources_that_agree_are_no_conflict(bench: Bench) -> None:
    bench.claim("missing", 5, "township")
    bench.claim("missing", 5, "operator")
    assert not figures(bench.state)["missing"].conflict


def test_a_late_claim_observed_earlier_is_kept_but_not_shown(bench: Bench) -> None:
    bench.later(60).claim("missing", 2, "township")
    early = START + timedelta(minutes=10)
    bench.later(5).claim("missing", 4, "operator", observed_at=early)
    assert stands(bench) == (2, 4, True)


def test_a_late_claim_of_the_same_source_does_not_displace_its_newer_one(bench: Bench) -> None:
    bench.later(60).claim("missing", 2, "township")
    early = START + timedelta(minutes=10)
    bench.later(5).claim("missing", 4, "township", observed_at=early)
    assert stands(bench) == (2, 2, False)
    assert len(bench.state.claims) == 2


def test_a_corrected_claim_stands_no_more_and_is_not_corrected_twice(bench: Bench) -> None:
    bench.claim("dead", 8, "township")
    bench.claim("dead", 1, "township", corrects="claim-1")
    assert bench.state.claims["claim-1"].corrected_by == "claim-2"
    assert stands(bench, "dead") == (1, 1, False)
    assert assessed_facts(bench.state)[0] == {"dead": 1}
    again = c.RecordClaim(measure="dead", value=2, source="township", corrects="claim-1")
    refusal = bench.refused(again, DESK)
    assert (refusal.code, refusal.field) == ("impossible", "corrects")
    assert "figure no. 2" in refusal.allowed.say("en")


@pytest.fixture
def superseded(bench: Bench) -> Bench:
    """Nine were missing, said the township; then five. The operator says three."""
    bench.claim("missing", 3, "operator")
    bench.later(1).claim("missing", 9, "township")
    bench.later(1).claim("missing", 5, "township")
    claim = bench.state.claims["claim-2"]
    assert claim.standing
    assert claim not in figures(bench.state)["missing"].current
    assert stands(bench) == (5, 5, True)
    return bench.later(1)


def test_a_superseded_claim_corrected_for_its_own_time_displaces_nothing(superseded: Bench) -> None:
    then = superseded.state.claims["claim-2"].counts_at
    superseded.claim("missing", 2, "township", corrects="claim-2", observed_at=then)
    assert superseded.state.claims["claim-2"].corrected_by == "claim-4"
    assert stands(superseded) == (5, 5, True)


def test_a_superseded_claim_corrected_for_now_is_the_last_word_of_its_source(
    superseded: Bench,
) -> None:
    superseded.claim("missing", 2, "township", corrects="claim-2")
    assert stands(superseded) == (2, 3, True)
    superseded.later(1).claim("missing", 3, "township", corrects="claim-4")
    assert stands(superseded) == (3, 3, False)


def test_a_correction_is_about_the_same_measure(bench: Bench) -> None:
    bench.claim("dead", 1)
    wrong = c.RecordClaim(measure="missing", value=2, source="township", corrects="claim-1")
    assert bench.refused(wrong, DESK).field == "corrects"
    unknown = c.RecordClaim(measure="dead", value=2, source="township", corrects="claim-9")
    assert bench.refused(unknown, DESK).code == "unknown_claim"


def test_a_doubtful_claim_is_shown_but_not_assessed(bench: Bench) -> None:
    bench.claim("dead", 30, "media", confidence="doubtful")
    figure = figures(bench.state)["dead"]
    assert figure.shown is not None
    assert figure.assessed is None
    assert bench.state.assessment is not None
    assert bench.state.assessment.grade is None


def test_a_source_can_take_its_word_back_to_unknown(bench: Bench) -> None:
    bench.claim("missing", 3, "township")
    bench.later(1).claim("missing", None, "township")
    assert assessed_facts(bench.state)[0] == {}
    assert figures(bench.state)["missing"].shown is None


def test_a_figure_that_contains_another_is_not_counted_twice(bench: Bench) -> None:
    bench.claim("trapped", 2, "operator", contains=("missing",))
    bench.claim("missing", 2, "township")
    assert bench.state.assessment is not None
    assert bench.state.assessment.level == 2
    bench.later(1).claim("missing", 3, "township")
    assert bench.state.assessment.level == 1


def test_a_lower_reading_is_suggested_and_only_a_person_accepts_it(bench: Bench) -> None:
    bench.claim("dead", 3, "township")
    assert bench.state.assessment is not None
    assert bench.state.assessment.level == 1
    events = bench.later(9).claim("dead", 1, "township", corrects="claim-1")
    assert names(events) == ["ClaimRecorded", "LoweringSuggested"]
    assert (bench.state.assessment.grade, bench.state.assessment.level) == (
        "relatively_serious",
        1,
    )
    assert bench.state.lowering is not None
    assert bench.state.lowering.level == 2
    assert bench.refused(c.AcceptLowering(reason="ref.r"), DESK).code == "not_authorised"
    assert names(bench.do(c.AcceptLowering(reason="ref.r"), COMMANDER)) == ["LoweringAccepted"]
    assert bench.state.assessment.level == 2
    assert bench.refused(c.AcceptLowering(reason="ref.r"), COMMANDER).code == "impossible"


def test_doubting_a_claim_can_only_suggest_a_lower_reading(bench: Bench) -> None:
    bench.claim("dead", 3)
    events = bench.do(c.DoubtClaim(claim="claim-1", confidence="doubtful", reason="ref.r"), DESK)
    assert names(events) == ["ClaimDoubted", "LoweringSuggested"]
    assert bench.state.assessment is not None
    assert bench.state.assessment.level == 1


def test_a_suggestion_goes_away_when_the_figures_rise_again(bench: Bench) -> None:
    bench.claim("dead", 3, "township")
    bench.claim("dead", 1, "township", corrects="claim-1")
    bench.claim("dead", 10, "fire")
    assert bench.state.lowering is None
    assert bench.state.assessment is not None
    assert bench.state.assessment.grade == "serious"


def test_an_unchanged_reading_is_not_recorded_again(bench: Bench) -> None:
    bench.claim("dead", 1, "township")
    assert names(bench.later(1).claim("dead", 1, "operator")) == ["ClaimRecorded"]


def test_the_response_level_never_follows_figures_by_itself() -> None:
    bench = Bench().respond(2)
    bench.claim("dead", 30)
    assert bench.state.level == 2
    assert bench.state.assessment is not None
    assert bench.state.assessment.level == 1


def test_approving_less_than_is_known_needs_to_say_what_is_being_verified(bench: Bench) -> None:
    bench.claim("missing", 5, "township")
    bench.claim("missing", 2, "operator")
    low = c.ApproveFigures(figures={"missing": 2})
    refusal = bench.refused(low, COMMANDER)
    assert (refusal.code, refusal.field) == ("reason_required", "checking")
    bench.do(c.ApproveFigures(figures={"missing": 2}, checking="ref.checking"), COMMANDER)
    bench.do(c.ApproveFigures(figures={"missing": 5}), COMMANDER)
    assert [(a.number, a.below_assessed) for a in bench.state.approved] == [
        (1, ("missing",)),
        (2, ()),
    ]


@pytest.mark.parametrize(
    ("measure", "value", "code"),
    [
        ("dead", -1, "negative"),
        ("dead", True, "invalid"),
        ("dead", "3", "invalid"),
        ("direct_loss_cny", "1e-999999", "invalid"),
        ("direct_loss_cny", "-0.01", "negative"),
        ("beyond_capability", 1, "invalid"),
        ("households", 3, "unknown_measure"),
    ],
)
def test_a_claim_has_the_value_its_measure_wants(
    bench: Bench, measure: str, value: int | str, code: str
) -> None:
    command = c.RecordClaim(measure=measure, value=value, source="township")
    assert bench.refused(command, DESK).code == code


def test_money_is_kept_exactly(bench: Bench) -> None:
    bench.claim("direct_loss_cny", "9999999.99")
    assert bench.state.claims["claim-1"].value == "9999999.99"


def test_an_observation_in_the_future_is_refused_beyond_the_tolerance(bench: Bench) -> None:
    now = bench.clock.now()
    late = c.RecordClaim(
        measure="dead", value=1, source="media", observed_at=now + timedelta(minutes=6)
    )
    assert bench.refused(late, DESK).code == "future_time"
    bench.claim("dead", 1, "media", observed_at=now + timedelta(minutes=4))
    assert bench.state.claims["claim-1"].value == 1


def test_a_claim_that_raises_a_condition_s_measure_reopens_the_condition() -> None:
    bench = Bench().respond()
    conditions = [x for x in bench.playbook.plan.ending.conditions if x.reopened_by]
    assert conditions, "the plan names no measure that speaks against an end condition"
    condition = conditions[0]
    measure = condition.reopened_by[0]
    bench.do(c.SetCondition(condition=condition.id, status="met", evidence="ref.e"), DESK)
    assert "ConditionReopened" in names(bench.claim(measure, 1))
    assert bench.state.conditions[condition.id].status == "not_met"
    assert bench.refused(c.EndResponse(), COMMANDER).code == "conditions_open"
    assert isinstance(bench.entries[-1].event, e.Event)
