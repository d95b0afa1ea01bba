"""One modem on a serial line: a thread of its own asks it one thing at a time.

``serial_for_url`` takes a device, a Windows COM port, and ``socket://host:port``. A line that
breaks is opened again and again; what was being asked then fails, and says whether a message may
have left.
"""

from __future__ import annotations

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field

from notify.channels.modem.at import Arrived, Pushed
from notify.channels.modem.line import Ask, Line, NotSent, Patience, Refusal

_log = logging.getLogger(__name__)


@dataclass
class _Job:
    command: str
    octets: str | None
    opening: int | None = None
    done: Future[Sequence[str]] = field(default_factory=Future)


class Port:
    """A line to a modem. ``start_up`` is what is said to it each time after opening."""

    def __init__(self, url: str, start_up: Callable[[Ask], None], patience: Patience) -> None:
        self._url = url
        self._start_up = start_up
        self._patience = patience
        self._jobs: queue.Queue[_Job | None] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._stop = threading.Event()
        self._line: Line | None = None
        self._news: queue.SimpleQueue[Arrived | Pushed] = queue.SimpleQueue()
        self._tried_at: float | None = None
        self.opened = 0
        """How often the line was opened; what was known of a storage holds for one opening."""
        self.trouble = "not opened yet"
        """Why the line is down; empty while it is open. For the operator, without numbers."""

    async def command(self, command: str, *, opening: int | None = None) -> Sequence[str]:
        """Ask one thing and give the lines of the answer; with ``opening`` only in that opening
        of the line.

        Raises ``Refusal``, and ``NotSent`` where nobody answers.
        """
        return await self._ask(_Job(command, None, opening))

    async def hand_over(self, length: int, pdu: str) -> Sequence[str]:
        """Give the modem a message to send.

        Raises ``Refusal``, ``NotSent``, and ``MaybeSent`` where it may have left all the same.
        """
        return await self._ask(_Job(f"AT+CMGS={length}", pdu))

    def news(self) -> Sequence[Arrived | Pushed]:
        """What the modem said of its own accord since the last time."""
        found = []
        while not self._news.empty():
            found.append(self._news.get())
        return found

    def close(self) -> None:
        """Stop asking and close the line; gives back when the thread has ended."""
        self._stop.set()
        self._jobs.put(None)
        if self._thread is not None:
            self._thread.join()
            self._thread = None

    async def _ask(self, job: _Job) -> Sequence[str]:
        if self._stop.is_set():
            raise NotSent("closed")
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="modem", daemon=True)
            self._thread.start()
        self._jobs.put(job)
        # Shielded: a caller that gives up must not stop a message between two octets.
        return await asyncio.shield(asyncio.wrap_future(job.done))

    def _run(self) -> None:
        while not self._stop.is_set():
            job = None
            with suppress(queue.Empty):
                job = self._jobs.get(timeout=self._patience.look_s)
            if job is not None:
                self._do(job)
            elif line := self._ready():
                self._listen(line)
        self._drop("closed")
        while not self._jobs.empty():
            if job := self._jobs.get():
                job.done.set_exception(NotSent("closed"))

    def _do(self, job: _Job) -> None:
        try:
            line = self._ready()
            if line is None:
                # Not dropped again: that would put off the next try to open it.
                job.done.set_exception(NotSent(self.trouble))
                return
            if job.opening not in (None, self.opened):
                job.done.set_exception(NotSent("opened again"))
                return
            job.done.set_result(line.exchange(job.command, job.octets))
        except Refusal as refusal:
            job.done.set_exception(refusal)
        except ConnectionError as error:
            # Whatever the modem still says to it must not be taken for the next answer.
            self._drop(str(error))
            job.done.set_exception(error)

    def _listen(self, line: Line) -> None:
        try:
            line.read(0.0)
        except ConnectionError as error:
            self._drop(str(error))

    def _ready(self) -> Line | None:
        """The open line, opened if it is time to try."""
        now = time.monotonic()
        if self._line is None and (
            self._tried_at is None or now - self._tried_at >= self._patience.reopen_s
        ):
            self._tried_at = now
            try:
                self._line = Line(self._url, self._patience, self._news)
                self._start_up(self._line.exchange)
            except (OSError, ValueError, Refusal) as error:
                self._drop(str(error) if isinstance(error, NotSent) else type(error).__name__)
            else:
                self.opened += 1
                self.trouble = ""
                _log.info("modem open")
        return self._line

    def _drop(self, why: str) -> None:
        if self._line is not None:
            _log.warning("modem line closed: %s", why)
            self._line.close()
        self._line = None
        self._tried_at = time.monotonic()
        self.trouble = why
