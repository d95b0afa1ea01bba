"""The dialogue with a modem as octets in and lines out: 3GPP TS 27.007 and 27.005, no I/O.

A modem mixes three things on one wire: the answer to the command, news of its own accord, and
noise (an echo, what it prints at start-up). They are told apart here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

ESCAPE = b"\x1b"
SUBSTITUTE = b"\x1a"
"""Ctrl-Z: ends a message and hands it over."""

LONGEST_LINE = 4096
"""Octets; more without an end of line is noise. A message of 140 octets takes under 400."""


class Prompt:
    """The modem waits for the octets of a message."""


@dataclass(frozen=True, slots=True)
class Final:
    """The end of an answer: OK, or an error with its number where the modem gave one."""

    kind: Literal["ok", "error", "cms", "cme"]
    code: int | None = None


@dataclass(frozen=True, slots=True)
class Arrived:
    """Something was put into a storage: ``+CMTI`` or ``+CDSI``."""

    storage: str


@dataclass(frozen=True, slots=True)
class Pushed:
    """A message or report that was handed over and is stored nowhere: ``+CMT`` or ``+CDS``."""

    pdu: str


@dataclass(frozen=True, slots=True)
class Info:
    """A line of an answer, or noise: the one who asked knows which lines it expects."""

    text: str


Event = Prompt | Final | Arrived | Pushed | Info

_ARRIVED = re.compile(r'\+(?:CMTI|CDSI): *"(\w+)", *\d+')
_ERROR = re.compile(r"\+(CMS|CME) ERROR: *(\d+)?")


class Reader:
    """Takes octets as they come and gives what they mean, in order."""

    def __init__(self) -> None:
        self._rest = b""
        self._pdu_follows = False

    def feed(self, data: bytes) -> Iterator[Event]:
        """Octets of any length; an unfinished line is kept for the next call."""
        self._rest += data
        while True:
            self._rest = self._rest.lstrip(b"\r\n\0")
            if self._rest.startswith(b"> "):
                self._rest = self._rest[2:]
                yield Prompt()
                continue
            end = min((at for at in map(self._rest.find, (b"\r", b"\n")) if at >= 0), default=-1)
            if end < 0:
                break
            line, self._rest = self._rest[:end], self._rest[end:]
            if event := self._event(line.decode("ascii", "replace").strip()):
                yield event
        if len(self._rest) > LONGEST_LINE:
            self._rest = b""

    def _event(self, line: str) -> Event | None:
        if self._pdu_follows:
            self._pdu_follows = False
            return Pushed(line)
        if line.startswith(("+CMT:", "+CDS:")):
            self._pdu_follows = True
            return None
        if match := _ARRIVED.fullmatch(line):
            return Arrived(match[1])
        if match := _ERROR.fullmatch(line):
            return Final("cms" if match[1] == "CMS" else "cme", int(match[2] or 0) or None)
        if line in ("OK", "ERROR"):
            return Final("ok" if line == "OK" else "error")
        return Info(line) if line else None


def answer(lines: Sequence[str], name: str) -> str | None:
    """The rest of the first line that begins with ``+NAME:``; None without one."""
    start = f"+{name}:"
    return next((line[len(start) :].strip() for line in lines if line.startswith(start)), None)


def listed(lines: Sequence[str]) -> Iterator[tuple[int, str]]:
    """Index and octets of each message received, from the answer to ``AT+CMGL=4``."""
    for head, pdu in pairwise(lines):
        match = re.match(r"\+CMGL: *(\d+), *([01]),", head)
        if match:
            yield int(match[1]), pdu
