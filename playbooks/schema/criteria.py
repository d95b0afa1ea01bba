"""What is counted about an accident, and which grade and response level follow from it."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from playbooks.schema.base import Cited, Words
from runtime.language import N_, phrase
from runtime.yamlmodels import Id, Part


def _shortest(bound: Decimal | int) -> Decimal | int:
    return int(bound) if bound == int(bound) else Decimal(bound).normalize()


Bound = Annotated[Decimal | int, AfterValidator(_shortest)]
"""An exact number, kept in one form only: ``2.50`` is ``2.5`` and ``2.0`` is ``2``, so that equal
plans have equal canonical bytes."""


class Measure(Cited):
    """Something that is counted, valued or judged about an accident."""

    id: Id
    name: Words
    kind: Literal["count", "money", "flag", "volume"]
    unit: Words | None = None
    person: bool = False
    """Counts people, so that claims about it appear among the people's figures."""


class Condition(Part):
    """A test on facts. Exactly one of ``measure``, ``sum``, ``flag``, ``grade`` is given.

    ``at_least`` is inclusive, ``below`` exclusive (以上 includes, 以下 excludes the number).
    Without ``at_least`` a count or sum must be greater than zero: nothing is not an accident.
    """

    measure: Id | None = None
    sum: tuple[Id, ...] = ()
    flag: Id | None = None
    grade: tuple[Id, ...] = ()
    at_least: Bound | None = None
    below: Bound | None = None

    @model_validator(mode="after")
    def _one_subject(self) -> Condition:
        given = [bool(self.measure), bool(self.sum), bool(self.flag), bool(self.grade)]
        if sum(given) != 1:
            raise ValueError(phrase(N_("Must have exactly one of: measure, sum, flag, grade.")))
        if (self.flag or self.grade) and (self.at_least is not None or self.below is not None):
            raise ValueError(phrase(N_("at_least and below go only with measure or sum.")))
        return self


class Criterion(Cited):
    id: Id
    text: Words
    when: Condition
    discretionary: Id | None = None
    """The post whose judgement this is, for criteria such as 认为需要."""


class Grade(Cited):
    id: Id
    name: Words
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]


class Level(Cited):
    level: int
    name: Words
    criteria: Annotated[tuple[Criterion, ...], Field(min_length=1)]
    adds: Words | None = None
    """What starting it adds to the level below."""


class Criteria(Part):
    """Grades and levels are listed from the lowest to the highest."""

    measures: tuple[Measure, ...]
    grades: tuple[Grade, ...]
    levels: Annotated[tuple[Level, ...], Field(min_length=1)]
