"""Files that entries brought, and what was pasted in from messenger groups."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal


@dataclass(frozen=True, slots=True)
class Material:
    """``seq`` is the entry that names it; ``person`` sent it. It belongs to a task, to a claim, or
    to a note, which is neither."""

    id: str
    media: str
    size: int
    digest: str
    person: str
    kept_at: datetime
    seq: int
    task: str | None
    claim: str | None


@dataclass(frozen=True, slots=True)
class Pasted:
    """What was sent in a messenger group. ``claim`` is the figure that it gives; without one,
    ``finding`` says what the check came to, and is None until somebody has checked."""

    id: str
    chat: str
    sender: str
    sent_at: datetime
    words: str | None
    age: Literal["new", "old", "unclear"]
    materials: tuple[str, ...]
    claim: str | None
    seq: int
    finding: Literal["confirmed", "refuted", "outdated"] | None = None
    reason: str | None = None
