"""Wake-ups: "something about this topic changed, look".

A hint carries no news, may come twice and may be lost. Every reader also polls its own cursor and
is right without any hint; a hint only makes it quick.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable

from runtime.faults import traced

EVERYTHING = "*"
"""The topic that stands for all topics: sent when it is not known what changed."""

CHANNEL = "tailings_hint"
"""Under which PostgreSQL carries hints from process to process."""

_log = logging.getLogger(__name__)


class Hints:
    """Who wants to be woken within this process; safe to use from any thread."""

    def __init__(self, *, enabled: bool = True) -> None:
        self.enabled = enabled
        self._lock = threading.Lock()
        self._callbacks: tuple[Callable[[str], object], ...] = ()

    def subscribe(self, callback: Callable[[str], object]) -> Callable[[], None]:
        """Call ``callback(topic)`` at every hint until the returned function is called.

        The callback runs in the thread that committed or listens: it should only set a flag.
        """

        # A wrapper of its own, so that subscribing one callback twice is two subscriptions.
        def entry(topic: str) -> object:
            return callback(topic)

        with self._lock:
            self._callbacks = (*self._callbacks, entry)

        def unsubscribe() -> None:
            with self._lock:
                self._callbacks = tuple(c for c in self._callbacks if c is not entry)

        return unsubscribe

    def fire(self, topic: str) -> None:
        """Wake every subscriber; switched off, do nothing.

        What is announced is committed already, so a subscriber's fault is logged and goes no
        further: it must not make a done command look failed.
        """
        if not self.enabled:
            return
        for callback in self._callbacks:
            try:
                callback(topic)
            except Exception as error:  # noqa: BLE001 - any fault of any subscriber
                _log.error("a subscriber failed at the hint %r: %s", topic, traced(error))
