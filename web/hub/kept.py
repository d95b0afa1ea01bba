"""A view kept true: rendered again only when something in it can have changed."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field, replace
from datetime import datetime

from starlette.concurrency import run_in_threadpool

from web.hub.views import Rendered, View

COALESCE_S = 0.05
"""Seconds between two renderings of one incident for one audience."""


@dataclass(frozen=True)
class Source:
    """Where a view comes from; each is awaited off the accept loop."""

    render: Callable[[], Awaitable[Rendered]]
    pulse: Callable[[], Awaitable[Hashable]]
    """Cheap: changes whenever the rendering might, except for time that passes."""
    clock: Callable[[], datetime]
    """Operating time: what passed by it passed for whoever reads, also while the machine slept or
    when its clock was put right, of which a loop's time knows nothing."""
    pause_s: float = COALESCE_S
    """Between two renderings: what comes faster travels together."""


def in_threads(
    render: Callable[[], Rendered],
    pulse: Callable[[], Hashable],
    clock: Callable[[], datetime],
    pause_s: float = COALESCE_S,
) -> Source:
    """A source of functions that wait for the database."""

    async def rendered() -> Rendered:
        return await run_in_threadpool(render)

    async def beat() -> Hashable:
        return await run_in_threadpool(pulse)

    return Source(rendered, beat, clock, pause_s)


@dataclass
class Kept:
    """Shared by the room of a view and by the pages that show it. ``now`` is the loop's time, by
    which its own pauses are counted."""

    source: Source
    view: View
    now: Callable[[], float]
    used_at: float = 0.0
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)
    _pulse: Hashable = None
    _rendered: Rendered | None = None
    _rendered_at: float = 0.0
    _as_of: datetime | None = None

    async def refresh(self) -> View:
        """The view as it is now. What is written after this began may wait for the next time."""
        async with self._lock:
            self.used_at = self.now()
            pulse = await self.source.pulse()
            if self._rendered is None or pulse != self._pulse or self._run_out():
                pause = self._rendered_at + self.source.pause_s - self.now()
                if self._rendered is not None and pause > 0:
                    await asyncio.sleep(pause)
                    pulse = await self.source.pulse()
                # The pulse is older than what is rendered: a change in between is seen next time.
                as_of = self.source.clock()
                rendered = await self.source.render()
                self._as_of = as_of
                self._rendered, self._rendered_at, self._pulse = rendered, self.now(), pulse
                self.view.take(rendered.fragments)
        return self.view

    def parts(self) -> dict[str, str]:
        """Every fragment by its key, as last rendered; one that is gone is empty."""
        return {key: fragment.html for key, fragment in self.view.fragments.items()}

    def standing(self) -> dict[str, object]:
        """Which life of the hub the fragments are of, how far they have come, and the time."""
        return {"epoch": self.view.epoch, "revision": self.view.revision, **self.time()}

    def whole(self) -> dict[str, object]:
        """All of it, for a page that has to begin anew."""
        return {"kind": "whole", **self.standing(), "fragments": self.parts()}

    def time(self) -> dict[str, object]:
        """For countdowns: the incident's time at this moment, and how fast it passes."""
        if self._rendered is None:
            return {}
        seen = self.present()
        return {"now": seen.now.isoformat(), "rate": seen.rate}

    def present(self) -> Rendered:
        """As last rendered, at the incident's time of this moment. Raises ``LookupError`` before
        the first time."""
        rendered, as_of = self._rendered, self._as_of
        if rendered is None or as_of is None:
            raise LookupError(self.view.epoch)
        passed = self.source.clock() - as_of
        return replace(rendered, now=rendered.later(passed.total_seconds()))

    def _run_out(self) -> bool:
        """By the time that it was rendered for, or because that time was a wrong clock's, ahead of
        the one that it was put to since."""
        if self._rendered is None or self._as_of is None:
            return False
        if self.source.clock() < self._as_of:
            return True
        changes_at = self._rendered.changes_at
        return changes_at is not None and self.present().now >= changes_at
