"""Said on the pages: the engine that sends messages has stopped."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from runtime.language import N_, Phrase, phrase
from runtime.wallclock import local
from web.services import Services

STOPPED = N_(
    "Sending of messages has stopped, last round {time}. Telephone everybody by the list of calls. "
    "Then stop the program and start it again; what was not sent is kept. What to look at: "
    "{runbook}"
)
RUNBOOK = "docs/runbook/messages.md"
"""It comes with the program, and is read where the program runs."""


def stopped_since(services: Services) -> datetime | None:
    """When the engine last went through a round, if that is too long ago; null while it runs, and
    where no engine belongs to this process."""
    return None if services.heart is None else services.heart.silent_since


def stopped(since: datetime, zone: ZoneInfo) -> Phrase:
    """What is wrong, since when, what to do."""
    return phrase(STOPPED, time=f"{local(since, zone):%m-%d %H:%M:%S}", runbook=RUNBOOK)
