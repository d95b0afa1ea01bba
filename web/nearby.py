"""Which dams somebody may mean who types a place: a hint, never a choice made for them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from registry.dams import Dam
from registry.places import Named

COMMON = 2
"""A piece of a name that more dams than this have, such as the county's name, tells nothing."""

_HAN = re.compile("[一-鿿]+")
_WORD = re.compile("[a-z0-9]{3,}")


def named_in(place: str, dams: Sequence[Dam], townships: Mapping[str, Named]) -> tuple[Dam, ...]:
    """The dams whose name, or whose township's name, the typed place has a telling piece of."""
    names = {dam.id: _pieces(_names(dam, townships)) for dam in dams}
    everywhere = [piece for pieces in names.values() for piece in pieces]
    typed = _pieces([place])
    telling = {piece for piece in typed if 0 < everywhere.count(piece) <= COMMON}
    return tuple(dam for dam in dams if names[dam.id] & telling)


def township_in(place: str, townships: Mapping[str, Named]) -> Named | None:
    """The township that the typed place names in full; a remark in brackets is no part of it."""
    found = [t for t in townships.values() if any(_bare(n) in place for n in (t.name, t.name_en))]
    return found[0] if len(found) == 1 else None


def _names(dam: Dam, townships: Mapping[str, Named]) -> list[str]:
    township = townships.get(dam.township_id or "")
    return [dam.name, dam.name_en, *([township.name, township.name_en] if township else [])]


def _pieces(names: Iterable[str]) -> frozenset[str]:
    """Pairs of characters of Chinese text, and words of any other."""
    found: set[str] = set()
    for name in map(_bare, names):
        for run in _HAN.findall(name):
            found |= {run[n : n + 2] for n in range(len(run) - 1)}
        found |= set(_WORD.findall(name.lower()))
    return frozenset(found)


def _bare(name: str) -> str:
    return re.split("[（(]", name)[0].strip()
