"""When time alone changes what a page says of an incident, with no new entry in its log."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from incident.duties import DutyClock
from incident.state import PublicWarning


def next_change(
    clocks: Iterable[DutyClock], standing: Iterable[PublicWarning], now: datetime
) -> datetime | None:
    """The next moment after ``now``, in the incident's time: a clock that runs out, by the county's
    limit and by the law's, which may be later, or a warning that is valid no longer."""
    coming = [w.valid_until for w in standing]
    coming += [at for d in clocks if d.done_at is None for at in (d.due_at, d.statutory_at) if at]
    return min((at for at in coming if at > now), default=None)


def rate_of(clock: Mapping[str, Any] | None) -> float:
    """Incident seconds that pass per real one under a clock as its row keeps it: 1 in real life,
    0 while an exercise stands between its player's steps."""
    return 1.0 if clock is None else float(clock.get("rate", 0.0))


def in_real_life(
    at: datetime | None, now: datetime, real_now: datetime, rate: float
) -> datetime | None:
    """The moment of operating time at which ``at`` comes in the incident's time, which is ``now``
    while operating time is ``real_now``; None where nothing comes or the clock stands."""
    return None if at is None or rate <= 0 else real_now + (at - now) / rate
