"""One gap for a village, however many of its posts are vacant.

A county with many dams has many villages and each has several posts: a line for each of them
would hide which villages nobody can be reached in.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from notify.gaps import Gap

OF_VILLAGES = ("village", "no_village")


def by_village(found: Iterable[Gap]) -> tuple[Gap, ...]:
    """The gaps in their order; those of one village, and those of dams below which no village is
    entered, are one each: the first post, and the others in ``also``."""
    together: dict[object, Gap] = {}
    for gap in found:
        name = (gap.kind, gap.place) if gap.kind in OF_VILLAGES else gap
        first = together.get(name)
        together[name] = gap if first is None else _joined(first, gap)
    return tuple(together.values())


def _joined(first: Gap, other: Gap) -> Gap:
    return replace(
        first,
        also=(*first.also, *((other.post,) if other.post is not None else ())),
        alerts=tuple(dict.fromkeys((*first.alerts, *other.alerts))),
        dams=tuple(dict.fromkeys((*first.dams, *other.dams))),
    )
