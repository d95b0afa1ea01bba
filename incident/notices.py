"""What a message in people's own words is, and when its correction is done. Pure."""

from __future__ import annotations

from datetime import datetime

from incident.state.incident import Incident
from incident.state.notices import Notice


def corrected_by(state: Incident, entry: int) -> Notice | None:
    """The message that took back what an entry told; None where it still stands."""
    return next((n for n in state.notices.values() if n.corrects == entry), None)


def settled_at(state: Incident, notice: Notice) -> datetime | None:
    """When the last of those whom a correction went to had answered it; None while one has not."""
    key = f"entry-{notice.entry}"
    times = [
        answer.at
        for person in notice.told
        if (answer := state.answers.get((key, person))) is not None
    ]
    return max(times, default=notice.sent_at) if len(times) == len(notice.told) else None
