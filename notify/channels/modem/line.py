"""One opening of a serial line to a modem, blocking: ask, wait, and say what is known."""

from __future__ import annotations

import queue
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass

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


@contextmanager
def _as_os_errors() -> Iterator[None]:
    """A terminal whose other end has gone raises an error that is no ``OSError``."""
    try:
        yield
    except Exception as error:
        if type(error).__module__ == "termios":
            raise OSError(*error.args) from error
        raise


class Line:
    """An open line; what the modem says of its own accord goes to ``news``.

    Raises ``OSError`` and ``ValueError`` where the device cannot be opened.
    """

    def __init__(
        self, url: str, patience: Patience, news: queue.SimpleQueue[Arrived | Pushed]
    ) -> None:
        import serial

        self._patience = patience
        self._news = news
        self._reader = Reader()
        with _as_os_errors():
            self._serial = serial.serial_for_url(
                url, baudrate=115200, timeout=patience.look_s, write_timeout=5.0
            )
        try:
            self._clear()
        except OSError:
            self.close()
            raise

    def close(self) -> None:
        """Close it; never raises for one that is broken."""
        # pyserial forgets to close a socket whose other end is gone already.
        socket = getattr(self._serial, "_socket", None)
        with suppress(OSError), _as_os_errors():
            self._serial.close()
        if socket is not None:
            socket.close()

    def _clear(self) -> None:
        # Ends a message that a process before us left open; the answer to it, and what else is
        # on its way, must not be taken for answers of ours.
        self._write(ESCAPE + b"\r")
        time.sleep(self._patience.look_s)
        with _as_os_errors():
            self._serial.reset_input_buffer()

    def exchange(self, command: str, octets: str | None = None) -> Sequence[str]:
        """Ask one thing, or hand over a message's octets after it, and give the answer's lines.

        Raises ``Refusal``, ``NotSent``, and ``MaybeSent`` once octets were handed over.
        """
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
            for event in self.read(deadline):
                if isinstance(event, Prompt):
                    return
                if isinstance(event, Final) and event.kind != "ok":
                    raise Refusal(event)

    def _answer(self, asked: str, patience_s: float) -> Sequence[str]:
        deadline = time.monotonic() + patience_s
        lines: list[str] = []
        while True:
            for event in self.read(deadline):
                if isinstance(event, Final):
                    if event.kind != "ok":
                        raise Refusal(event)
                    return lines
                if isinstance(event, Info) and not event.text.startswith(asked):
                    lines.append(event.text)

    def read(self, deadline: float) -> Sequence[Prompt | Final | Info]:
        """Read what is there; with a deadline wait for it a moment, and raise past it."""
        import serial

        if deadline and time.monotonic() > deadline:
            raise NotSent("silent")
        line = self._serial
        try:
            with _as_os_errors():
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

        line = self._serial
        try:
            with _as_os_errors():
                line.write(data)
                line.flush()
        except (OSError, serial.SerialException) as error:
            raise NotSent("unplugged") from error
