"""Reports upward: to whom, of what kind, and within what time."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from playbooks.schema.base import Cited, Minutes, Words
from runtime.yamlmodels import Id, Part


class Line(Cited):
    id: Id
    name: Words
    receiver: Words


class ReportKind(Cited):
    id: Literal["telephone_first", "written_first", "continued", "final"]
    name: Words
    steps: tuple[Literal["drafted", "edited", "checked", "signed", "sent", "received"], ...] = ()
    """Steps by which a written report proves itself; a telephone report is proved by one call."""


class ReportClock(Cited):
    """One cell of the reporting matrix. Minutes from ``starts``; the tighter limit leads."""

    id: Id
    line: Id
    kind: Literal["telephone_first", "written_first", "continued", "final"]
    starts: Literal["learned", "written_first", "previous", "ended"]
    local_limit_min: Minutes | None = None
    statutory_limit_min: Minutes | None = None
    statutory_by_grade_min: dict[str, Minutes] = Field(default_factory=dict)
    """Where the statute sets another cadence for some grades (grade id → minutes)."""
    unverified: bool = False


class ChainStep(Cited):
    """§5.1: who tells whom, and within what time."""

    id: Id
    who: Words
    whom: Words
    limit_min: Minutes | None = None
    starts: Words
    also: Words | None = None


class ToldEntry(Cited):
    """Somebody outside the plan who must also be told: 110, 119, power, neighbours…"""

    id: Id
    name: Words


class Reporting(Part):
    lines: tuple[Line, ...]
    kinds: tuple[ReportKind, ...]
    clocks: tuple[ReportClock, ...]
    chain: tuple[ChainStep, ...]
    told: tuple[ToldEntry, ...]
    instruction_answer_min: Minutes
    inquiry_answer_min: Minutes
    answers_local: bool = False
    """Both times for answers are the county's own, to be confirmed by it."""
