"""Annexes 3 and 4, §1.4 and §5.3: what the figures of a night read as, bound by bound.

以上 includes the number and 以下 does not. Figures are claimed at the desk, as they come in.
"""

from __future__ import annotations

import pytest

from incident import commands as c
from incident.decisions import open_decisions
from runtime.refusal import Refused
from tests.stories.program import Night
from tests.stories.work import playbook

Reading = tuple[str | None, int | None]


def claim(duty: Night, measure: str, value: int | str | bool, source: str = "police") -> Reading:
    """A figure comes in; grade and level as assessed after it."""
    duty.put(c.RecordClaim(measure=measure, value=value, source=source), "duty_officer")
    reading = duty.state.assessment
    return (reading.grade, reading.level) if reading else (None, None)


def grounds(duty: Night) -> set[str]:
    """The clauses that the assessment in force names as its reasons."""
    reading = duty.state.assessment
    return {ground.clause for ground in reading.grounds} if reading else set()


RISING: dict[str, list[tuple[int | str, str]]] = {
    "dead": [
        (1, "ordinary"),
        (2, "ordinary"),
        (3, "relatively_serious"),
        (9, "relatively_serious"),
        (10, "serious"),
        (29, "serious"),
        (30, "extraordinarily_serious"),
    ],
    "seriously_injured": [
        (1, "ordinary"),
        (9, "ordinary"),
        (10, "relatively_serious"),
        (49, "relatively_serious"),
        (50, "serious"),
        (99, "serious"),
        (100, "extraordinarily_serious"),
    ],
    "direct_loss_cny": [
        ("0.01", "ordinary"),
        ("9999999.99", "ordinary"),
        ("10000000", "relatively_serious"),
        ("49999999.99", "relatively_serious"),
        ("50000000", "serious"),
        ("99999999.99", "serious"),
        ("100000000", "extraordinarily_serious"),
    ],
}
"""Annex 3 in people and yuan, on both sides of every bound."""


@pytest.mark.parametrize("measure", RISING)
def test_each_grade_begins_with_its_number_and_ends_before_the_next(
    duty: Night, measure: str
) -> None:
    duty.report()
    for value, grade in RISING[measure]:
        level = 2 if grade == "ordinary" else 1
        assert claim(duty, measure, value) == (grade, level), value
        assert f"A3.{grade}" in grounds(duty)
        assert ("A4.II(1)" if level == 2 else "A4.I(1)") in grounds(duty)


def test_the_worst_of_dead_injured_and_loss_is_the_grade(duty: Night) -> None:
    duty.report()
    assert claim(duty, "dead", 2) == ("ordinary", 2)
    assert claim(duty, "seriously_injured", 50) == ("serious", 1)
    assert claim(duty, "direct_loss_cny", "20000000") == ("serious", 1)


@pytest.mark.parametrize(
    ("higher", "dead"),
    [("relatively_serious", 3), ("serious", 10), ("extraordinarily_serious", 30)],
)
def test_every_grade_above_ordinary_is_the_general_commanders(
    duty: Night, higher: str, dead: int
) -> None:
    duty.report()
    assert claim(duty, "dead", dead) == (higher, 1)
    assert decided_by(duty, "start:1") == ("general_commander", "5.3.2")
    refused(duty, 1, "vice_magistrate")
    duty.put(c.StartResponse(level=1), "general_commander")
    assert duty.state.level == 1


@pytest.mark.parametrize("measure", ["at_risk", "trapped", "missing"])
def test_three_people_in_danger_are_level_one_and_two_are_level_two(
    duty: Night, measure: str
) -> None:
    duty.report()
    assert claim(duty, measure, 2) == (None, 2)
    assert grounds(duty) == {"A4.II(2)"}
    assert claim(duty, measure, 3) == (None, 1)
    assert grounds(duty) == {"A4.I(2)"}


def test_people_at_risk_trapped_and_missing_are_added_up(duty: Night) -> None:
    duty.report()
    assert claim(duty, "at_risk", 1) == (None, 2)
    assert claim(duty, "trapped", 1) == (None, 2)
    assert claim(duty, "missing", 1) == (None, 1)
    assert grounds(duty) == {"A4.I(2)"}


def test_an_ordinary_accident_is_level_two_and_the_commanders(duty: Night) -> None:
    duty.report()
    assert claim(duty, "seriously_injured", 1) == ("ordinary", 2)
    assert grounds(duty) == {"A3.ordinary", "A4.II(1)"}
    assert decided_by(duty, "start:2") == ("vice_magistrate", "5.3.1")
    refused(duty, 2, "emergency_head")
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    assert duty.state.level == 2


@pytest.mark.parametrize(
    ("judgement", "level", "clause"),
    [
        ("beyond_capability", 1, "A4.I(3)"),
        ("headquarters_requires", 1, "A4.I(4)"),
        ("office_requires", 2, "A4.II(3)"),
    ],
)
def test_a_judgement_reaches_its_level_without_any_figure_when_somebody_makes_it(
    duty: Night, judgement: str, level: int, clause: str
) -> None:
    duty.report()
    assert claim(duty, judgement, False) == (None, None), "nobody's judgement is presumed"
    assert claim(duty, judgement, True) == (None, level)
    assert grounds(duty) == {clause}
    assert f"start:{level}" in {d.id for d in open_decisions(duty.state, playbook(duty))}


def test_nothing_is_known_before_somebody_says_it(duty: Night) -> None:
    duty.report()
    assert duty.state.assessment is None or duty.state.assessment.level is None
    assert open_decisions(duty.state, playbook(duty)) == ()
    assert claim(duty, "dead", 0) == (None, None), "zero isn't an ordinary accident"


def test_both_levels_are_offered_from_low_to_high_each_to_its_own_post(duty: Night) -> None:
    duty.report()
    claim(duty, "trapped", 3)
    offered = {d.id: d.decider for d in open_decisions(duty.state, playbook(duty))}
    assert offered == {"start:2": "vice_magistrate", "start:1": "general_commander"}
    duty.put(c.StartResponse(level=2), "vice_magistrate")
    assert duty.state.level == 2, "figures raise nothing by themselves"
    assert decided_by(duty, "raise:1") == ("general_commander", "5.3.2")


def decided_by(duty: Night, decision: str) -> tuple[str, str]:
    """Who decides an open decision, and by which clause."""
    waiting = {d.id: d for d in open_decisions(duty.state, playbook(duty))}
    return waiting[decision].decider, waiting[decision].clause


def refused(duty: Night, level: int, post: str) -> None:
    with pytest.raises(Refused) as caught:
        duty.put(c.StartResponse(level=level), post)
    assert caught.value.code == "not_authorised"
