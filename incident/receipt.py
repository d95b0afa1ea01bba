"""What a command led to: its decision as rows of the log, and the incident after them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incident.decide import Actor, Decided
from incident.state import Entry, Incident


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a command led to. ``state`` is the incident right after it."""

    incident: str
    command: str
    entries: tuple[Entry, ...]
    state: Incident
    repeated: bool = False
    """True where the same command had arrived before; then nothing was changed."""


def entries_of(
    decided: Decided, seq: int, actor: Actor, now: datetime, cause: str
) -> tuple[Entry, ...]:
    """The rows after ``seq`` that record a decision."""
    right = decided.warrant
    return tuple(
        Entry(
            seq=seq + n,
            event=event,
            actor=actor.person,
            on_behalf_of=right.post if right.kind == "spoken" else None,
            order=right.order,
            override=right.override,
            happened_at=decided.happened_at,
            received_at=now,
            recorded_at=now,
            doubtful_time=decided.doubtful_time,
            cause=cause,
        )
        for n, event in enumerate(decided.events, start=1)
    )
