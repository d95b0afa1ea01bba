"""Files that came with an entry."""

from __future__ import annotations

from typing import Literal

from incident.events.base import Event
from incident.model import Files, Instant, Key, Line, Sealed


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


class MaterialPasted(Event):
    """What was sent in a messenger group: to be verified, whoever pasted it in."""

    pasted: Key
    chat: Sealed
    sender: Sealed
    sent_at: Instant
    words: Sealed | None
    age: Literal["new", "old", "unclear"]
    materials: Files
    claim: Key | None
    """The figure that it gives, which is recorded beside it."""


class PastedChecked(Event):
    pasted: Key
    finding: Literal["confirmed", "refuted", "outdated"]
    reason: Sealed
