"""What people write back in real life, and what must never be taken for an answer."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.answers.reading import LONGEST, Said, read
from notify.answers.words import EMERGENCY, FILLING, KEYS, SAID, START, STOP, Kind

ANSWERS: list[tuple[str, str, str | None]] = [
    ("收到", "acknowledged", None),
    ("收到。", "acknowledged", None),
    (" 收到！！ ", "acknowledged", None),
    ("收 到", "acknowledged", None),
    ("收到了", "acknowledged", None),
    ("已收到", "acknowledged", None),
    ("我已收到", "acknowledged", None),
    ("刚刚收到", "acknowledged", None),
    ("收到收到", "acknowledged", None),
    ("收到，收到，收到", "acknowledged", None),
    ("收到，谢谢", "acknowledged", None),
    ("好的，收到", "acknowledged", None),
    ("好的", "acknowledged", None),
    ("明白", "acknowledged", None),
    ("知道了", "acknowledged", None),
    ("收到👍", "acknowledged", None),
    ("✅ 收到", "acknowledged", None),
    ("收到[强]", "acknowledged", None),
    ("收到【张三】", "acknowledged", None),
    ("【水利局】收到 37", "acknowledged", "37"),
    ("收到 37", "acknowledged", "37"),
    ("收到37", "acknowledged", "37"),
    ("37收到", "acknowledged", "37"),
    ("37 收到", "acknowledged", "37"),
    ("37号收到", "acknowledged", "37"),
    ("收到：37", "acknowledged", "37"),
    ("收到（37）", "acknowledged", "37"),
    ("收到３７", "acknowledged", "37"),
    ("收到三十七", "acknowledged", "37"),
    ("收到三七", "acknowledged", "37"),
    ("收到二十", "acknowledged", "20"),
    ("收到十八", "acknowledged", "18"),
    ("收到 37 37", "acknowledged", "37"),
    ("“收到 37”", "acknowledged", "37"),
    ("回复“收到 37”", "acknowledged", "37"),
    ("回复收到37", "acknowledged", "37"),
    ("回复：收到 37。", "acknowledged", "37"),
    ("37", "acknowledged", "37"),
    ("３７", "acknowledged", "37"),
    ("37。", "acknowledged", "37"),
    ("三十七", "acknowledged", "37"),
    ("1", "acknowledged", None),
    ("１", "acknowledged", None),
    ("①", "acknowledged", None),
    ("❶", "acknowledged", None),
    ("1️⃣", "acknowledged", None),
    ("⑴", "acknowledged", None),
    ("一", "acknowledged", None),
    ("1#", "acknowledged", None),
    ("1。", "acknowledged", None),
    ("1收到", "acknowledged", None),
    ("1、收到", "acknowledged", None),
    ("137", "acknowledged", "37"),
    ("幺三七", "acknowledged", "37"),
    ("1 37", "acknowledged", "37"),
    ("37 1", "acknowledged", "37"),
    ("1-37", "acknowledged", "37"),
    ("137 收到", "acknowledged", "37"),
    ("OK", "acknowledged", None),
    ("ok 37", "acknowledged", "37"),
    ("Okay.", "acknowledged", None),
    ("Received, thanks", "acknowledged", None),
    ("I have received 37", "acknowledged", "37"),
    ("Roger", "acknowledged", None),
    ("got it", "acknowledged", None),
    ("马上出发", "acknowledged", None),
    ("收到，马上到", "acknowledged", None),
    ("收到，20分钟后到", "acknowledged", None),
    ("收到 李四", "acknowledged", None),
    ("收到 发自我的iPhone", "acknowledged", None),
    ("2", "on_the_way", None),
    ("②", "on_the_way", None),
    ("二", "on_the_way", None),
    ("237", "on_the_way", "37"),
    ("出发", "on_the_way", None),
    ("出发37", "on_the_way", "37"),
    ("已出发 37", "on_the_way", "37"),
    ("我们已经出发了", "on_the_way", None),
    ("收到，已出发", "on_the_way", None),
    ("收到37，出发", "on_the_way", "37"),
    ("2 出发", "on_the_way", None),
    ("出发 37，20分钟到", "on_the_way", "37"),
    ("出发，预计半小时后到场", "on_the_way", None),
    ("在路上", "on_the_way", None),
    ("正在赶往现场", "on_the_way", None),
    ("快到了", "on_the_way", None),
    ("On my way", "on_the_way", None),
    ("I'm on my way 37", "on_the_way", "37"),
    ("3", "on_scene", None),
    ("③", "on_scene", None),
    ("三", "on_scene", None),
    ("337", "on_scene", "37"),
    ("到场", "on_scene", None),
    ("到场 37", "on_scene", "37"),
    ("已到场", "on_scene", None),
    ("到了", "on_scene", None),
    ("我到了", "on_scene", None),
    ("已到位", "on_scene", None),
    ("已到达现场", "on_scene", None),
    ("收到，已到岗", "on_scene", None),
    ("arrived 37", "on_scene", "37"),
    ("On scene", "on_scene", None),
    ("4", "declined", None),
    ("④", "declined", None),
    ("四", "declined", None),
    ("437", "declined", "37"),
    ("有困难", "declined", None),
    ("有困难 37", "declined", "37"),
    ("去不了", "declined", None),
    ("我去不了", "declined", None),
    ("收到，去不了", "declined", None),
    ("收到，但我去不了", "declined", None),
    ("有困难，路断了过不来", "declined", None),
    ("到场有困难", "declined", None),
    ("无法到场", "declined", None),
    ("请假", "declined", None),
    ("cannot", "declined", None),
    ("Can’t come", "declined", None),
    ("I cannot make it 37", "declined", "37"),
]

NO_ANSWERS = [
    "", " ", "。", "？", "👍", "没收到", "没 收 到", "没有收到", "未收到", "不收到", "收到？",
    "收到?", "收到❓", "收到没有？", "收到没有", "收到没", "收到吗", "收到了吗", "收到否",
    "谁收到了", "请回复收到", "收到请回复", "收到 请回复", "收到的请举手", "收到37吗",
    "收到，在哪集合？", "还没出发", "没出发", "出发了吗", "出发了没", "什么时候出发",
    "何时出发 37", "出发前打电话", "不出发", "还没到场", "没到场", "到场了吗", "到场人数3",
    "没到", "不在现场", "没有困难", "没困难，收到", "有困难吗", "不是去不了",
    "收到，但是我在外地", "收到，人在外地", "收到，发错了吧", "收到 不", "收到❌", "收到37 38",
    "收到三十七十八", "三十七八",
    "37 38", "1 2", "1 37 48", "2收到", "4 收到", "237 收到", "出发，到场", "收到 10:30", "5",
    "0", "05", "收到 5", "537", "1000", "12345", "110", "119", "120", "122", "收到 120",
    "您好，我正在开会，稍后联系您", "自动回复：收到", "收到您的来信，我会尽快回复", "是", "好",
    "嗯", "Not received", "not on my way", "Have you received", "received?", "if received",
    "have not arrived", "Liked “回复“收到 37””",
    "【演练】溃坝预警，请立即到场。回复“收到 37”；已出发回“出发 37”", "请各单位收到后回复。收到",
    "启动", "482913", "启动 48291", "启动 4829131", "不启动 482913", "取消启动 482913",
    "启动 482913 吗", "启动 482913？", "启动 482913 收到", "启动 482913 张三", "TD 37", "START",
]  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "code"), ANSWERS)
def test_what_people_answer(text: str, kind: str, code: str | None) -> None:
    said = read(text)
    assert (said.kind, said.code, said.secret) == (kind, code, None)


@pytest.mark.parametrize("text", NO_ANSWERS)
def test_what_is_no_answer_goes_to_a_person(text: str) -> None:
    said = read(text)
    assert (said.kind, said.code, said.secret) == ("nothing", None, None)


@pytest.mark.parametrize(
    "text",
    [
        "启动 482913", "启动482913", "482913启动", "482913 启动", "启动４８２９１３",
        "启动：482 913。", "【张三】启动 482913", "start 482913", "启 动 482913",
        "启动 四八二九一三",
    ],
)  # fmt: skip
def test_the_order_to_start_with_its_secret(text: str) -> None:
    assert read(text) == Said("start", secret="482913")


@pytest.mark.parametrize("text", ["STOP", "stop.", "TD", "td", "T", "Ｔ", "退订", "退订！", "QUIT",
                                  "Unsubscribe", "CANCEL", "END", "【张三】退订"])  # fmt: skip
def test_what_a_carrier_takes_for_an_end(text: str) -> None:
    assert read(text) == Said("stop_word")


def test_what_was_written_beside_the_answer_is_kept() -> None:
    assert read("出发 37 20分钟到").rest == "20分钟到"
    assert read("有困难 路断了").rest == "路断了"
    assert read("没收到").rest == "没收到"


def test_neither_the_secret_nor_the_words_are_shown_by_repr() -> None:
    assert "482913" not in repr(read("启动 482913")) + repr(read("启动 482913 吗"))


def test_our_words_and_the_carriers_have_nothing_in_common() -> None:
    ours = [*SAID.values(), START, FILLING]
    assert all(STOP.isdisjoint(words) for words in ours)
    assert sum(len(words) for words in SAID.values()) == len(frozenset().union(*SAID.values()))


def test_a_very_long_text_is_no_answer() -> None:
    assert read("收到 " * LONGEST).kind == "nothing"


words = st.sampled_from([(word, kind) for kind, known in SAID.items() for word in sorted(known)])
codes = st.integers(10, 99).map(str)
before = st.sampled_from(["", " ", "【某某】", "👍", "\u200b", "。", "我"])
after = st.sampled_from(
    ["", " ", "。", "！！", "~", "【某某】", "🙏🏻", "\ufe0f", "，谢谢", "\r\n"]
)


@given(words, before, after)
def test_ornaments_change_nothing(said: tuple[str, Kind], left: str, right: str) -> None:
    assert read(left + said[0] + right).kind == said[1]


@given(words, codes, st.sampled_from(["", " ", "，", "："]), st.booleans())
def test_a_code_stands_before_or_after(
    said: tuple[str, Kind], code: str, between: str, first: bool
) -> None:
    word = said[0]
    text = f"{code}{between}{word}" if first else f"{word}{between}{code}"
    assert (read(text).kind, read(text).code) == (said[1], code)


@pytest.mark.parametrize("filling", [w for w in sorted(FILLING) if not w.isascii()])
def test_no_filling_word_hides_the_answer_behind_it(filling: str) -> None:
    hidden = [w for known in SAID.values() for w in known if not w.isascii()]
    assert [w for w in hidden if read(filling + w) != read(w)] == []


@given(words, st.sampled_from(["没", "还没", "并没有", "从未", "没 "]))
def test_a_word_denied_is_never_taken_for_itself(said: tuple[str, Kind], denial: str) -> None:
    word, kind = said
    if not word.isascii() and kind != "declined":
        assert read(denial + word).kind == "nothing"


@given(st.text(), words)
def test_a_question_is_no_answer(text: str, said: tuple[str, Kind]) -> None:
    assert read(f"{said[0]}{text}？").kind == "nothing"


@given(st.sampled_from(sorted(KEYS)), codes)
def test_a_key_before_a_code(key: str, code: str) -> None:
    said = read(key + code)
    if key + code in EMERGENCY:
        assert said.kind == "nothing"
    else:
        assert (said.kind, said.code) == (KEYS[key], code)


@given(codes, codes)
def test_two_codes_are_no_answer(one: str, other: str) -> None:
    assert (read(f"收到 {one} {other}").kind == "nothing") == (one != other)


@given(st.text(max_size=2 * LONGEST))
def test_nothing_breaks_it_and_a_code_only_comes_with_an_answer(text: str) -> None:
    said = read(text)
    assert (said.secret is not None) == (said.kind == "start")
    assert said.code is None or (said.kind in SAID and 10 <= int(said.code) <= 99)
