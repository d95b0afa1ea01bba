"""What is known of a kept file beside its content."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Kept:
    """A file of one incident. ``digest`` is keyed: it tells nothing of the content."""

    id: str
    media: str
    size: int
    """Bytes of the content."""
    digest: str
    person: str
    """Who sent it."""
    kept_at: datetime
    """In incident time."""
