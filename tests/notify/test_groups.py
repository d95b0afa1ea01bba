"""What a group may be told, and that nothing else fits in."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident.state import STAGES
from notify.groups import MAX_CHARS, MODES, TITLES, GroupNotice, every_text
from notify.text import EXERCISE
from runtime.language import LANGS, Lang

CHINESE_NUMERALS = frozenset("一二三四五六七八九十百千万亿两〇零ⅠⅡⅢⅣ")

kinds, stages, modes = (
    st.sampled_from(sorted(TITLES)),
    st.sampled_from(STAGES),
    st.sampled_from(MODES),
)


@given(st.text(), kinds, stages, modes, st.sampled_from(LANGS))
def test_whatever_it_is_called_only_the_known_texts_come_out(
    name: str, kind: str, stage: str, mode: str, lang: Lang
) -> None:
    assert GroupNotice(name, kind, stage, mode).text(lang) in every_text()


@given(st.text(), st.sampled_from(["kind", "stage", "mode"]))
def test_free_words_do_not_get_in(words: str, where: str) -> None:
    given = {"id": "n", "kind": "accident", "stage": "responding", "mode": "real"} | {where: words}
    allowed: dict[str, set[str]] = {"kind": {*TITLES}, "stage": {*STAGES}, "mode": {*MODES}}
    if words in allowed[where]:
        GroupNotice(**given)
        return
    with pytest.raises(ValueError, match=f"^{where} is one of"):
        GroupNotice(**given)


def test_no_text_has_a_figure_and_every_one_fits() -> None:
    texts = every_text()
    assert len(texts) >= len(TITLES) * len(STAGES) * len(MODES)
    for text in texts:
        assert len(text) <= MAX_CHARS
        assert not [c for c in text if unicodedata.category(c).startswith("N")]
        assert not CHINESE_NUMERALS & set(text)


def test_the_stage_before_any_report_is_not_posted() -> None:
    with pytest.raises(ValueError, match="stage"):
        GroupNotice("n", "accident", "none", "real")


def test_an_exercise_is_marked_at_both_ends() -> None:
    for lang in LANGS:
        text = GroupNotice("n", "accident", "responding", "exercise").text(lang)
        assert text.startswith(EXERCISE[lang])
        assert text.endswith(EXERCISE[lang])
