"""Said on the pages: the machine's clock was set back behind what is recorded."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from runtime.language import N_, Phrase, phrase
from runtime.wallclock import minute
from web.services import Services

BACK = N_(
    "This machine's clock says {now}, but there are entries of {newest}. Times that are recorded "
    "now are wrong, and times from telephones may be refused. Set the clock; if it was wrong "
    "before and is right now, write that down in the log."
)


def set_back_from(services: Services) -> datetime | None:
    """What the clock has said before; null while it is right, and where no engine belongs to this
    process."""
    return None if services.heart is None else services.heart.set_back_from


def set_back(newest: datetime, now: datetime, zone: ZoneInfo) -> Phrase:
    """What is wrong, and what to do."""
    return phrase(BACK, now=minute(now, zone, None), newest=minute(newest, zone, None))
