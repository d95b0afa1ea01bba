"""Counting and cutting short messages: the known edges, and what holds for every text."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notify.segments import (
    EXTENSION,
    GSM7,
    IN_PARTS,
    IN_PARTS_WIDE,
    count,
    encoding,
    normalised,
    parts,
    units,
)

ANY = st.text(alphabet=st.characters(exclude_categories=()), max_size=400)
MIXED = st.text(alphabet="aé€[溃坝🚨1１“”\u200b\x1a\x1b\r\n", max_size=400)


@pytest.mark.parametrize(
    ("text", "alphabet", "number"),
    [
        ("", "gsm7", 0),
        ("\x1a\u200b", "gsm7", 0),
        ("a" * 160, "gsm7", 1),
        ("a" * 161, "gsm7", 2),
        ("a" * 306, "gsm7", 2),
        ("a" * 307, "gsm7", 3),
        ("[" * 80, "gsm7", 1),
        ("[" * 81, "gsm7", 2),
        ("坝" * 70, "ucs2", 1),
        ("坝" * 71, "ucs2", 2),
        ("坝" * 134, "ucs2", 2),
        ("坝" * 135, "ucs2", 3),
        ("坝" * 268, "ucs2", 4),
        ("坝" * 269, "ucs2", 5),
        ("🚨" * 35, "ucs2", 1),
        ("🚨" * 36, "ucs2", 2),
        ("🚨" * 66, "ucs2", 2),
        ("🚨" * 67, "ucs2", 3),
    ],
)
def test_the_edges(text: str, alphabet: str, number: int) -> None:
    assert (encoding(text), count(text)) == (alphabet, number)


def test_a_pair_is_never_torn_at_the_seam() -> None:
    assert parts("坝" * 66 + "🚨" + "坝" * 10) == ("坝" * 66, "🚨" + "坝" * 10)
    assert parts("a" * 152 + "€" + "a" * 20) == ("a" * 152, "€" + "a" * 20)


def test_a_wide_reference_costs_a_place_in_each_part() -> None:
    assert [len(part) for part in parts("坝" * 133, wide_reference=True)] == [66, 66, 1]
    assert [len(part) for part in parts("a" * 161, wide_reference=True)] == [152, 9]


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("１０人", "10人"),
        ("a\u00a0b\tc", "a b c"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("a\x1bb\x1ac\x00", "abc"),
        ("溃\u200b坝\ufeff\u202e", "溃坝"),
        ("say “go”, don’t", 'say "go", don\'t'),
        ("他说“撤离”", "他说“撤离”"),
        ("\ud83d坝", "\ufffd坝"),
    ],
)
def test_what_is_made_plain(typed: str, sent: str) -> None:
    assert normalised(typed) == sent


def test_the_alphabet_has_128_places_and_no_character_twice() -> None:
    assert len(GSM7) == len(set(GSM7)) == 128
    assert not set(GSM7) & set(EXTENSION)


@given(ANY | MIXED)
def test_normalising_twice_changes_nothing_more(text: str) -> None:
    once = normalised(text)
    assert normalised(once) == once
    assert not set(once) & {"\x1a", "\x1b", "\r", "\u200b"}
    once.encode("utf-16-be")


@given(ANY | MIXED, st.booleans())
def test_parts_join_to_the_text_and_fit(text: str, wide: bool) -> None:
    got = parts(text, wide_reference=wide)
    alphabet = encoding(text)
    assert "".join(got) == normalised(text)
    assert "" not in got
    if len(got) > 1:
        room = (IN_PARTS_WIDE if wide else IN_PARTS)[alphabet]
        assert all(units(part, alphabet) <= room for part in got)
        # as few as can be: a part is left only when the next character does not fit
        for part, following in pairwise(got):
            assert units(part, alphabet) + units(following[0], alphabet) > room


@given(ANY | MIXED)
def test_units_are_those_of_the_encoded_text(text: str) -> None:
    clean = normalised(text)
    assert units(clean, "ucs2") == len(clean.encode("utf-16-be")) // 2
