"""What is known of a village from everything that was said of it. Pure.

The latest by the time at which it was said is shown. Moved counts everybody so far and can only
grow: where another source said more before, both are shown until somebody has checked.

Called, answered and acting are three times (叫应, 回应, 响应). Each is the first that was told of
it; what is told later takes none away, and none is inferred from another.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from incident.model import Means
from incident.state import VillageReport
from incident.state.villages import VillageStage

FIGURES = (
    "households_moved", "people_moved", "people_left", "need_help", "with_helper", "refused",
)  # fmt: skip
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
class Reached:
    """When a village first came to a stage, who said so, and by which means."""

    at: datetime
    source: str
    means: Means | None


@dataclass(frozen=True, slots=True)
class Standing:
    """How a village stands. What nobody said is not in ``reached`` or ``figures``: unknown."""

    stage: VillageStage | None
    stage_at: datetime | None
    reached: Mapping[VillageStage, Reached]
    figures: Mapping[str, VillageFigure]
    helpers: str | None
    """Who helps whom, as it was said last: a reference into the vault."""

    @property
    def without_helper(self) -> int | None:
        """People who cannot leave alone and for whom nobody comes; None where that is unknown or
        the figures, told apart, do not fit together."""
        need, helped = self.figures.get("need_help"), self.figures.get("with_helper")
        if need is None or helped is None or helped.shown.value > need.shown.value:
            return None
        return need.shown.value - helped.shown.value


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
    reached: dict[VillageStage, Reached] = {}
    for report in said:
        if report.stage is not None:
            reached.setdefault(report.stage, Reached(report.said_at, report.source, report.means))
    return Standing(
        stage=staged[-1].stage if staged else None,
        stage_at=staged[-1].said_at if staged else None,
        reached=reached,
        figures={name: figure for name, figure in found.items() if figure is not None},
        helpers=next((r.helpers for r in reversed(said) if r.helpers is not None), None),
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
