"""Shows out those whose session has ended or who may no longer see what they watch.

All connections are looked at together every few seconds, and at once when sessions were ended here,
off the event loop: one question to the database for all sessions, and one for each pair of person
and view.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Hashable
from dataclasses import dataclass

from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool

from runtime.faults import traced
from runtime.hints import EVERYTHING
from runtime.refusal import Refused
from web.access import sessions_that_hold
from web.hub.protocol import REFUSED, SIGNED_OUT
from web.services import Services
from web.sessions import TOPIC

CHECK_S = 5.0
SILENCE_S = 40.0
"""A browser that said nothing for so long is gone, whatever its connection says."""

log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Guest:
    """One connection, and what it was let in for."""

    session: str
    """Digest of the session's token."""
    person: str
    view: Hashable
    """What they watch."""
    sees: Callable[[Connection], Hashable]
    """What they may watch in its place now; raises Refused where that is nothing."""
    close: Callable[[int], None]
    heard_at: float = 0.0


class Doorkeeper:
    """One a program; works while anybody is in."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._guests: set[Guest] = set()
        self._walking: asyncio.Task[None] | None = None
        self._called = asyncio.Event()
        self._closing = False

    def let_in(self, guest: Guest) -> None:
        self._guests.add(guest)
        if self._walking is None or self._walking.done():
            self._called, self._closing = asyncio.Event(), False
            self._walking = asyncio.get_running_loop().create_task(self._walk())

    def gone(self, guest: Guest) -> None:
        self._guests.discard(guest)

    async def close(self) -> None:
        """Stop, after the present round: the program is stopping."""
        self._closing = True
        self._called.set()
        if self._walking is not None:
            await asyncio.gather(self._walking, return_exceptions=True)

    async def _walk(self) -> None:
        loop, called = asyncio.get_running_loop(), self._called

        def hear(topic: str) -> None:
            if topic in (TOPIC, EVERYTHING) and not loop.is_closed():
                loop.call_soon_threadsafe(called.set)

        unsubscribe = self._services.database.hints.subscribe(hear)
        try:
            while self._guests:
                with contextlib.suppress(TimeoutError):
                    await asyncio.wait_for(called.wait(), CHECK_S)
                if self._closing:
                    return
                called.clear()
                await self._round()
        finally:
            unsubscribe()

    async def _round(self) -> None:
        try:
            ended = await run_in_threadpool(self._ended, tuple(self._guests))
        except Exception as error:  # noqa: BLE001 - they are in a moment
            log.error("hub: sessions could not be checked; they are in a moment: %s", traced(error))
            return
        for guest, code in ended:
            guest.close(code)

    def _ended(self, guests: tuple[Guest, ...]) -> list[tuple[Guest, int]]:
        services, found = self._services, list[tuple[Guest, int]]()
        with services.database.read() as connection:
            hold = sessions_that_hold(connection, {g.session for g in guests}, services.clock.now())
            seen: dict[tuple[str, Hashable], bool] = {}
            for guest in guests:
                if guest.session not in hold:
                    found.append((guest, SIGNED_OUT))
                    continue
                key = guest.person, guest.view
                if key not in seen:
                    try:
                        seen[key] = guest.sees(connection) == guest.view
                    except Refused:
                        seen[key] = False
                if not seen[key]:
                    found.append((guest, REFUSED))
        return found
