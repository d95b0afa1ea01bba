"""The line below a message asks for words that are read, and is no answer itself."""

from __future__ import annotations

import re

import pytest

from notify.answers.lines import (
    FULL,
    READ_FULL,
    READ_SHORT,
    SHORT,
    answered_by_reply,
    answered_elsewhere,
    answered_in_the_call,
    by_time,
)
from notify.answers.reading import read
from notify.segments import count, encoding, units
from runtime.language import LANGS, Lang

WHAT = "溃坝预警：请张三立即到指挥部报到。"
KINDS = ["acknowledged", "on_the_way", "on_scene", "declined"]


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", [FULL, SHORT])
@pytest.mark.parametrize("code", ["37", None])
@pytest.mark.parametrize("time", ["02:40", "11-28 02:40", None])
def test_each_word_that_it_asks_for_is_read_as_meant(
    lang: Lang, form: dict[Lang, str], code: str | None, time: str | None
) -> None:
    line = form[lang].format(code=f" {code}" if code else "", by=by_time(lang, time))
    asked = [read(words) for words in re.findall(r"[“\"]([^”\"]+)[”\"]", line)]
    assert [said.kind for said in asked] == KINDS
    assert {said.code for said in asked} == {code}


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", [READ_FULL, READ_SHORT])
def test_who_goes_nowhere_is_asked_for_receipt_and_difficulty_alone(
    lang: Lang, form: dict[Lang, str]
) -> None:
    line = form[lang].format(code=" 37", by=by_time(lang, "02:40"))
    asked = [read(words) for words in re.findall(r"[“\"]([^”\"]+)[”\"]", line)]
    assert [said.kind for said in asked] == ["acknowledged", "declined"]
    assert read(line).kind == "nothing", "sent back as it is"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("form", [FULL, SHORT])
def test_sent_back_as_it_is_it_answers_nothing(lang: Lang, form: dict[Lang, str]) -> None:
    line = form[lang].format(code=" 37", by=by_time(lang, "02:40"))
    assert read(line).kind == "nothing"
    assert read(f"【演练】{WHAT}\n{line}").kind == "nothing"


def test_it_fits_on_one_screen_with_what_the_message_says() -> None:
    line = answered_by_reply(WHAT, "37", "zh")
    assert units(f"{WHAT}\n{line}", "ucs2") <= 67
    assert "“收到 37”" in line
    assert "37" not in answered_by_reply(WHAT, None, "zh")


@pytest.mark.parametrize("lang", LANGS)
def test_the_full_line_stands_only_where_it_costs_no_further_part(lang: Lang) -> None:
    full, short = (form[lang].format(code=" 37", by="") for form in (FULL, SHORT))
    chosen = set()
    for length in range(0, 320, 5):
        text = ("字" if lang == "zh" else "a") * length
        line = answered_by_reply(text, "37", lang)
        assert count(f"{text}\n{line}") == count(f"{text}\n{short}")
        chosen.add(line)
    assert chosen == {full, short}


def test_where_no_reply_arrives_no_code_is_shown() -> None:
    assert (
        answered_elsewhere("zh", link="https://h.example/a/x")
        == "请打开确认：https://h.example/a/x"
    )
    assert answered_elsewhere("zh", number="sim:0001") == "请致电值班室 sim:0001"
    assert answered_elsewhere("en", link="l", number="n") == "Confirm here: l"
    assert answered_elsewhere("en") == ""


def test_each_way_to_answer_says_until_when_where_that_is_known() -> None:
    assert answered_by_reply(WHAT, "37", "zh", "02:40").startswith("02:40前回")
    assert answered_by_reply(WHAT, "37", "en", "02:40").startswith('Reply by 02:40 "')
    assert answered_elsewhere("zh", link="l", by="02:40") == "请02:40前打开确认：l"
    assert answered_elsewhere("en", number="n", by="02:40") == (
        "Please call the duty desk by 02:40: n"
    )
    assert answered_in_the_call("zh", "02:40") == "请02:40前确认"
    assert answered_in_the_call("en", None) == ""


def test_the_english_line_stays_in_the_cheap_alphabet() -> None:
    assert (
        encoding(FULL["en"].format(code=" 37", by=" by 02:40"))
        == "gsm7"
        == encoding(SHORT["en"].format(code=" 37", by=" by 02:40"))
    )
