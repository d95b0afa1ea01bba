"""The pulse of the alerting chain: whether its engine still goes through its rounds.

Beaten by the engine, watched by everything else: the pages of the same process ask ``Heart``, the
doctor and other processes read the row. Silence is told by a way that needs no engine.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select, update
from sqlmodel import col

from incident.log import newest_at
from notify.rows import insert_once
from notify.set_back import SET_BACK
from notify.tables import HeartbeatRow
from runtime.clock import Clock
from runtime.database import Database

KEPT_EVERY = timedelta(seconds=10)
"""The row is written at most so often; in memory every round counts."""

SILENCE = timedelta(seconds=60)
"""Operating time without a whole round after which sending counts as stopped."""


class Heart:
    """Beaten from one thread, asked from others. ``clock`` is operating time."""

    def __init__(self, database: Database, clock: Clock, *, worker: str = "engine") -> None:
        self._database = database
        self._clock = clock
        self._worker = worker
        self._lock = threading.Lock()
        self._last = clock.now()
        with database.read() as connection:
            self._newest = max(self._last, newest_at(connection) or self._last)
        self._kept: datetime | None = None

    def beat(self) -> None:
        """A whole round was gone through. What the row cannot take is raised, and no beat."""
        now = self._clock.now()
        if self._kept is None or not timedelta(0) <= now - self._kept < KEPT_EVERY:
            with self._database.write() as connection:
                _keep(connection, self._worker, now)
            self._kept = now
        with self._lock:
            self._last = now
            self._newest = max(self._newest, now)

    @property
    def last(self) -> datetime:
        """The last whole round; before the first, when this process began."""
        with self._lock:
            return self._last

    @property
    def silent_since(self) -> datetime | None:
        """When the last round was, if that is too long ago; None while the chain is alive."""
        last = self.last
        return last if self._clock.now() - last > SILENCE else None

    @property
    def set_back_from(self) -> datetime | None:
        """What the clock said before it was set back, or what the newest entry of a real log says
        that was there when this process began; None where the clock has come as far again."""
        with self._lock:
            newest = self._newest
        return newest if self._clock.now() + SET_BACK < newest else None


def last_beat(connection: Connection) -> datetime | None:
    """The newest beat of any worker that is kept; None where none ever ran."""
    newest = select(func.max(col(HeartbeatRow.at)))
    found: datetime | None = connection.execute(newest).scalar()
    return found


class Watchdog:
    """Notices that a heart falls silent, and that it beats again; says each once.

    ``look`` is called again and again from a thread of its own: the engine cannot tell of its own
    end.
    """

    def __init__(self, heart: Heart, tell: Callable[[datetime | None], object]) -> None:
        """``tell`` gets since when it is silent, or None when it beats again."""
        self._heart = heart
        self._tell = tell
        self._silent = False

    def look(self) -> bool:
        """Whether the chain is silent now."""
        since = self._heart.silent_since
        if (since is not None) != self._silent:
            self._silent = since is not None
            self._tell(since)
        return self._silent


def _keep(connection: Connection, worker: str, now: datetime) -> None:
    if not insert_once(connection, HeartbeatRow, {"worker": worker, "at": now}):
        same = col(HeartbeatRow.worker) == worker
        connection.execute(update(HeartbeatRow).where(same).values(at=now))
