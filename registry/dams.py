"""What is known about a dam: every kind of fact with its unit, source and date, or unknown."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import cast

from sqlalchemy import RowMapping

from registry.schema import Lang


@dataclass(frozen=True)
class Fact:
    """A known value, exact, with its unit (``None`` for words), source id and date."""

    value: Decimal | str
    unit: str | None
    source: str
    dated: date | None


@dataclass(frozen=True)
class Downstream:
    """A village below a dam; the distance along the valley may be unknown."""

    village_id: str
    distance_m: int | None


@dataclass(frozen=True)
class Dam:
    """A tailings dam; ``facts`` holds every kind of fact, ``None`` where it is unknown.

    ``responsible_person_id`` is the published leader, a real person. Whom to alert, in either
    mode, is a question for ``Directory.holders`` with the dam as scope.
    """

    id: str
    jurisdiction: str
    name: str
    name_en: str
    fictional: bool
    operator_id: str
    township_id: str | None
    responsible_person_id: str | None
    source: str
    facts: Mapping[str, Fact | None]
    downstream: tuple[Downstream, ...]

    def say(self, lang: Lang) -> str:
        """The dam's name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


def dam_of(row: RowMapping) -> Dam:
    """The dam of one row of its table."""
    values = dict(row)
    values["facts"] = {key: _fact(fact) for key, fact in row["facts"].items()}
    values["downstream"] = tuple(
        Downstream(below["village"], below["distance_m"]) for below in row["downstream"]
    )
    return Dam(**values)


def _fact(stored: Mapping[str, str | None] | None) -> Fact | None:
    if stored is None:
        return None
    text, unit, dated = cast("str", stored["value"]), stored["unit"], stored["dated"]
    return Fact(
        value=text if unit is None else Decimal(text),
        unit=unit,
        source=cast("str", stored["source"]),
        dated=date.fromisoformat(dated) if dated else None,
    )
