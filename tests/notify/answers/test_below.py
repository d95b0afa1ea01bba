"""The lines below a text, found again: those that the program writes, and nothing like them."""

from __future__ import annotations

import pytest

from notify.answers.below import ending_at, told_by, until_in
from notify.answers.lines import (
    answered_by_reply,
    answered_elsewhere,
    answered_in_the_call,
    answered_shortly,
)
from notify.answers.orders import BY_REPLY
from runtime.language import LANGS, Lang, phrase

LINK = "https://alerts.example.org/r/abc-def"


@pytest.mark.parametrize("lang", LANGS)
@pytest.mark.parametrize("by", [None, "02:40", "06-02 02:40"])
def test_what_is_written_is_found_again_with_its_time(lang: Lang, by: str | None) -> None:
    whole = answered_by_reply("x", "37", lang, by)
    order = phrase(BY_REPLY, secret="123456", time="06-02 02:40").say(lang)
    written = {
        whole: "reply",
        answered_shortly("37", lang, by, sets_out=False): "reply",
        f"{whole}{order}": "reply",
        answered_elsewhere(lang, link=LINK, by=by): "elsewhere",
        answered_elsewhere(lang, number="+1 555-555-0101", by=by): "elsewhere",
        answered_in_the_call(lang, by): "call" if by else "nothing",
    }
    for tail, told in written.items():
        text = f"x\n{tail}" if tail else "x"
        assert ending_at(text, lang) == 1, tail
        assert told_by(text[1:], lang) == told, tail
        assert until_in(text[1:], lang) == by, tail


@pytest.mark.parametrize(
    ("lang", "line"),
    [
        ("en", "Confirm the mine has left the toe - County HQ"),
        ("en", "Please call the duty desk about the road: two cars - County HQ"),
        ("en", "Please call the duty desk: two cars - County HQ"),
        ("en", "Confirm here and there: soon"),
        ("en", "Confirm by noon"),
        ("zh", "请到场后确认"),
        ("zh", "请各组组长14:30前确认"),
        ("zh", "请致电值班室 报告进度【岚山县指挥部】"),
        ("zh", "请派人致电值班室 110"),
    ],
)
def test_what_reads_like_one_is_the_text_itself(lang: Lang, line: str) -> None:
    """An order may begin with the program's own words, on a line of the plan's text."""
    assert ending_at(f"x\n{line}", lang) == len(f"x\n{line}")
