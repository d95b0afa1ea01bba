"""Hints from other processes: a thread that LISTENs on its own PostgreSQL connection."""

from __future__ import annotations

import logging
import selectors
import socket
import threading

import psycopg
from sqlalchemy.engine import URL

from runtime.faults import kind
from runtime.hints import CHANNEL, EVERYTHING, Hints

_FIRST_PAUSE_S = 0.2
_LONGEST_PAUSE_S = 10.0

_log = logging.getLogger(__name__)


class Listener:
    """Fires ``hints`` at every notification, and all topics after a gap in listening."""

    def __init__(self, url: URL, hints: Hints) -> None:
        self._address = url.set(drivername="postgresql").render_as_string(hide_password=False)
        self._hints = hints
        self._stopping = threading.Event()
        self._listening = threading.Event()
        self._wake, self._woken = socket.socketpair()
        self._thread = threading.Thread(target=self._run, name="hints", daemon=True)

    def start(self, *, wait_s: float) -> None:
        """Begin in the background; returns when listening, at the latest after ``wait_s``."""
        self._thread.start()
        self._listening.wait(wait_s)

    def stop(self) -> None:
        """End the thread and its connection."""
        self._stopping.set()
        self._wake.send(b"x")
        self._thread.join()
        self._wake.close()
        self._woken.close()

    def _run(self) -> None:
        pause_s = _FIRST_PAUSE_S
        while not self._stopping.is_set():
            try:
                self._listen()
            except psycopg.Error as error:
                if self._listening.is_set():
                    pause_s = _FIRST_PAUSE_S
                    self._listening.clear()
                _log.warning(
                    "not listening for hints, trying again in %s s: %s", pause_s, kind(error)
                )
            self._stopping.wait(pause_s)
            pause_s = min(pause_s * 2, _LONGEST_PAUSE_S)

    def _listen(self) -> None:
        with (
            psycopg.connect(self._address, autocommit=True, connect_timeout=5) as connection,
            selectors.DefaultSelector() as selector,
        ):
            connection.execute(f"LISTEN {CHANNEL}")
            # What was announced before now went unheard.
            self._hints.fire(EVERYTHING)
            self._listening.set()
            selector.register(connection.fileno(), selectors.EVENT_READ)
            selector.register(self._woken, selectors.EVENT_READ)
            while not self._stopping.is_set():
                for notice in connection.notifies(timeout=0):
                    for topic in notice.payload.split("\n"):
                        self._hints.fire(topic)
                selector.select()
