"""Grade and level at every bound of annexes 3 and 4, and what a file of facts may hold."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from incident.assess_file import assess_text
from runtime.refusal import Refused
from tests.incident.bench import wutai

GRADES = [None, "ordinary", "relatively_serious", "serious", "extraordinarily_serious"]
LEVELS = [None, 2, 1]
COUNTS = ("dead", "missing", "trapped", "at_risk", "seriously_injured")
FLAGS = ("beyond_capability", "office_requires", "headquarters_requires")


def assessed(text: str | dict[str, Any]) -> dict[str, Any]:
    given_text = text if isinstance(text, str) else json.dumps(text)
    return assess_text(given_text, wutai().plan.criteria)


def result(**facts: Any) -> tuple[str | None, int | None]:
    found = assessed(facts)
    return found["grade"], found["response_level"]


def refused(text: str) -> Refused:
    with pytest.raises(Refused) as caught:
        assessed(text)
    return caught.value


@pytest.mark.parametrize(
    ("measure", "value", "grade", "level"),
    [
        ("dead", 0, None, None),
        ("dead", 1, "ordinary", 2),
        ("dead", 2, "ordinary", 2),
        ("dead", 3, "relatively_serious", 1),
        ("dead", 9, "relatively_serious", 1),
        ("dead", 10, "serious", 1),
        ("dead", 29, "serious", 1),
        ("dead", 30, "extraordinarily_serious", 1),
        ("seriously_injured", 0, None, None),
        ("seriously_injured", 1, "ordinary", 2),
        ("seriously_injured", 9, "ordinary", 2),
        ("seriously_injured", 10, "relatively_serious", 1),
        ("seriously_injured", 49, "relatively_serious", 1),
        ("seriously_injured", 50, "serious", 1),
        ("seriously_injured", 99, "serious", 1),
        ("seriously_injured", 100, "extraordinarily_serious", 1),
        ("direct_loss_cny", 0, None, None),
        ("direct_loss_cny", "0.01", "ordinary", 2),
        ("direct_loss_cny", "9999999.99", "ordinary", 2),
        ("direct_loss_cny", 10_000_000, "relatively_serious", 1),
        ("direct_loss_cny", "49999999.99", "relatively_serious", 1),
        ("direct_loss_cny", 50_000_000, "serious", 1),
        ("direct_loss_cny", "99999999.99", "serious", 1),
        ("direct_loss_cny", 100_000_000, "extraordinarily_serious", 1),
        ("trapped", 0, None, None),
        ("trapped", 2, None, 2),
        ("trapped", 3, None, 1),
    ],
)
def test_every_bound_includes_its_number_upwards(
    measure: str, value: object, grade: str | None, level: int | None
) -> None:
    assert result(**{measure: value}) == (grade, level)


@pytest.mark.parametrize("total", [1, 2, 3])
def test_people_in_danger_are_added_up_in_every_mix(total: int) -> None:
    tried = 0
    for mix in itertools.product([None, 0, 1, 2, 3], repeat=3):
        known = dict(zip(("trapped", "missing", "at_risk"), mix, strict=True))
        if sum(v or 0 for v in mix) == total:
            assert result(**known) == (None, 1 if total >= 3 else 2), known
            tried += 1
    assert tried >= total * 3


@pytest.mark.parametrize(
    ("flag", "level"),
    [("beyond_capability", 1), ("headquarters_requires", 1), ("office_requires", 2)],
)
def test_judgements_reach_a_level_without_a_grade(flag: str, level: int) -> None:
    assert result(**{flag: True}) == (None, level)
    assert result(**{flag: False}) == (None, None)
    assert result(**{flag: None}) == (None, None)


def test_nothing_known_is_not_nothing_happened() -> None:
    measures = [m.id for m in wutai().plan.criteria.measures]
    nothing = assessed("{}")
    assert nothing == {
        "grade": None,
        "response_level": None,
        "reasons": [],
        "missing_facts": measures,
    }
    assert assessed(dict.fromkeys(measures)) == nothing
    zero = assessed(dict.fromkeys((*COUNTS, "direct_loss_cny"), 0))
    assert (zero["grade"], zero["response_level"]) == (None, None)
    assert zero["missing_facts"] == list(FLAGS)


def test_reasons_speak_the_words_of_the_plan_and_name_clause_and_fact() -> None:
    found = assessed({"dead": 3, "trapped": 2, "missing": 1, "at_risk": 0})
    criteria = wutai().plan.criteria
    words = {
        c.text.zh for part in (criteria.grades, criteria.levels) for p in part for c in p.criteria
    }
    assert {r["text"] for r in found["reasons"]} <= words
    assert [(r["clause"], r["fact"]) for r in found["reasons"]] == [
        ("A3.relatively_serious", "dead"),
        ("A4.I(1)", "grade"),
        ("A4.I(2)", "trapped+missing"),
    ]
    english = assess_text('{"dead": 3}', criteria, lang="en")
    assert {r["text"] for r in english["reasons"]} <= {
        c.text.en for part in (criteria.grades, criteria.levels) for p in part for c in p.criteria
    }


def test_a_fact_that_can_raise_nothing_more_is_not_missing() -> None:
    top = assessed({"dead": 30})
    assert top["missing_facts"] == []


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ('{"dead": -1}', "negative", "dead"),
        ('{"dead": true}', "invalid", "dead"),
        ('{"dead": 3.0}', "invalid", "dead"),
        ('{"dead": "3"}', "invalid", "dead"),
        ('{"dead": [3]}', "invalid", "dead"),
        ('{"dead": {}}', "invalid", "dead"),
        ('{"dead": ' + "9" * 19 + "}", "invalid", "dead"),
        ('{"dead": ' + "9" * 6000 + "}", "invalid", "dead"),
        ('{"office_requires": 1}', "invalid", "office_requires"),
        ('{"office_requires": "true"}', "invalid", "office_requires"),
        ('{"direct_loss_cny": -0.01}', "negative", "direct_loss_cny"),
        ('{"direct_loss_cny": "much"}', "invalid", "direct_loss_cny"),
        ('{"direct_loss_cny": "NaN"}', "invalid", "direct_loss_cny"),
        ('{"direct_loss_cny": "sNaN"}', "invalid", "direct_loss_cny"),
        ('{"direct_loss_cny": "Infinity"}', "invalid", "direct_loss_cny"),
        ('{"direct_loss_cny": true}', "invalid", "direct_loss_cny"),
        ('{"direct_loss_cny": 1e999999}', "invalid", "direct_loss_cny"),
        ('{"direct_loss_cny": "1e-999999"}', "invalid", "direct_loss_cny"),
        ('{"direct_loss_cny": NaN}', "invalid", "facts"),
        ('{"direct_loss_cny": -Infinity}', "invalid", "facts"),
        ('{"dead": 1, "dead": 2}', "duplicate", "dead"),
        ('{"Dead": 1}', "unknown_field", "Dead"),
        ('{"死亡": 1}', "unknown_field", "死亡"),
        ("[]", "invalid", "facts"),
        ("null", "invalid", "facts"),
        ("3", "invalid", "facts"),
        ("", "invalid", "facts:1"),
        ('{"dead": 1,\n', "invalid", "facts:2"),
        ("[" * 100_000, "invalid", "facts"),
    ],
)
def test_what_is_no_fact_is_refused_with_its_field(text: str, code: str, field: str) -> None:
    refusal = refused(text)
    assert (refusal.code, refusal.field) == (code, field)
    assert refusal.allowed.say("en")


def test_an_unknown_field_is_told_what_is_allowed() -> None:
    allowed = refused('{"deaths": 1}').allowed.say("en")
    assert allowed == ", ".join(m.id for m in wutai().plan.criteria.measures)


@pytest.mark.parametrize(
    "loss", ['"10000000.00"', "10000000.0", "1e7", '"1E+7"', "10000000", '"10000000"']
)
def test_money_is_exact_however_it_is_written(loss: str) -> None:
    assert assessed(f'{{"direct_loss_cny": {loss}}}')["grade"] == "relatively_serious"


FACTS = st.fixed_dictionaries(
    {},
    optional={
        **{name: st.none() | st.integers(0, 120) for name in COUNTS},
        "direct_loss_cny": st.none() | st.integers(0, 200_000_000),
        **{name: st.none() | st.booleans() for name in FLAGS},
    },
)


@settings(max_examples=200, deadline=None, derandomize=True)
@given(facts=FACTS, more=FACTS)
def test_more_harm_never_reads_lower(facts: dict[str, Any], more: dict[str, Any]) -> None:
    worse = {
        name: max((v for v in (facts.get(name), more.get(name)) if v is not None), default=None)
        for name in {*facts, *more}
    }
    before, after = result(**facts), result(**worse)
    assert GRADES.index(after[0]) >= GRADES.index(before[0])
    assert LEVELS.index(after[1]) >= LEVELS.index(before[1])
