"""All rooms. A room exists while somebody watches: what nobody looks at is never rendered."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from runtime.hints import EVERYTHING, Hints
from web.hub.kept import Kept, Source
from web.hub.room import Rhythm, Room, Seat
from web.hub.views import View

Key = TypeVar("Key", bound=Hashable)

VIEWS_KEPT = 256
"""Views that are remembered after their last reader left; the least used is forgotten first."""


@dataclass(frozen=True, slots=True)
class Place(Generic[Key]):
    """Where somebody sits: in the room of a view."""

    key: Key
    room: Room
    seat: Seat


class Hub(Generic[Key]):
    """One a program; everything but hints happens on the event loop. ``Key`` names a view: an
    incident and an audience.

    Views outlive their rooms, so that somebody who comes back finds the revision where it was.
    """

    def __init__(
        self,
        source: Callable[[Key], Source],
        topic: Callable[[Key], str],
        hints: Hints,
        rhythm: Rhythm = Rhythm(),  # noqa: B008 - frozen
    ) -> None:
        """``topic`` is the hint that tells of a change of a view; ``EVERYTHING`` where any may."""
        self._source = source
        self._topic = topic
        self._hints = hints
        self._rhythm = rhythm
        self._kept: dict[Key, Kept] = {}
        self._rooms: dict[Key, Room] = {}
        self._running: set[asyncio.Task[None]] = set()
        self._listening_on: asyncio.AbstractEventLoop | None = None

    async def look(self, key: Key) -> Kept:
        """The view as it is now, for a page."""
        kept = self._view(key)
        await kept.refresh()
        return kept

    def enter(self, key: Key, seat: Seat) -> Place[Key]:
        """Sit down in the view's room."""
        room = self._rooms.get(key)
        if room is None:
            room = self._rooms[key] = Room(self._view(key), self._rhythm)
            room.enter(seat)
            task = asyncio.get_running_loop().create_task(self._keep(key, room))
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        else:
            room.enter(seat)
        return Place(key, room, seat)

    def leave(self, place: Place[Key]) -> None:
        """Stand up; the last one to leave ends the room."""
        place.room.leave(place.seat)

    async def close(self) -> None:
        """End every room, each after its present look: none may go on reading a database that is
        being closed."""
        for room in self._rooms.values():
            room.clear()
        await asyncio.gather(*self._running, return_exceptions=True)

    @property
    def watched(self) -> int:
        """Views that somebody watches now."""
        return len(self._rooms)

    def _view(self, key: Key) -> Kept:
        loop = asyncio.get_running_loop()
        self._listen(loop)
        kept = self._kept.get(key)
        if kept is None:
            while len(self._kept) >= VIEWS_KEPT and (
                idle := self._kept.keys() - self._rooms.keys()
            ):
                del self._kept[min(idle, key=lambda k: self._kept[k].used_at)]
            kept = Kept(self._source(key), View(secrets.token_hex(8)), loop.time)
            self._kept[key] = kept
        return kept

    async def _keep(self, key: Key, room: Room) -> None:
        try:
            await room.run()
        finally:
            # Between the last look and here nothing else runs: nobody can have come in.
            del self._rooms[key]

    def _listen(self, loop: asyncio.AbstractEventLoop) -> None:
        if self._listening_on is loop:
            return
        self._listening_on = loop

        def hear(topic: str) -> None:
            if not loop.is_closed():
                loop.call_soon_threadsafe(self._hear, topic)

        self._hints.subscribe(hear)

    def _hear(self, topic: str) -> None:
        for key, room in self._rooms.items():
            if topic == EVERYTHING or self._topic(key) in (EVERYTHING, topic):
                room.call()
