"""The bytes of entries are RFC 8785, though they are made in a faster way."""

from __future__ import annotations

from typing import Any, get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from incident.codec import _bytes
from incident.events import EVENTS
from runtime.canonical import canonical

TEXT = st.text(st.characters(exclude_categories=["Cs"]))
SCALARS = st.none() | st.booleans() | st.integers(-(2**53) + 1, 2**53 - 1) | TEXT
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner) | st.dictionaries(TEXT, inner),
    max_leaves=20,
)


@given(st.dictionaries(TEXT, VALUES))
def test_any_json_without_floats_gives_the_same_bytes(fields: dict[str, Any]) -> None:
    assert _bytes(fields) == canonical(fields)


def test_keys_beyond_the_first_plane_are_ordered_by_utf_16() -> None:
    fields = {"\U00020000": 1, "\uff5e": 2}
    assert _bytes(fields) == canonical(fields)
    assert _bytes(fields).index(b"1") < _bytes(fields).index(b"2")


def test_half_a_character_has_no_bytes() -> None:
    with pytest.raises(ValueError, match="surrogate"):
        _bytes({"a": "\ud800"})


def _holds_floats(annotation: Any) -> bool:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return any(_holds_floats(f.annotation) for f in annotation.model_fields.values())
    return annotation is float or any(_holds_floats(a) for a in get_args(annotation))


def test_no_event_holds_a_float() -> None:
    assert EVENTS
    assert [n for n, event in EVENTS.items() if _holds_floats(event)] == []
