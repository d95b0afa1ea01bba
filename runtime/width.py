"""How wide a text stands where every sign takes one column or two."""

from __future__ import annotations

from unicodedata import east_asian_width


def columns(text: str) -> int:
    """A Chinese character takes two (Unicode Standard Annex 11: wide and full-width)."""
    return sum(1 + (east_asian_width(sign) in "FW") for sign in text)
