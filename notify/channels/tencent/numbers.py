"""Telephone numbers as the vendor writes them, brought into one form.

A report or reply carries a number twice: in full (``+86…``) and as people write it, without the
country. An older sample of the vendor has the two the wrong way round, so neither is trusted to be
the one that its name says.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

HOME = "86"
"""Country code of a number that names none."""

_NATIONAL = re.compile(r"1\d{10}")


def e164(number: str, country: str = HOME) -> str:
    """``+`` and digits, from any usual way to write a number; "" where there are no digits."""
    said = unicodedata.normalize("NFKC", number).strip()
    digits = "".join(c for c in said if c.isascii() and c.isdigit())
    if not digits:
        return ""
    if said.startswith("+"):
        return f"+{digits}"
    if digits.startswith("00"):
        return f"+{digits[2:]}"
    rest = digits.removeprefix(country)
    if rest != digits and (country != HOME or _NATIONAL.fullmatch(rest)):
        return f"+{digits}"
    return f"+{country}{digits}"


def sender(item: Mapping[str, object]) -> str:
    """Whose number a report or reply is about; "" where it names none."""
    given = [str(item.get(name) or "") for name in ("PhoneNumber", "SubscriberNumber")]
    full = next((number for number in given if number.strip().startswith("+")), "")
    country = e164(str(item.get("CountryCode") or HOME), "").lstrip("+") or HOME
    return e164(full or given[1] or given[0], country)
