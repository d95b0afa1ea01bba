"""The report that opened an incident."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Opening:
    jurisdiction: str
    title: str
    place: str
    what: str
    occurred_at: datetime | None
    """From when it counts; so for ``learned_at``."""
    learned_at: datetime
    dam: str | None
    township: str | None
    source: str | None
    police_number: str | None
    occurred_stated: datetime | None = None
    """As it was stated, where that lay ahead of the receipt and therefore does not count; None
    where what was stated counts."""
    learned_stated: datetime | None = None
