"""A file that an entry brought."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


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
