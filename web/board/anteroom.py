"""Connections that have not said hello: few for one session, so that nobody fills the house with
sockets that cost the others theirs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

WAITING_AT_MOST = 8
"""Connections of one session that may wait for their hello; a browser that opens more boards than
that at once gets the others in a moment."""


class Anteroom:
    """One a program; everything happens on the event loop."""

    def __init__(self) -> None:
        self._waiting: Counter[str] = Counter()

    @contextmanager
    def wait(self, session: str) -> Iterator[bool]:
        """A place until the end of the block; False where this session has no more of them."""
        if self._waiting[session] >= WAITING_AT_MOST:
            yield False
            return
        self._waiting[session] += 1
        try:
            yield True
        finally:
            self._waiting[session] -= 1
            if not self._waiting[session]:
                del self._waiting[session]
