"""A room: everybody who watches one view, and the loop that tells them while somebody does."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable
from dataclasses import dataclass

from runtime.faults import traced
from web.hub import protocol
from web.hub.frames import Wire, text_frame
from web.hub.kept import Kept


@dataclass(frozen=True, slots=True)
class Rhythm:
    """Seconds between two things."""

    poll_s: float = 1.0
    """A hint may be lost: this often the room looks for itself."""
    beat_s: float = 2.0
    """Between two beats; a page that hears nothing for 5 s says so."""


log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Seat:
    """One connection in a room."""

    wire: Wire
    close: Callable[[int], None]
    """Ends the connection with a code; returns at once."""
    hello: protocol.Hello


class Room:
    """Made for the first who comes; ``run`` ends when the last one has left."""

    def __init__(self, kept: Kept, rhythm: Rhythm) -> None:
        self._kept = kept
        self._rhythm = rhythm
        self._seats: dict[Seat, Callable[[bytes], bool]] = {}
        self._coming: list[Seat] = []
        self._called = asyncio.Event()
        self._told = 0
        self._spoke_at = 0.0

    @property
    def empty(self) -> bool:
        return not self._seats and not self._coming

    def enter(self, seat: Seat) -> None:
        """Let somebody in; they get what they lack with the next look."""
        self._coming.append(seat)
        self._called.set()

    def leave(self, seat: Seat) -> None:
        self._seats.pop(seat, None)
        with contextlib.suppress(ValueError):
            self._coming.remove(seat)
        self._called.set()

    def clear(self) -> None:
        """Everybody leaves: the program is stopping."""
        self._seats.clear()
        self._coming.clear()
        self._called.set()

    def call(self) -> None:
        """Something may have changed."""
        self._called.set()

    async def run(self) -> None:
        """Tell everybody what changes, until nobody is left."""
        while not self.empty:
            self._called.clear()
            try:
                await self._look()
            except Exception as error:  # noqa: BLE001
                # One view that cannot be rendered must not end the others; its boards hear no
                # beat and say themselves that they are stale.
                log.error("hub: a view could not be brought up to date: %s", traced(error))
                await asyncio.sleep(self._rhythm.poll_s)
                continue
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._called.wait(), self._rhythm.poll_s)

    async def _look(self) -> None:
        view = await self._kept.refresh()
        if view.revision != self._told:
            if self._seats:
                self._send(self._patch(self._told))
            self._told = view.revision
        for seat in self._coming:
            self._let_in(seat)
        self._coming.clear()
        if self._kept.now() - self._spoke_at >= self._rhythm.beat_s:
            self._send(protocol.beat(view.revision, self._kept.time()))

    def _patch(self, after: int) -> bytes:
        view = self._kept.view
        lacks = view.since(after)
        return protocol.patch(view.epoch, view.revision, self._kept.time(), lacks)

    def _let_in(self, seat: Seat) -> None:
        """What they lack, or that they have to fetch it all."""
        view, hello = self._kept.view, seat.hello
        same = hello.epoch == view.epoch and hello.revision <= view.revision
        self._seats[seat] = seat.wire.write
        payload = self._patch(hello.revision) if same else protocol.stale()
        if not seat.wire.write(text_frame(payload)):
            self._shut_out(seat)

    def _send(self, payload: bytes) -> None:
        frame = text_frame(payload)
        slow = [seat for seat, write in self._seats.items() if not write(frame)]
        for seat in slow:
            self._shut_out(seat)
        self._spoke_at = self._kept.now()

    def _shut_out(self, seat: Seat) -> None:
        """Somebody who does not read: they resume where they stood."""
        self._seats.pop(seat, None)
        seat.close(protocol.SLOW)
