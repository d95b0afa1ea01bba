"""A moment as a clock on the wall shows it, for showing."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment in a zone. At the ends of the calendar, where the zone has no date for it, it
    stays as it is: a log keeps what was once written, and must stay readable."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at
