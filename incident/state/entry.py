"""One row of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incident.events import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log: an event with who, when and why.

    ``happened_at`` is when it happened in the world, ``received_at`` when it reached the house,
    ``recorded_at`` when it was written here.
    """

    seq: int
    event: Event
    actor: str
    on_behalf_of: str | None
    order: str | None
    override: str | None
    happened_at: datetime
    received_at: datetime
    recorded_at: datetime
    doubtful_time: bool
    cause: str
