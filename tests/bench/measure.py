"""Figures and how they are taken: interleaved rounds, medians, a reference in the same run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from time import perf_counter


@dataclass(frozen=True)
class Figure:
    """One line of the table. ``ratio`` is ``value / reference``; ``limit`` names what is asked."""

    name: str
    value: float
    unit: str
    reference: float
    ratio: float
    limit: str | None
    ok: bool


def figure(
    name: str,
    value: float,
    unit: str,
    reference: float,
    *,
    at_least: float | None = None,
    at_most: float | None = None,
    ratio_at_least: float | None = None,
    ratio_at_most: float | None = None,
) -> Figure:
    """A figure held against at most one limit; without one it is only shown."""
    ratio = value / reference
    if at_least is not None:
        limit, ok = f">= {at_least:g} {unit}", value >= at_least
    elif at_most is not None:
        limit, ok = f"<= {at_most:g} {unit}", value <= at_most
    elif ratio_at_least is not None:
        limit, ok = f"ratio >= {ratio_at_least:g}", ratio >= ratio_at_least
    elif ratio_at_most is not None:
        limit, ok = f"ratio <= {ratio_at_most:g}", ratio <= ratio_at_most
    else:
        limit, ok = None, True
    return Figure(name, round(value, 3), unit, round(reference, 3), round(ratio, 3), limit, ok)


def seconds(work: Callable[[], object]) -> float:
    """How long one call takes."""
    start = perf_counter()
    work()
    return perf_counter() - start


def interleaved(rounds: int, *works: Callable[[], float]) -> tuple[float, ...]:
    """The median of each, measured in turn, so that a slow moment of the machine hits them all."""
    measured: list[list[float]] = [[] for _ in works]
    for _ in range(rounds):
        for results, work in zip(measured, works, strict=True):
            results.append(work())
    return tuple(median(results) for results in measured)


_FORM = "{:<34} {:>12} {:<10} {:>12} {:>8}  {:<18} {}"

HEADING = _FORM.format("figure", "value", "unit", "reference", "ratio", "limit", "")


def line(f: Figure) -> str:
    """A figure as a line under the heading."""
    return _FORM.format(
        f.name, f"{f.value:,.2f}", f.unit, f"{f.reference:,.2f}", f"{f.ratio:.3f}",
        f.limit or "-", "ok" if f.ok else "NOT MET",
    )  # fmt: skip


def save(figures: Iterable[Figure], path: Path) -> None:
    """The figures as JSON, for whoever compares runs."""
    text = json.dumps([asdict(f) for f in figures], ensure_ascii=False, indent=2)
    path.write_text(f"{text}\n", encoding="utf-8")
