"""A moment as a clock on the wall shows it, for showing."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo


def local(at: datetime, zone: ZoneInfo) -> datetime:
    """The moment in a zone. At the ends of the calendar, where the zone has no date for it, it
    stays as it is: a log keeps what was once written, and must stay readable."""
    try:
        return at.astimezone(zone)
    except OverflowError:
        return at


def minute(at: datetime, zone: ZoneInfo, now: datetime | None) -> str:
    """The minute; with its date where that is not the day of ``now``, or always without one."""
    there = local(at, zone)
    today = now is not None and there.date() == local(now, zone).date()
    return there.strftime("%H:%M" if today else "%m-%d %H:%M")


def midnight(now: datetime, zone: ZoneInfo) -> datetime:
    """When the day of ``now`` is over in a zone: from then on its times are shown with a date."""
    tomorrow = local(now, zone).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), zone).astimezone(UTC)
