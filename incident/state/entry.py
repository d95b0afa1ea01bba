"""One row of the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from incident.events import Event


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of the log: an event with who, when and why.

    ``happened_at`` is when it happened in the world, as it was stated, ``received_at`` when it
    reached the house, ``recorded_at`` when it was written here. ``doubtful_time`` says that a
    time stated with it lay ahead of ``received_at``, or before what it follows on.
    """

    seq: int
    event: Event
    actor: str
    on_behalf_of: str | None
    order: str | None
    override: str | None
    happened_at: datetime
    received_at: datetime
    recorded_at: datetime
    doubtful_time: bool
    cause: str

    @property
    def counts_at(self) -> datetime:
        """From when clocks count."""
        return self.counted(self.happened_at)

    def counted(self, stated: datetime) -> datetime:
        """The earlier of a stated time and the receipt: nothing that a house has heard of happened
        later than that, and a watch that runs ahead gives nobody more time."""
        return min(stated, self.received_at)
