"""A message that goes once more by a narrower way: what is cut is the end of the text, with a sign,
and never how to answer, who sends it, or that it is an exercise."""

from __future__ import annotations

from typing import Literal

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from app.plan_folders import PLANS
from notify.answers.below import ending_at
from notify.answers.lines import answered_by_reply, answered_elsewhere, answered_shortly
from notify.answers.orders import BY_REPLY
from notify.channel import Outcome, Permanent, Unknown
from notify.compose import compose
from notify.once_more import fitted, resent
from notify.segments import fits
from notify.text import EXERCISE, RESENT
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from runtime.language import Lang, phrase
from tests.notify.test_answers import TWO_WAY, Modem, code_in
from tests.notify.test_joining import FOUR_PARTS, LEADER, long, order, settle, started
from tests.notify.world import World

BOOK = Playbook.of(load_plan(PLANS / "wutai-2024"))
LINK = "https://alerts.example.org/r/abc-def"
SENDER = {"zh": "测试县指挥部", "en": "Test County"}
WORDS = {"zh": "请到三号路口清理塌方", "en": "Clear the slide at road three "}
Ending = Literal["reply", "order", "link", "call", "none"]


def ending(kind: Ending, lang: Lang) -> tuple[str, str]:
    """The lines as they are written, and what of them may never be missing."""
    replies = answered_by_reply("x", "37", lang, "14:28")
    match kind:
        case "reply":
            return replies, "37"
        case "order":
            secret = phrase(BY_REPLY, secret="123456", time="14:40").say(lang)
            return replies + secret, "123456"
        case "link":
            return answered_elsewhere(lang, link=LINK, by="14:28"), LINK
        case "call":
            return answered_elsewhere(lang, number="0000-110", by="14:28"), "0000-110"
        case "none":
            return "", ""


@settings(max_examples=150, deadline=None)
@example(lang="zh", mode="exercise", kind="order", hats=2, chars=600, parts=3, again=True)
@example(lang="en", mode="exercise", kind="link", hats=2, chars=1600, parts=3, again=False)
@given(
    lang=st.sampled_from(["zh", "en"]),
    mode=st.sampled_from(["real", "exercise"]),
    kind=st.sampled_from(["reply", "order", "link", "call", "none"]),
    hats=st.integers(0, 2),
    chars=st.integers(1, 900),
    parts=st.integers(3, 9),
    again=st.booleans(),
)
def test_what_is_cut_is_the_end_of_the_text_and_the_cut_is_shown(
    lang: Lang, mode: str, kind: Ending, hats: int, chars: int, parts: int,
    again: bool,
) -> None:  # fmt: skip
    tail, kept = ending(kind, lang)
    text = (WORDS[lang] * chars)[:chars].strip() or "x"
    posts = list(BOOK.posts)[:hats]
    said = compose(
        [text], posts, BOOK, lang, mode, 100_000, tail=tail, senders=[SENDER[lang]]
    )  # fmt: skip
    told = (resent if again else fitted)(said, lang, mode, 612, parts)
    drill, mark = EXERCISE[lang] if mode == "exercise" else "", RESENT[lang] if again else ""
    assert fits(told, 612, parts)
    assert told.startswith(f"{drill}{mark}{text[:5]}")
    assert told.endswith(drill)
    assert kept in told
    assert SENDER[lang] in told
    assert text in told or "…" in told or "..." in told, "the cut is shown"
    assert not told.removesuffix(drill).endswith(("…", "..."))
    if kind in {"reply", "order"}:
        short = answered_shortly("37", lang, "14:28")
        assert tail.partition("\n")[0] in told or short in told, "a line to answer by is whole"
    if fits(said, 612 - len(mark), parts - 1):
        assert told.replace(mark, "") == said, "what fits is the very same message"
    assert resent(told, lang, mode, 612, parts) == told or not again


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_what_somebody_wrote_is_no_answer_line(lang: Lang) -> None:
    tail = answered_elsewhere(lang, number="0000-110")
    assert ending_at(f"{tail}\nx", lang) == len(f"{tail}\nx"), "it is not the last line"
    assert ending_at(tail, lang) == len(tail), "a text of one line is a text"
    assert ending_at(f"x\n{tail}", lang) == 1


@pytest.mark.parametrize("outcome", [Permanent("no_template", elsewhere=True), Unknown("timeout")])
def test_an_order_too_long_for_the_modem_is_answered_there_with_its_code(
    world: World, outcome: Outcome
) -> None:
    """The wide way takes it whole and fails; by the modem its reader has the code all the same."""
    wide = Modem(name="wide", capabilities=TWO_WAY)
    line, incident = started(world, wide, modem := Modem(name="modem", capabilities=FOUR_PARTS))
    wide.outcomes = [outcome] * 20
    words = long(1, 500)
    order(line, incident, words)
    settle(line)
    whole, told = wide.to(LEADER)[0], modem.to(LEADER)[0]
    assert words in whole
    assert fits(told, FOUR_PARTS.max_chars, FOUR_PARTS.max_segments)
    assert words not in told
    assert "…" in told
    assert code_in(told) == code_in(whole)
    assert told.startswith("【重发】") is isinstance(outcome, Unknown)
