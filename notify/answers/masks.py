"""What others than its writer may read of a reply: all of it, but not the figures of an order.

Six figures are hidden where the reply is about an order to start or says nothing else, and where
they open, or opened, an order: one offered to the people of that telephone, or one that anybody
could still give at that moment. The number of people in an honest report stays.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.answers.asked import LATELY
from notify.answers.codes import Seal, matches
from notify.answers.orders import without_links
from notify.answers.telephones import known
from notify.answers.words import HAN_FIGURES, START
from notify.tables import AttemptRow, OrderLockRow
from runtime.vault import Vault

HIDDEN = "••••••"
MOST_COMPARED = 12
"""Comparing takes some 50 ms each: of a reply with more to compare all six figures are hidden."""

_SIX = re.compile(r"(?<!\d)\d(?:[\W_]{0,3}\d){5}(?!\d)")
"""Six figures, as a reader of answers takes them: also written apart."""
_ONLY_FIGURES = re.compile(r"[\W\d_]*")


def reply_shown(
    connection: Connection, vault: Vault, number: str, text: str, came: datetime
) -> str:
    """The text of a reply from ``number``, of the moment ``came``, as others may read it."""
    plain = "".join(map(_figure, text))
    found = list(_SIX.finditer(plain))
    if found and not _about_an_order(plain):
        kept = _seals(connection, known(connection, vault, number), came)
        if len(found) * len(kept) <= MOST_COMPARED:
            found = [one for one in found if _opens(kept, re.sub(r"\D", "", one[0]))]
    for one in reversed(found):
        text = f"{text[: one.start()]}{HIDDEN}{text[one.end() :]}"
    return without_links(text)


def _figure(char: str) -> str:
    """A figure in any writing as a plain one; what nobody sees counts as a gap."""
    figure = unicodedata.digit(char, None)
    if figure is not None:
        return str(figure)
    return " " if unicodedata.category(char) == "Cf" else HAN_FIGURES.get(char, char)


def _about_an_order(plain: str) -> bool:
    folded = unicodedata.normalize("NFKC", plain).casefold()
    return _ONLY_FIGURES.fullmatch(plain) is not None or any(
        word in re.sub(r"\s", "", folded) for word in START
    )


def _seals(connection: Connection, telephone: str | None, came: datetime) -> Sequence[Seal]:
    """Of orders offered lately to who has the telephone, and of all that could be given then."""
    theirs = select(col(AttemptRow.person)).where(col(AttemptRow.address_digest) == telephone)
    rows = connection.execute(
        select(col(OrderLockRow.salt), col(OrderLockRow.digest)).where(
            col(OrderLockRow.from_at) > came - LATELY,
            # An order may seem to be made after the reply, where the clock was set back between.
            col(OrderLockRow.from_at) < came + LATELY,
            (col(OrderLockRow.until_at) > came) | col(OrderLockRow.person).in_(theirs),
        )
    )
    return [Seal(bytes(row.salt), bytes(row.digest)) for row in rows]


def _opens(kept: Sequence[Seal], figures: str) -> bool:
    return any(_fits(seal, figures) for seal in kept)


@lru_cache(maxsize=1024)
def _fits(kept: Seal, figures: str) -> bool:
    """As ``matches``; a list of replies is shown again and again."""
    return matches(kept, figures)
