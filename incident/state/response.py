"""Groups, conditions of the end, withdrawal of rescuers, who holds command."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class GroupState:
    """A group in force; null posts mean the plan's."""

    id: str
    since: datetime
    leader: str | None = None
    acting_leader: str | None = None
    liaison: str | None = None
    duties: str | None = None


@dataclass(frozen=True, slots=True)
class OtherResponse:
    government: str
    scale: str
    status: str
    told_by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class ConditionState:
    condition: str
    status: str
    evidence: str | None
    by: str
    at: datetime
    seq: int


@dataclass(frozen=True, slots=True)
class Withdrawal:
    number: int
    reason: str
    since: datetime
    lifted_at: datetime | None

    @property
    def in_force(self) -> bool:
        return self.lifted_at is None


@dataclass(frozen=True, slots=True)
class WithdrawalAnswer:
    """The newest of what somebody answered to one order, by when it was said."""

    number: int
    person: str
    answer: Literal["out", "leaving", "trapped"]
    at: datetime
    place: str | None


@dataclass(frozen=True, slots=True)
class Command:
    """Who holds command: the county, its on-site headquarters, or a superior one."""

    by: Literal["county", "onsite", "superior"] = "county"
    since: datetime | None = None
    to: str | None = None
    sheet: str | None = None
