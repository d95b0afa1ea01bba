"""What a plain word in a YAML file means: exactly, and never by guess.

``true``/``false`` and ``null`` are the only words with a meaning of their own; ``no``, ``on`` and
``012`` stay text. Decimals are exact, a moment carries its UTC offset.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal

from runtime.language import N_, phrase

Scalar = str | int | Decimal | bool | date | datetime | None

_WORDS: Mapping[str, bool | None] = {
    "true": True,
    "false": False,
    "null": None,
    "~": None,
    "": None,
}
# At most 15 digits before the point: what every JSON reader keeps exactly (RFC 8785). Longer ones
# stay text, which a schema then refuses where it wants a number.
_INT = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,12}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}\S*(?: ?[-+Zz]\S*)?")


def meaning(text: str) -> Scalar:
    """The value of a word that stands without quotes.

    Raises ``ValueError`` with a ``Phrase`` for a date that no calendar has and for a moment
    without its offset.
    """
    if text in _WORDS:
        return _WORDS[text]
    if text[0] not in "-0123456789":
        return text
    if _INT.fullmatch(text):
        return int(text)
    if _DECIMAL.fullmatch(text):
        return Decimal(text)
    return _time(text)


def _time(text: str) -> str | date | datetime:
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
        if not _MOMENT.fullmatch(text):
            return text
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise ValueError(phrase(N_("The calendar has no such date or time."))) from None
    if moment.tzinfo is None:
        message = N_("A time needs its offset, for example 2024-05-06T08:00:00+08:00.")
        raise ValueError(phrase(message))
    return moment
