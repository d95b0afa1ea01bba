"""When time alone changes what a page says of an incident, with no new entry in its log."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

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
