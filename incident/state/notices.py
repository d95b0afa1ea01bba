"""Messages that people wrote themselves, and what was sent to take something back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Amendment = Literal["corrected", "false_alarm", "all_clear"]


@dataclass(frozen=True, slots=True)
class Notice:
    """One message. ``words`` is a reference into the vault."""

    id: str
    entry: int
    """The entry that sent it: its answers come to ``entry-N``."""
    words: str
    sent_at: datetime
    corrects: int | None = None
    """The entry whose message this one takes back or lifts."""
    correction: Amendment | None = None
    told: tuple[str, ...] = ()
    """Of a correction: the persons who had been told what it corrects."""
    found_at: datetime | None = None
    correct_by: datetime | None = None
