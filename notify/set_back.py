"""A clock that is set back leaves nothing waiting for the hour that it has lost.

What was put off names the moment when it goes on, by the clock as it stood then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, update
from sqlmodel import col

from notify.share import Share
from notify.tables import WAITING, AttemptRow

SET_BACK = timedelta(minutes=1)
"""A clock that stands so far before a moment that is over has been set back."""


class Hand:
    """Looks at the clock again and again."""

    def __init__(self) -> None:
        self._last: datetime | None = None

    def went_back(self, now: datetime) -> bool:
        """Whether it was set back since the last look; at the first look nobody knows."""
        went = self._last is None or self._last > now + SET_BACK
        self._last = now
        return went


def bring_forward(connection: Connection, share: Share, now: datetime) -> int:
    """Let messages go now that were put off before the clock was set back; how many there are."""
    put_off = func.coalesce(col(AttemptRow.claimed_at), col(AttemptRow.created_at))
    waiting = (
        col(AttemptRow.status).in_(WAITING),
        col(AttemptRow.next_try_at) > now,
        put_off > now + SET_BACK,
        share.holds(col(AttemptRow.incident)),
    )
    return connection.execute(update(AttemptRow).where(*waiting).values(next_try_at=now)).rowcount
