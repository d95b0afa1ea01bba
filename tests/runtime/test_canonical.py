"""Strings are written by a faster writer: byte for byte as the canonical one writes them."""

from __future__ import annotations

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from runtime.canonical import canonical


@given(st.lists(st.text(st.characters(exclude_categories=["Cs"]))))
def test_lists_of_strings_are_written_as_the_standard_says(texts: list[str]) -> None:
    assert canonical(texts) == rfc8785.dumps(texts)


def test_so_are_all_characters_that_are_escaped() -> None:
    every = [chr(n) for n in range(0x100)] + ["\u2028", "\U0001f6a8", '\\"']
    assert canonical(every) == rfc8785.dumps(every)


@pytest.mark.parametrize("value", [["\ud800"], ["a", "\udc00"], {"a": "\ud800"}])
def test_half_a_surrogate_pair_has_no_canonical_form(value: object) -> None:
    with pytest.raises(ValueError, match=r"surrogate|non-UTF-8"):
        canonical(value)
