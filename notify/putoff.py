"""What could not be done is tried again later, and holds up nothing meanwhile."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Generic, TypeVar

PUT_OFF = timedelta(seconds=30)
"""Operating time until it is tried again."""

T = TypeVar("T")


class PutOff(Generic[T]):
    """In memory only: a program that starts again tries everything at once."""

    def __init__(self) -> None:
        self._until: dict[T, datetime] = {}

    def now(self, now: datetime) -> Collection[T]:
        """Those whose time has not come; none for longer where the clock was set back."""
        self._until = {w: until for w, until in self._until.items() if now < until <= now + PUT_OFF}
        return self._until.keys()

    def add(self, what: Iterable[T], now: datetime) -> None:
        """Not before a while from now."""
        self._until |= dict.fromkeys(what, now + PUT_OFF)
