"""Filling templates: what fits, and what is refused before anything is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest

from notify.channels.tencent.shorter import shortened
from notify.channels.tencent.templates import (
    MAX_CHARS,
    Filled,
    Template,
    Templates,
    Unfit,
    fill,
    says_test,
)
from notify.keys import REPLY, SELF_TEST, TOLD_AS
from tests.fakes.tencent import SIGNATURE
from tests.notify.tencent.gateway import WORDS, message

TWO = Template("1", ("place", "what"), "{1}{2}。")


def test_words_go_into_the_gaps_in_the_order_of_the_settings() -> None:
    filled = fill(Template("1", ("what", "place")), message(), SIGNATURE)
    assert filled == Filled("1", (WORDS["what"], WORDS["place"]))


def test_an_empty_word_is_a_word_and_a_missing_one_is_not() -> None:
    assert fill(Template("1", ("mark",)), message(), SIGNATURE) == Filled("1", ("",))
    missing = fill(Template("1", ("place", "route")), message(), SIGNATURE)
    assert missing == Unfit("template_field_missing")


@pytest.mark.parametrize(
    "word",
    [
        "http://a.example",
        "打开https://a.example/x看",
        "HTTPS://A.EXAMPLE",
        "坝www.a.example",
        "见a.gov.cn",
        "tailings.com",
        "a.example/x",
        "a.example:8080/x",
        "到10.0.0.1看",
        "weixin://dl",
    ],
)
def test_an_address_is_refused(word: str) -> None:
    assert fill(TWO, message({"what": word}), SIGNATURE) == Unfit("url_in_template")


@pytest.mark.parametrize(
    "word",
    ["3.5米", "14:30", "1.5万m³", "K3+200.5", "坝顶/左岸", "v1.2", "2027.01.15", "1.2.3.4.5", "。"],
)
def test_what_is_no_address_passes(word: str) -> None:
    assert isinstance(fill(TWO, message({"what": word}), SIGNATURE), Filled)


def test_the_signature_and_the_approved_words_count() -> None:
    room = MAX_CHARS - len(f"【{SIGNATURE}】") - len("坝。")
    fits = message({"place": "坝", "what": "水" * room})
    assert isinstance(fill(TWO, fits, SIGNATURE), Filled)
    longer = message({"place": "坝", "what": "水" * (room + 1)})
    assert fill(TWO, longer, SIGNATURE) == Unfit("too_long")
    unmeasured = Template("1", ("place", "what"))
    assert isinstance(fill(unmeasured, longer, SIGNATURE), Filled)


def test_a_word_that_looks_like_a_gap_stays_as_it_is() -> None:
    assert fill(TWO, message({"place": "{2}"}), SIGNATURE) == Filled("1", ("{2}", WORDS["what"]))


@pytest.mark.parametrize("text", ["{1}", "{1}{3}", "{1}{2}{3}", "nothing"])
def test_a_template_whose_gaps_do_not_fit_its_fields_is_refused_at_once(text: str) -> None:
    with pytest.raises(ValueError, match="template 1"):
        Template("1", ("place", "what"), text)


def test_an_alert_without_a_template_has_the_default_one() -> None:
    templates = Templates(TWO, {"muster": Template("2", ())})
    assert templates.of("muster", "LevelSet", {}) == Template("2", ())
    assert templates.of("other", "LevelSet", {}) is TWO


FREE = Template("7", ("text",), "{1}。")
CORRECTS = Template("8", ("text",), "更正：{1}。")


@pytest.mark.parametrize("told_as", ["notice", "correction"])
def test_own_words_never_go_out_as_the_alert_again(told_as: str) -> None:
    """By an approved text without a gap for them, a correction would be the alert once more."""
    about = {TOLD_AS: told_as}
    assert Templates(Template("1", ())).of("notice:flash:all", "x", about) is None
    assert Templates(TWO).of("withdraw", "x", about) is None, "joined with an alert of the plan"
    assert Templates(FREE).of("notice:flash:all", "x", about) is FREE
    assert Templates(TWO, notice=FREE).of("notice:flash:all", "x", about) is FREE
    before = Templates(TWO).of("notice:flash:all", "x", {})
    assert before is None, "written before the field was"


def test_a_correction_has_a_template_of_its_own() -> None:
    templates = Templates(TWO, notice=FREE, correction=CORRECTS)
    assert templates.of("notice:flash:all", "x", {TOLD_AS: "correction"}) is CORRECTS
    assert templates.of("notice:flash:all", "x", {TOLD_AS: "notice"}) is FREE


def test_a_test_goes_by_its_own_template_or_not_at_all() -> None:
    """By the default one everybody would get the real alert's words."""
    own = Template("9", ("code",), "通信测试，收到请回复测试{1}。测试")
    assert Templates(Template("1", ())).of("", SELF_TEST, {}) is None
    assert Templates(FREE).of("", SELF_TEST, {}) is None
    assert Templates(TWO, selftest=own).of("", SELF_TEST, {}) is own
    assert fill(None, message(), SIGNATURE) == Unfit("no_template")


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("【通信测试】没有发生事故。【测试】", True),
        ("[TEST] Nothing has happened. [Test]", True),
        ("测试：没有发生事故。", False),
        ("尾矿库险情，请立即到岗。", False),
        ("", False),
    ],
)
def test_words_of_a_test_say_so_at_both_ends(text: str, says: bool) -> None:
    assert says_test(text) is says


def test_what_answers_an_answer_has_its_own_template_or_none_at_all() -> None:
    """By the default one a late answer would bring its sender the alert once more."""
    back = Template("6", ("text",), "关于您的答复：{1}（值班室）")
    assert Templates(Template("1", ())).of("withdraw", REPLY, {}) is None
    assert Templates(FREE, notice=FREE, selftest=FREE).of("", REPLY, {"text": "好"}) is None
    assert Templates(TWO, reply=back).of("withdraw", REPLY, {"text": "好"}) is back
    assert Templates(TWO, reply=back).of("withdraw", "x", {}) is TWO


LATE = "该提醒已于12:00答复：收到（张三），无需再答。值班室电话另告。"


@pytest.mark.parametrize(
    ("room", "said"),
    [
        (200, LATE),
        (30, "该提醒已于12:00答复：收到（张三），无需再答。"),
        (14, "该提醒已于12:00答复：…"),
        (9, "该提醒已于…"),
    ],
)
def test_words_back_are_made_shorter_by_whole_sentences(room: int, said: str) -> None:
    assert shortened(LATE, room) == said
    assert len(said) <= room or said == LATE


def test_no_code_is_cut_in_two() -> None:
    assert shortened("请回复“收到 57”，或致电值班室", 8) == "请回复“收到…"
    assert shortened("Not understood. Write “received 57”.", 20) == "Not understood."
    assert shortened("收", 1) == "收"
    assert shortened("收到", 1) == "…"


def test_words_back_fit_the_gap_and_the_whole_message() -> None:
    gap = Template("6", ("text",), "关于您的答复：{1}（值班室）", longest=30)
    back = replace(message({"text": LATE}), event=REPLY)
    assert fill(gap, back, SIGNATURE) == Filled(
        "6", ("该提醒已于12:00答复：收到（张三），无需再答。",)
    )
    long = replace(message({"text": "。" + "水" * MAX_CHARS}), event=REPLY)
    assert isinstance(fill(replace(gap, longest=None), long, SIGNATURE), Filled)
