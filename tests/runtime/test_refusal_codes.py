"""Every refusal says where, what and what instead, in Chinese and in English."""

from __future__ import annotations

import pytest

from runtime.language import phrase, plain, term, terms, translate
from runtime.refusal import FRAME, REASONS, Refused


@pytest.mark.parametrize("code", REASONS)
def test_every_code_speaks_both_languages_with_field_value_and_allowed(code: str) -> None:
    refusal = Refused(code, field="figures.dead", value="某值 -3", allowed="0, 1, 2")
    said = {"zh": refusal.say("zh"), "en": refusal.say("en")}
    for sentence in said.values():
        for part in ("figures.dead", "某值 -3", "0, 1, 2"):
            assert part in sentence
        assert "{" not in sentence
    assert REASONS[code].sentence in said["en"]
    assert said["zh"] != said["en"]
    assert refusal.as_json()["code"] == code
    assert 400 <= refusal.status <= 507


@pytest.mark.parametrize("message", [FRAME, *(reason.sentence for reason in REASONS.values())])
def test_every_sentence_is_in_the_chinese_catalogue(message: str) -> None:
    assert translate(message, "zh") != message
    assert translate(message, "en") == message


def test_an_unknown_code_is_a_fault_of_the_program() -> None:
    with pytest.raises(KeyError):
        Refused("no_such_code", field="f", value=1, allowed="a")


@pytest.mark.parametrize(("value", "shown"), [(None, "—"), ("x" * 200, "x" * 79 + "…"), (0, "0")])
def test_values_are_shown_short(value: object, shown: str) -> None:
    assert Refused("invalid", field="f", value=value, allowed="a").value == shown


def test_programs_get_the_name_of_a_term_and_people_its_words() -> None:
    dead, missing = (term(c, phrase(w)) for c, w in (("dead", "video"), ("missing", "radio")))
    refusal = Refused("invalid", field=dead, value=terms([dead, missing]), allowed=missing)
    assert (refusal.field, refusal.value) == ("dead", "dead, missing")
    assert refusal.say("en").endswith("Field: video. Value: video, radio. Allowed: radio")
    said = refusal.say("zh")
    assert f"{translate('video', 'zh')}、{translate('radio', 'zh')}" in said
    assert "dead" not in said
    assert "missing" not in said


def test_what_is_not_a_term_is_shown_as_it_was_sent() -> None:
    refusal = Refused("invalid", field="f", value=7, allowed=plain("g"))
    assert refusal.say("en").endswith("Field: f. Value: 7. Allowed: g")
