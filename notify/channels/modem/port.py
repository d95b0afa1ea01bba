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
from typing import TYPE_CHECKING

from notify.channels.modem.at import (
    ESCAPE,
    SUBSTITUTE,
    Arrived,
    Final,
    Info,
    Prompt,
    Pushed,
    Reader,
)

if TYPE_CHECKING:
    from serial import Serial

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Patience:
    """Longest waits in seconds. Handing over a part takes several seconds on a good cell."""

    command_s: float = 10.0
    prompt_s: float = 15.0
    handover_s: float = 60.0
    reopen_s: float = 3.0
    """Between two tries to open the line."""
    look_s: float = 0.1
    """How often an idle line is looked at."""


class Refusal(Exception):  # noqa: N818  # an answer, not a fault
    """The modem answered with an error."""

    def __init__(self, final: Final) -> None:
        super().__init__(final.kind, final.code)
        self.final = final


class NotSent(ConnectionError):  # noqa: N818
    """The line is down or silent, and the modem had not been given anything."""


class MaybeSent(ConnectionError):  # noqa: N818
    """The line broke or fell silent after a message was handed over: it may have left."""


Ask = Callable[[str], Sequence[str]]
"""Sends a command and gives the lines of its answer; raises ``Refusal`` and ``NotSent``."""


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
        self._serial: Serial | None = None
        self._reader = Reader()
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
            elif self._ready():
                self._listen()
        self._drop("closed")
        while not self._jobs.empty():
            if job := self._jobs.get():
                job.done.set_exception(NotSent("closed"))

    def _do(self, job: _Job) -> None:
        try:
            if not self._ready():
                # Not dropped again: that would put off the next try to open it.
                job.done.set_exception(NotSent(self.trouble))
                return
            if job.opening not in (None, self.opened):
                job.done.set_exception(NotSent("opened again"))
                return
            job.done.set_result(self._exchange(job.command, job.octets))
        except Refusal as refusal:
            job.done.set_exception(refusal)
        except ConnectionError as error:
            # Whatever the modem still says to it must not be taken for the next answer.
            self._drop(str(error))
            job.done.set_exception(error)

    def _listen(self) -> None:
        try:
            self._read(0.0)
        except ConnectionError as error:
            self._drop(str(error))

    def _ready(self) -> bool:
        """Have the line open, opening it if it is time to try."""
        if self._serial is not None:
            return True
        now = time.monotonic()
        if self._tried_at is not None and now - self._tried_at < self._patience.reopen_s:
            return False
        self._tried_at = now
        try:
            self._open()
        except (OSError, ValueError, Refusal) as error:
            self._drop(str(error) if isinstance(error, NotSent) else type(error).__name__)
            return False
        return True

    def _open(self) -> None:
        import serial

        self._reader = Reader()
        line = serial.serial_for_url(
            self._url, baudrate=115200, timeout=self._patience.look_s, write_timeout=5.0
        )
        self._serial = line
        # Ends a message that a process before us left open; the answer to it, and what else is
        # on its way, must not be taken for answers of ours.
        self._write(ESCAPE + b"\r")
        time.sleep(self._patience.look_s)
        line.reset_input_buffer()
        self._start_up(lambda command: self._exchange(command, None))
        self.opened += 1
        self.trouble = ""
        _log.info("modem open")

    def _drop(self, why: str) -> None:
        if self._serial is not None:
            _log.warning("modem line closed: %s", why)
            # pyserial forgets to close a socket whose other end is gone already.
            socket = getattr(self._serial, "_socket", None)
            with suppress(OSError):
                self._serial.close()
            if socket is not None:
                socket.close()
        self._serial = None
        self._tried_at = time.monotonic()
        self.trouble = why

    def _exchange(self, command: str, octets: str | None) -> Sequence[str]:
        self._write(command.encode("ascii") + b"\r")
        if octets is None:
            return self._answer(command, self._patience.command_s)
        self._await_prompt()
        try:
            self._write(octets.encode("ascii") + SUBSTITUTE)
            return self._answer(octets, self._patience.handover_s)
        except NotSent as error:
            raise MaybeSent(str(error)) from error

    def _await_prompt(self) -> None:
        deadline = time.monotonic() + self._patience.prompt_s
        while True:
            for event in self._read(deadline):
                if isinstance(event, Prompt):
                    return
                if isinstance(event, Final) and event.kind != "ok":
                    raise Refusal(event)

    def _answer(self, asked: str, patience_s: float) -> Sequence[str]:
        deadline = time.monotonic() + patience_s
        lines: list[str] = []
        while True:
            for event in self._read(deadline):
                if isinstance(event, Final):
                    if event.kind != "ok":
                        raise Refusal(event)
                    return lines
                if isinstance(event, Info) and not event.text.startswith(asked):
                    lines.append(event.text)

    def _read(self, deadline: float) -> Sequence[Prompt | Final | Info]:
        """Read what is there; with a deadline wait for it a moment, and raise past it."""
        import serial

        if deadline and time.monotonic() > deadline:
            raise NotSent("silent")
        line = self._line()
        try:
            waiting = line.in_waiting
            data = line.read(max(waiting, 1)) if waiting or deadline else b""
        except (OSError, serial.SerialException, TypeError) as error:
            # pyserial raises TypeError where the line is closed under a read.
            raise NotSent("unplugged") from error
        found: list[Prompt | Final | Info] = []
        for event in self._reader.feed(data):
            if isinstance(event, Arrived | Pushed):
                self._news.put(event)
            else:
                found.append(event)
        return found

    def _write(self, data: bytes) -> None:
        import serial

        line = self._line()
        try:
            line.write(data)
            line.flush()
        except (OSError, serial.SerialException) as error:
            raise NotSent("unplugged") from error

    def _line(self) -> Serial:
        if self._serial is None:
            raise NotSent("closed")
        return self._serial
