"""Keeping below a vendor's limit of messages a minute.

A vendor that blocks a sender for ten minutes for the message too many must not get that message.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

WINDOW = timedelta(minutes=1)


class Pace:
    """Counts what goes out in any minute, and keeps a pause that the vendor ordered."""

    def __init__(self, per_minute: int) -> None:
        self._per_minute = per_minute
        self._sent: deque[datetime] = deque()
        self._until: datetime | None = None
        self._pause = timedelta(0)

    def take(self, now: datetime) -> float:
        """0 if a message may go now, and it is counted; otherwise the seconds to wait.

        Where the clock was set back, what was sent counts as sent just now, and a pause begins
        anew: neither lasts for the hour that is lost.
        """
        if self._until is not None and now < self._until:
            self._until = min(self._until, now + self._pause)
            return (self._until - now).total_seconds()
        if self._sent and self._sent[-1] > now:
            self._sent = deque(min(at, now) for at in self._sent)
        while self._sent and self._sent[0] <= now - WINDOW:
            self._sent.popleft()
        if len(self._sent) >= self._per_minute:
            return (self._sent[0] + WINDOW - now).total_seconds()
        self._sent.append(now)
        return 0.0

    def pause(self, now: datetime, seconds: float) -> None:
        """Let nothing go for so long."""
        self._pause = timedelta(seconds=seconds)
        self._until = now + self._pause
