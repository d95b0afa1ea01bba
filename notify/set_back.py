"""A clock that is set back leaves nothing waiting for the hour that it has lost.

What was put off names the moment when it goes on, by the clock as it stood then.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from notify.share import Share
from notify.tables import WAITING, AttemptRow, WatchRow

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
    """Make up for the hours that the clock was set back by, for messages that were put off and
    for steps up that were due in a while; gives how many there are."""
    return _messages(connection, share, now) + _watches(connection, share, now)


def _messages(connection: Connection, share: Share, now: datetime) -> int:
    """What was put off goes now."""
    put_off = func.coalesce(col(AttemptRow.claimed_at), col(AttemptRow.created_at))
    waiting = (
        col(AttemptRow.status).in_(WAITING),
        col(AttemptRow.next_try_at) > now,
        put_off > now + SET_BACK,
        share.holds(col(AttemptRow.incident)),
    )
    return connection.execute(update(AttemptRow).where(*waiting).values(next_try_at=now)).rowcount


def _watches(connection: Connection, share: Share, now: datetime) -> int:
    """Whoever had some minutes left to answer has as many from now on. Where nothing is due at
    all, no time is moved."""
    query = select(col(WatchRow.id), col(WatchRow.set_at), col(WatchRow.due_at)).where(
        col(WatchRow.closed_at).is_(None),
        col(WatchRow.due_at).is_not(None),
        col(WatchRow.set_at) > now + SET_BACK,
        share.holds(col(WatchRow.incident)),
    )
    rows = connection.execute(query).all()
    for row in rows:
        moved = {"set_at": now, "due_at": now + (row.due_at - row.set_at)}
        still = col(WatchRow.id) == row.id, col(WatchRow.closed_at).is_(None)
        connection.execute(update(WatchRow).where(*still).values(**moved))
    return len(rows)
