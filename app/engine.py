"""The loop that sends what must be sent and notices what ran out, in a thread beside the pages.

It has an event loop of its own, so that a slow provider never holds up a page.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import threading

from app.channels.closing import close_all
from app.compose import Program
from app.faults import FaultLog
from app.files_daily import DailySweep
from incident.scheduler import notice
from runtime.faults import outlived

LISTEN_S = 3.0
"""Between two looks for replies."""

LAST_S = 8.0
"""Real seconds that the last messages get when the program ends."""

TIDY_S = 60.0
"""Between two looks whether it is time to remove files that nothing names."""

PAUSE_S = 0.5
"""Between looks; a change hint wakes the loop at once."""

log = logging.getLogger(__name__)


class Engine:
    """A fault in a round is logged, and the next round goes on; one of an incident stays there."""

    def __init__(self, program: Program) -> None:
        self._program = program
        self._faults = FaultLog()
        self._thread = threading.Thread(target=self._main, name="engine", daemon=True)
        self._ready = threading.Event()
        self._stopping = False

    def start(self) -> None:
        """Take up what a stopped program left behind, then run until ``stop``."""
        self._program.alerts.recover()
        self._thread.start()
        self._ready.wait()

    def stop(self) -> None:
        """End after the present round."""
        self._stopping = True
        self._loop.call_soon_threadsafe(self._wake.set)
        self._thread.join(timeout=10)

    def _main(self) -> None:
        asyncio.run(self._run())

    async def _run(self) -> None:
        self._loop, self._wake = asyncio.get_running_loop(), asyncio.Event()
        self._ready.set()
        beside = [asyncio.create_task(self._listen()), asyncio.create_task(self._tidy())]
        unsubscribe = self._program.database.hints.subscribe(self._hinted)
        try:
            while not self._stopping:
                if not await self._round():
                    with contextlib.suppress(TimeoutError):
                        await asyncio.wait_for(self._wake.wait(), PAUSE_S)
                    self._wake.clear()
            await self._program.alerts.finish(LAST_S)
            await self._program.posts.finish(1.0)
        finally:
            unsubscribe()
            for task in beside:
                task.cancel()
            await asyncio.wait(beside, timeout=1.0)
            channels = (*self._program.channels.values(), *self._program.groups.values())
            await close_all(channels)

    async def _listen(self) -> None:
        """Fetch what came back, beside the rounds: a modem that is slow to answer holds up none."""
        while True:
            with outlived(log, "engine: asking for replies failed; it is asked again"):
                await self._program.alerts.listen()
            await asyncio.sleep(LISTEN_S)

    async def _tidy(self) -> None:
        """Remove old files that nothing names, in a thread of its own: it opens many texts."""
        made, days = self._program, self._program.settings.files_days
        daily = DailySweep(made.database, made.vault, made.ids, made.clock, days)
        while True:
            await asyncio.to_thread(daily.step)
            await asyncio.sleep(TIDY_S)

    def _hinted(self, topic: str) -> None:
        with contextlib.suppress(RuntimeError):  # the loop has just ended
            self._loop.call_soon_threadsafe(self._wake.set)

    async def _round(self) -> int:
        """All parts of the work; a fault in one never keeps another from being done."""
        done = 0
        with outlived(log, "engine: sending failed in this round; the next one goes on"):
            done += await self._program.alerts.step()
        with outlived(log, "engine: posting to groups failed in this round; the next one goes on"):
            done += await self._program.posts.step()
        with outlived(log, "engine: looking at due times failed; the next round goes on"):
            done += notice(self._program.desk, self._faults.tell)
        return done
