"""How many parts a SIM may send in a day, so that its operator does not block it."""

from __future__ import annotations

from collections import deque
from datetime import datetime, timedelta

DAY = timedelta(hours=24)


class Budget:
    """Parts sent in the last 24 hours, against a limit. Operators publish none."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._sent: deque[datetime] = deque()

    def spend(self, parts: int, at: datetime) -> None:
        """Count parts that left, or may have."""
        self._sent.extend([at] * parts)

    def used(self, now: datetime) -> int:
        """Parts of the last 24 hours."""
        return sum(now - at < DAY for at in self._sent)

    def wait(self, parts: int, now: datetime) -> timedelta | None:
        """How long until so many may be sent; zero for now, None where they never may."""
        while self._sent and now - self._sent[0] >= DAY:
            self._sent.popleft()
        over = len(self._sent) + parts - self.limit
        if over <= 0:
            return timedelta()
        if over > len(self._sent):
            return None
        return sorted(self._sent)[over - 1] + DAY - now
