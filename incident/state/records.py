"""Reports upward, questions from above, who came, who was told, who was not reached."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReportRound:
    """One report on one line: ``steps`` by name for written ones, ``told`` for telephone."""

    line: str
    kind: str
    round: int
    steps: Mapping[str, datetime]
    told_at: datetime | None
    receiver: str | None
    figures: int | None


@dataclass(frozen=True, slots=True)
class Question:
    """An instruction or inquiry from above, kept in its own words."""

    id: str
    sort: Literal["instruction", "inquiry"]
    from_whom: str
    words: str
    at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Movement:
    post: str
    movement: str
    at: datetime
    place: str | None


@dataclass(frozen=True, slots=True)
class Presence:
    """The newest check-in of one person, by when it happened."""

    person: str
    movement: Literal["left", "arrived", "gone"]
    at: datetime
    place: str | None


@dataclass(frozen=True, slots=True)
class Told:
    entry: str
    means: str
    who: str
    at: datetime


@dataclass(frozen=True, slots=True)
class AlertAnswer:
    alert: str
    person: str
    answer: str
    at: datetime
    words: str | None = None
    """What was said with it: a reference into the vault."""


@dataclass(frozen=True, slots=True)
class Unreached:
    alert: str
    post: str
    person: str | None
    tried: int
    at: datetime
    village: str | None = None
    """Where nobody could be reached in the post; None: the post is not one of villages."""

    @property
    def who(self) -> str:
        """The person; without one the village, or the post itself."""
        return self.person or self.village or self.post
