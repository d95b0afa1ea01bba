"""Once a day the program removes files that nothing names (``incident.materials.sweep``)."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from incident.materials.sweep import sweep
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import traced
from runtime.ids import Ids
from runtime.vault import Vault

AFTER_START = timedelta(hours=1)
"""A machine that starts with a wrong clock has the right one by then."""
EVERY = timedelta(days=1)

_log = logging.getLogger(__name__)


@dataclass
class DailySweep:
    """Asked often, does something once a day. ``days`` as in ``sweep``."""

    database: Database
    vault: Vault
    ids: Ids
    clock: Clock
    days: int
    _next: datetime | None = field(default=None, init=False)

    def step(self) -> int:
        """Remove what is due; gives how many files. A fault is logged, and tried the next day."""
        now = self.clock.now()
        if self._next is None:
            self._next = now + AFTER_START
        if now < self._next:
            return 0
        self._next = now + EVERY
        try:
            removed = sweep(self.database, self.vault, self.ids, now, self.days)
        except Exception as error:  # noqa: BLE001 - the next day is another try
            _log.error(
                "files that nothing names could not be removed; tried in a day again: %s",
                traced(error),
            )
            return 0
        if removed:
            size = sum(file.size for file in removed)
            _log.info("%d files that nothing names were removed, %d bytes", len(removed), size)
        return len(removed)
