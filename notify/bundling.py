"""How often one person is written to: pure, and never at the cost of the first alarm.

What cannot wait is never held back. Of the rest the first goes at once, and what follows within
the gap waits for it; what waits already is joined to the next, so that a telephone rings once for
several things and no word is lost.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

HOUR = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Limit:
    """For one urgency: the shortest gap, and the most in an hour."""

    gap: timedelta
    hourly: int


LIMITS: Mapping[str, Limit | None] = {
    "flash": None,
    "urgent": Limit(timedelta(minutes=1), 20),
    "normal": Limit(timedelta(minutes=5), 6),
}


def not_before(urgency: str, earlier: Sequence[datetime], now: datetime) -> datetime:
    """When a message may go. ``earlier`` are the times, in order, of the messages of the same
    urgency to the same person about the same incident, sent or still to be sent."""
    limit = LIMITS[urgency]
    recent = [at for at in earlier if at > now - HOUR]
    if limit is None or not recent:
        return now
    free = [now, recent[-1] + limit.gap]
    if len(recent) >= limit.hourly:
        free.append(recent[-limit.hourly] + HOUR)
    return max(free)
