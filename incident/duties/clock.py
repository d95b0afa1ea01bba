"""One clock: something that somebody must have done by a time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Sort = Literal["report", "signature", "second", "instruction", "inquiry", "task", "correction"]


@dataclass(frozen=True, slots=True)
class DutyClock:
    """Something that somebody must have done by a time.

    ``due_at`` is the tighter of the limits; ``statutory_at`` the law's, where there is one.
    ``due_at`` is None where nothing sets a time or the clock has not started.
    """

    id: str
    sort: Sort
    about: str
    """Line, order, question or task that it is about."""
    kind: str
    round: int
    started_at: datetime | None
    due_at: datetime | None
    local_at: datetime | None
    statutory_at: datetime | None
    done_at: datetime | None
    source: str
    """Clause, statute id or ``local``."""
    unverified: bool = False

    def late(self, now: datetime) -> bool:
        """Whether it was, or is by now, done too late."""
        return self.due_at is not None and (self.done_at or now) > self.due_at

    def open_past_law(self, now: datetime) -> bool:
        """Whether it is not done, and the law's limit has run out."""
        over = self.statutory_at is not None and self.statutory_at < now
        return over and self.done_at is None and self.late(now)


def promise(
    name: str, sort: Sort, about: str, start: datetime, due: datetime, done: datetime | None
) -> DutyClock:
    """A clock of the house's own, without a statute behind it."""
    return DutyClock(
        id=name,
        sort=sort,
        about=about,
        kind=sort,
        round=1,
        started_at=start,
        due_at=due,
        local_at=due,
        statutory_at=None,
        done_at=done,
        source="local",
    )
