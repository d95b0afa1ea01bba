"""Material from messenger groups, which is to be verified."""

from __future__ import annotations

from typing import Literal

from incident.commands.base import Command
from incident.model import Files, Instant, Key, Sealed, Value


class PasteMaterial(Command):
    """粘贴采集: what was sent in a messenger group, as it stands there."""

    chat: Sealed
    """Name of the group."""
    sender: Sealed
    """As the group names them."""
    sent_at: Instant
    words: Sealed | None = None
    age: Literal["new", "old", "unclear"] = "unclear"
    measure: Key | None = None
    value: Value | None = None
    materials: Files = ()


class CheckPasted(Command):
    """What the check of pasted material without a figure came to."""

    pasted: Key
    finding: Literal["confirmed", "refuted", "outdated"]
    reason: Sealed
