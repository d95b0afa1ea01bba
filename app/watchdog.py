"""A thread that watches the engine's pulse, and tells the boards when it stops."""

from __future__ import annotations

import logging
import threading
from datetime import datetime

from notify.heartbeat import Heart, Watchdog
from runtime.hints import EVERYTHING, Hints

LOOK_EVERY_S = 5.0

log = logging.getLogger(__name__)


class WatchdogThread:
    """Independent of the engine's thread and of its event loop; reads memory only."""

    def __init__(self, heart: Heart, hints: Hints, *, every_s: float = LOOK_EVERY_S) -> None:
        self._watchdog = Watchdog(heart, self._told)
        self._hints = hints
        self._every_s = every_s
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._main, name="watchdog", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._ended.set()
        self._thread.join(timeout=10)

    def _main(self) -> None:
        while not self._ended.wait(self._every_s):
            self._watchdog.look()

    def _told(self, since: datetime | None) -> None:
        """Into the log, and to every open board: it is drawn again, and sounds its alarm."""
        if since is None:
            log.warning("watchdog: messages are being sent again")
        else:
            log.critical("watchdog: no message has been sent since %s", since.isoformat())
        self._hints.fire(EVERYTHING)
