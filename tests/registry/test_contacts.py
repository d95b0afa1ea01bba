"""Addresses of every kind look like what they are."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from registry.schema import Contact


@pytest.mark.parametrize(
    ("kind", "address"),
    [("mobile", "+15555550101"), ("email", "duty@example.org"), ("ntfy", "duty-37_a"),
     ("sim", "sim:0001")],
)  # fmt: skip
def test_an_address_of_its_kind_is_taken(kind: str, address: str) -> None:
    assert Contact.model_validate({"kind": kind, "address": address}).address == address


@pytest.mark.parametrize(
    ("kind", "address"),
    [("mobile", "duty@example.org"), ("email", "+15555550101"), ("email", "a@b"), ("ntfy", "a b"),
     ("ntfy", "x" * 65), ("email", "sim:0001"), ("sim", "duty@example.org")],
)  # fmt: skip
def test_another_one_is_refused(kind: str, address: str) -> None:
    with pytest.raises(ValidationError):
        Contact.model_validate({"kind": kind, "address": address})
