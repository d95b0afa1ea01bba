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
    learned_at: datetime
    dam: str | None
    township: str | None
    source: str | None
    police_number: str | None
