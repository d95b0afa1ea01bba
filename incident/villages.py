"""What is known of a village from everything that was said of it. Pure.

The latest by the time at which it was said is shown. Moved counts everybody so far and can only
grow: where another source said more before, both are shown until somebody has checked.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.state import VillageReport
from incident.state.villages import VillageStage

FIGURES = ("households_moved", "people_moved", "people_left", "need_help", "refused")
GROWING = frozenset({"households_moved", "people_moved"})


@dataclass(frozen=True, slots=True)
class Said:
    """One figure with who said it and when."""

    value: int
    source: str
    at: datetime


@dataclass(frozen=True, slots=True)
class VillageFigure:
    """The figure that is shown; ``higher`` is what another source said before and still holds."""

    shown: Said
    higher: Said | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a village stands. A figure that nobody gave is not in ``figures``: unknown."""

    stage: VillageStage | None
    stage_at: datetime | None
    figures: Mapping[str, VillageFigure]


@dataclass(frozen=True, slots=True)
class Total:
    """A sum over the villages that reported; ``value`` None where none has."""

    value: int | None
    reported: int
    silent: int


def standing(reports: Iterable[VillageReport]) -> Standing:
    """How a village stands by its reports, in the order in which they were entered."""
    said = sorted(reports, key=lambda r: r.said_at)
    staged = [r for r in said if r.stage is not None]
    found = {name: _figure(said, name) for name in FIGURES}
    return Standing(
        stage=staged[-1].stage if staged else None,
        stage_at=staged[-1].said_at if staged else None,
        figures={name: figure for name, figure in found.items() if figure is not None},
    )


def total(
    villages: Iterable[str], reports: Mapping[str, tuple[VillageReport, ...]], name: str
) -> Total:
    """The sum of one figure over villages, and how many of them have not told it."""
    asked = [standing(reports.get(v, ())).figures.get(name) for v in villages]
    known = [figure.shown.value for figure in asked if figure is not None]
    return Total(sum(known) if known else None, len(known), len(asked) - len(known))


def _figure(said: list[VillageReport], name: str) -> VillageFigure | None:
    told = [
        Said(value, r.source, r.said_at) for r in said if (value := getattr(r, name)) is not None
    ]
    if not told:
        return None
    last = told[-1]
    # of each source only its newest word: who corrects themselves contradicts nobody
    newest = {s.source: s for s in told}
    rivals = [s for s in newest.values() if s.source != last.source and s.value > last.value]
    highest = max(rivals, key=lambda s: s.value, default=None)
    return VillageFigure(last, highest if name in GROWING else None)
