"""Said on the pages: the heads of logs cannot be written outside the database just now."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from runtime.language import N_, Phrase, phrase
from runtime.wallclock import local
from web.services import Services

LOST = N_(
    "Since {time} the heads of the logs cannot be kept outside the database: everything is saved, "
    "but what is entered now could be changed later without a trace. Make room on the disk, or let "
    "the program write to its data folder; print the log's head meanwhile and keep the paper."
)


def lost_since(services: Services) -> datetime | None:
    """Since when, in operating time; null where the last head was kept, or nobody keeps any."""
    anchors = services.desk.anchors
    return None if anchors is None else anchors.failing_since


def lost(since: datetime, zone: ZoneInfo) -> Phrase:
    """What is wrong, since when, what to do."""
    return phrase(LOST, time=f"{local(since, zone):%m-%d %H:%M}")
