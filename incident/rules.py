"""Grade and response level from facts, by the plan's criteria, with reasons by clause.

Sources: Decree 493 art. 3 and the plan's annexes on grading and response conditions; both are
data. A fact that is unknown satisfies nothing and is never read as zero; a count must exceed
zero to satisfy a criterion that only has an upper bound.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from incident.events import Ground
from incident.model import Value
from playbooks.schema import Condition, Criteria, Criterion

VERSION = "1"
"""Rises when the reading of the same facts could change; recorded with every assessment."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules make of the facts. ``None`` means that the known facts reach nothing."""

    grade: str | None
    level: int | None
    grounds: tuple[Ground, ...]
    missing: tuple[str, ...]
    """Unknown facts that could still raise the grade or the level, in the plan's order."""


def assess(
    criteria: Criteria,
    facts: Mapping[str, Value],
    contains: Mapping[str, frozenset[str]] | None = None,
) -> Reading:
    """Read the facts. ``facts`` holds only what is known; ``contains`` says which figure already
    includes which others, so that they are not counted twice."""
    inside = contains or {}
    grade: str | None = None
    grounds: list[Ground] = []
    for candidate in reversed(criteria.grades):
        met = [g for c in candidate.criteria if (g := _met(c, facts, inside, grade))]
        if met:
            grade = candidate.id
            grounds += met
            break
    level: int | None = None
    for step in reversed(criteria.levels):
        met = [g for c in step.criteria if (g := _met(c, facts, inside, grade))]
        if met:
            level = step.level
            grounds += met
            break
    return Reading(grade, level, tuple(grounds), _missing(criteria, facts, grade, level))


def _met(
    criterion: Criterion,
    facts: Mapping[str, Value],
    contains: Mapping[str, frozenset[str]],
    grade: str | None,
) -> Ground | None:
    fact = _satisfies(criterion.when, facts, contains, grade)
    if fact is None:
        return None
    return Ground(clause=criterion.origin, criterion=criterion.id, fact=fact)


def _satisfies(
    when: Condition,
    facts: Mapping[str, Value],
    contains: Mapping[str, frozenset[str]],
    grade: str | None,
) -> str | None:
    """The name of the fact that satisfies the condition, or None."""
    if when.flag is not None:
        return when.flag if facts.get(when.flag) is True else None
    if when.grade:
        return "grade" if grade in when.grade else None
    parts = (when.measure,) if when.measure else when.sum
    counted = count_together([p for p in parts if p], facts, contains)
    if not counted:
        return None
    total = sum((number(facts[p]) for p in counted), Decimal(0))
    above = total >= number(when.at_least) if when.at_least is not None else total > 0
    under = when.below is None or total < number(when.below)
    named = [p for p in counted if number(facts[p]) > 0] or counted
    return "+".join(named) if above and under else None


def count_together(
    measures: Iterable[str],
    facts: Mapping[str, Value],
    contains: Mapping[str, frozenset[str]],
) -> list[str]:
    """The known measures to add up: those that another one contains are left out, unless the
    contained ones together are larger than the one that should contain them (then that one is
    behind the times, and the parts count: the safer reading)."""
    known = [m for m in measures if m in facts]
    for outer in known:
        inner = [m for m in known if m != outer and m in contains.get(outer, frozenset())]
        if not inner:
            continue
        parts = sum((number(facts[m]) for m in inner), Decimal(0))
        drop = inner if number(facts[outer]) >= parts else [outer]
        return [m for m in known if m not in drop]
    return known


def number(value: Value | Decimal) -> Decimal:
    """A count or amount as an exact number."""
    return Decimal(value)


def _missing(
    criteria: Criteria, facts: Mapping[str, Value], grade: str | None, level: int | None
) -> tuple[str, ...]:
    could: set[str] = set()
    grades = [g.id for g in criteria.grades]
    for step in criteria.grades[grades.index(grade) + 1 if grade else 0 :]:
        could |= named(step.criteria)
    levels = [lv.level for lv in criteria.levels]
    for rung in criteria.levels[levels.index(level) + 1 if level is not None else 0 :]:
        could |= named(rung.criteria)
    return tuple(m.id for m in criteria.measures if m.id in could and m.id not in facts)


def named(criteria: Iterable[Criterion]) -> set[str]:
    """The measures that criteria test."""
    names: set[str] = set()
    for c in criteria:
        names |= {n for n in (c.when.measure, c.when.flag, *c.when.sum) if n}
    return names


def lower(criteria: Criteria, new: Reading, grade: str | None, level: int | None) -> bool:
    """Whether the new reading is lower than what stands, in grade or in level."""
    grades = [None, *(g.id for g in criteria.grades)]
    levels = [None, *(lv.level for lv in criteria.levels)]
    return grades.index(new.grade) < grades.index(grade) or levels.index(new.level) < levels.index(
        level
    )
