"""Recording outcomes: those that come at about the same time in one transaction.

Each transaction waits for the disk. Fifty messages that a provider takes side by side come back
side by side, and would wait fifty times.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import RowMapping

from notify.channel import Outcome
from notify.settle import Settler
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import traced
from runtime.killpoints import hit

GATHER_S = 0.005
"""Real seconds that an outcome waits for others."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Landed:
    """One attempt as it was claimed, what came of it, and who waits until that is recorded."""

    row: RowMapping
    outcome: Outcome
    recorded: asyncio.Future[None]


class Recorder:
    """Used from one loop at a time. ``clock`` is operating time."""

    def __init__(self, database: Database, settler: Settler, clock: Clock) -> None:
        self._database = database
        self._settler = settler
        self._clock = clock
        self._landed: list[_Landed] = []

    async def record(self, row: RowMapping, outcome: Outcome) -> None:
        """Comes back once the outcome is committed; raises what kept it from being."""
        loop = asyncio.get_running_loop()
        # What a loop that has ended left behind is found as lost claims.
        self._landed = [one for one in self._landed if one.recorded.get_loop() is loop]
        if not self._landed:
            loop.call_later(GATHER_S, self._write)
        landed = _Landed(row, outcome, loop.create_future())
        self._landed.append(landed)
        await landed.recorded

    def _write(self) -> None:
        together, self._landed = self._landed, []
        try:
            self._settle(together)
        except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others are recorded
            _log.error("%s outcomes cannot be recorded together: %s", len(together), traced(error))
            for one in together:
                self._write_alone(one)
            return
        for one in together:
            _tell(one)

    def _write_alone(self, one: _Landed) -> None:
        try:
            self._settle([one])
        except Exception as fault:  # noqa: BLE001 - told to whoever waits for it
            _tell(one, fault)
        else:
            _tell(one)

    def _settle(self, together: Sequence[_Landed]) -> None:
        now = self._clock.now()
        with self._database.write() as connection:
            for one in together:
                self._settler.settle(connection, one.row, one.outcome, now)
                self._database.hint(connection, f"alerts:{one.row['incident']}")
                hit("before_record")


def _tell(one: _Landed, fault: Exception | None = None) -> None:
    if one.recorded.done():  # its task was cancelled meanwhile
        return
    if fault is None:
        one.recorded.set_result(None)
    else:
        one.recorded.set_exception(fault)
