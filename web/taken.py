"""Which texts and times can be taken at all: texts that every database keeps, times that every
zone of the world can show. Said in the same words wherever one comes in.
"""

from __future__ import annotations

import json
import re

from incident.model import FIRST_YEAR
from runtime.language import N_, Phrase, phrase

NO_NUL = N_("a text without the NUL character (U+0000), which cannot be stored")
WHOLE = N_("no half of a surrogate pair in the text, as a damaged emoji leaves behind")
NOT_KEPT = N_("text in UTF-8")

LAST_YEAR = 9998
"""Of the last year of the calendar a part lies beyond it in some zones."""
_LATER = re.compile(r"\s*\+?[0-9]{5,}-")

YEARS = N_("a time in the years {first} to {last}")


def years(first: int = FIRST_YEAR) -> Phrase:
    """Which times are taken, for one that is none of them."""
    return phrase(YEARS, first=first, last=LAST_YEAR)


def beyond(given: object) -> bool:
    """Whether this was meant as a time in a year that no calendar of the program has."""
    return isinstance(given, str) and _LATER.match(given) is not None


def halved(text: str) -> bool:
    """Whether half of a surrogate pair is in it, which UTF-8 cannot hold."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return True
    return False


def halved_json(body: object) -> bool:
    """Whether a message is sound JSON but for half of a surrogate pair that an escape wrote."""
    if not isinstance(body, bytes | str):
        return False
    try:
        return halved(json.dumps(json.loads(body), ensure_ascii=False))
    except (ValueError, RecursionError):
        return False
