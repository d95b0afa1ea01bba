"""What is going to be done and when: ordered, each thing once."""

from __future__ import annotations

import heapq
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

Act = Callable[[], None]


@dataclass(frozen=True, slots=True, order=True)
class _Item:
    at: datetime
    order: int
    act: Act = field(compare=False)


class Agenda:
    """Actions by time; those of the same time in the order in which they were planned.

    Chance is drawn for each key by itself, so one action more or less moves no other.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._items: list[_Item] = []
        self._keys: set[str] = set()
        self._count = 0

    def plan(
        self, key: str, at: datetime, act: Act, *, jitter_min: int = 0, not_before: datetime
    ) -> None:
        """Plan an action, unless one with this key was planned before; never in the past."""
        if key in self._keys:
            return
        self._keys.add(key)
        self._count += 1
        at += timedelta(minutes=random.Random(f"{self._seed}:{key}").randint(0, jitter_min))  # noqa: S311 - a drill must repeat
        heapq.heappush(self._items, _Item(max(at, not_before), self._count, act))

    def next_at(self) -> datetime | None:
        """When the next action is due; None if there is none."""
        return self._items[0].at if self._items else None

    def take(self, now: datetime) -> Act | None:
        """The next action that is due by ``now``, taken off the agenda."""
        if self._items and self._items[0].at <= now:
            return heapq.heappop(self._items).act
        return None
