"""Files that came with an entry."""

from __future__ import annotations

from incident.events.base import Event
from incident.model import Instant, Key, Line


class MaterialKept(Event):
    """A photograph, voice note or text that the same command brought.

    ``digest`` fixes the content without giving it away: the file itself is not in the log.
    """

    material: Key
    media: Line
    size: int
    """Bytes."""
    digest: Line
    person: Key
    """Who sent the file."""
    kept_at: Instant
    task: Key | None
    claim: Key | None
