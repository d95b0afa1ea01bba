"""A small GSM modem: a state machine over octets, on a pseudo-terminal or a TCP port.

It speaks as much of 3GPP TS 27.005 as the product asks for, takes messages apart with code of its
own, and keeps no time but the one it is given: what is late comes when a test moves ``forward``.
Faults are scripted (``fake.faults.append("no_prompt")`` applies to the next message) and counted
in ``reached``, so that a test can prove that they happened.

``python -m tests.fakes.modem`` runs one and prints where it listens.
"""

from __future__ import annotations

import contextlib
import os
import pty
import re
import select
import socket
import tempfile
import threading
import time
import tty
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Literal

Fault = Literal[
    "slow_prompt", "no_prompt", "silent_after", "unplug_before", "unplug_after", "garbage",
] | int  # fmt: skip
"""A number is the code of a ``+CMS ERROR`` after the message was handed over."""

Reports = Literal["now", "late", "never"]
START = datetime(2026, 7, 1, 4, 0, tzinfo=UTC)


@dataclass(frozen=True)
class Submitted:
    """A part as the network sees it."""

    number: str
    text: str
    piece: tuple[int, int, int] | None
    validity: int
    wants_report: bool


@dataclass(frozen=True)
class Taken:
    """A part that the network took, with the modem's reference."""

    reference: int
    part: Submitted


@dataclass
class FakeModem:
    """State of the modem; read and scripted by tests from another thread."""

    url: str = ""
    taken: list[Taken] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    reached: Counter[str] = field(default_factory=Counter)
    reports: Reports = "now"
    status: int = 0
    """TP-Status of the reports to come."""
    reference: int = 0
    """The reference given last."""
    now: datetime = START
    echo: bool = True
    stores_reports: bool = True
    size: int = 20
    stored: dict[str, dict[int, str]] = field(default_factory=lambda: {"SM": {}, "SR": {}})
    refused: list[str] = field(default_factory=list)
    """Messages that the network could not hand over: the SIM was full."""
    signal: int = 20
    registration: int = 1
    pin: str | None = None
    """The PIN that the SIM waits for."""
    locked: bool = False
    """After three wrong ones the SIM waits for its PUK."""
    battery: str | None = None
    quiet: bool = False
    """Messages are stored, but the modem does not say so."""

    _storage: str = "SM"
    _line: bytes = b""
    _awaits: bool = False
    _pushes: bool = False
    _held: list[Callable[[], None]] = field(default_factory=list)
    _out: Callable[[bytes], None] = lambda data: None
    _cut: Callable[[], None] = lambda: None
    _lock: threading.RLock = field(default_factory=threading.RLock)

    # -- what a test does ----------------------------------------------------------------------

    def forward(self, by_s: float) -> None:
        """Let time pass; what was held back for slowness comes."""
        with self._lock:
            self.now += timedelta(seconds=by_s)
            held, self._held = self._held, []
            for act in held:
                act()

    def report(self, at: int, status: int = 0) -> None:
        """Report on the n-th part taken, whatever was reported before."""
        with self._lock:
            one = self.taken[at]
            pdu = report_pdu(one.reference, one.part.number, status, self.now, self.now)
            self.reached["report"] += 1
            if self.stores_reports:
                self._store("SR", pdu, "CDSI")
            elif self._pushes:
                self._send(f"\r\n+CDS: {len(pdu) // 2 - 1}\r\n{pdu}\r\n")

    def receive(self, sender: str, text: str, *, reference: int = 1) -> None:
        """Somebody writes to the modem."""
        for pdu in deliver_pdus(sender, text, self.now, reference=reference):
            self.receive_pdu(pdu)

    def receive_pdu(self, pdu: str) -> None:
        """The network hands over one part; it is kept back while the SIM is full."""
        with self._lock:
            if len(self.stored["SM"]) >= self.size:
                self.refused.append(pdu)
                self.reached["full"] += 1
            else:
                self._store("SM", pdu, "CMTI")

    def unplug(self) -> None:
        """Break the line."""
        self.reached["unplug"] += 1
        self._cut()

    # -- the line ------------------------------------------------------------------------------

    def connect(self, out: Callable[[bytes], None], cut: Callable[[], None]) -> None:
        """A line was opened: answers go to ``out``, ``cut`` breaks it."""
        with self._lock:
            self.reached["connect"] += 1
            self._out, self._cut = out, cut
            self._line, self._awaits, self._pushes, self.echo = b"", False, False, True

    def feed(self, data: bytes) -> None:
        """Octets from the computer."""
        with self._lock:
            for octet in data:
                self._octet(bytes((octet,)))

    def _octet(self, octet: bytes) -> None:
        if self.echo:
            self._out(octet)
        if octet == b"\x1b":
            self._line, self._awaits = b"", False
        elif self._awaits and octet == b"\x1a":
            line, self._line, self._awaits = self._line, b"", False
            self._handed_over(line.decode())
        elif octet == b"\r" and not self._awaits:
            line, self._line = self._line, b""
            if line.strip():
                self._command(line.decode("ascii", "replace").strip())
        elif octet != b"\n":
            self._line += octet

    def _send(self, text: str) -> None:
        self._out(text.encode())

    def _say(self, *lines: str) -> None:
        for line in lines:
            self._send(f"\r\n{line}\r\n")

    def _command(self, line: str) -> None:
        self.commands.append(line)
        for pattern, act in self._table():
            if match := re.fullmatch(pattern, line):
                act(match)
                return
        self._say("ERROR")

    def _table(self) -> list[tuple[str, Callable[[re.Match[str]], None]]]:
        return [
            ("ATE0", self._echo_off),
            (r"AT|ATZ|AT\+CMEE=1|AT\+CMGF=0|AT\+CREG=0", lambda _: self._say("OK")),
            (r"AT\+CPIN\?", self._asked_pin),
            (r'AT\+CPIN="(\d+)"', self._given_pin),
            (r"AT\+CNMI=2,1,0,([12]),0", self._wants_news),
            (r"AT\+CPMS=\?", lambda _: self._say('+CPMS: ("SM","SR"),("SM"),("SM")', "OK")),
            (r'AT\+CPMS="(\w+)"', self._choose),
            (r"AT\+CMGL=4", self._list),
            (r"AT\+CMGD=(\d+)", self._delete),
            (r"AT\+CMGS=(\d+)", self._wants_to_send),
            (r"AT\+CSQ", lambda _: self._say(f"+CSQ: {self.signal},99", "OK")),
            (r"AT\+CREG\?", lambda _: self._say(f"+CREG: 0,{self.registration}", "OK")),
            (r"AT\+CEREG\?", lambda _: self._say("+CEREG: 0,0", "OK")),
            (r"AT\+CBC", self._battery_asked),
        ]

    def _echo_off(self, _: re.Match[str]) -> None:
        self.echo = False
        self._say("OK")

    def _asked_pin(self, _: re.Match[str]) -> None:
        waits = "SIM PUK" if self.locked else "READY" if self.pin is None else "SIM PIN"
        self._say(f"+CPIN: {waits}", "OK")

    def _given_pin(self, match: re.Match[str]) -> None:
        if self.pin == match[1]:
            self.pin = None
            self._say("OK")
        else:
            self.reached["wrong_pin"] += 1
            self._say("+CME ERROR: 16")

    def _wants_news(self, match: re.Match[str]) -> None:
        if (match[1] == "2") != self.stores_reports:
            self._say("+CMS ERROR: 303")
            return
        self._pushes = match[1] == "1"
        self._say("OK")

    def _choose(self, match: re.Match[str]) -> None:
        if match[1] not in self.stored:
            self._say("+CMS ERROR: 302")
            return
        self._storage = match[1]
        used = len(self.stored[match[1]])
        self._say(f"+CPMS: {used},{self.size},0,{self.size},0,{self.size}", "OK")

    def _list(self, _: re.Match[str]) -> None:
        for index, pdu in sorted(self.stored[self._storage].items()):
            self._send(f"\r\n+CMGL: {index},1,,{len(pdu) // 2 - 1}\r\n{pdu}\r\n")
        self._say("OK")

    def _delete(self, match: re.Match[str]) -> None:
        if self.stored[self._storage].pop(int(match[1]), None) is None:
            self._say("+CMS ERROR: 321")
            return
        self._say("OK")
        kept, self.refused = self.refused, []
        for pdu in kept:
            self.receive_pdu(pdu)

    def _battery_asked(self, _: re.Match[str]) -> None:
        self._say(*([f"+CBC: {self.battery}", "OK"] if self.battery else ["ERROR"]))

    # -- sending -------------------------------------------------------------------------------

    def _wants_to_send(self, match: re.Match[str]) -> None:
        fault = self.faults[0] if self.faults else None
        if fault == "unplug_before":
            self._fault()
            self._cut()
        elif fault == "no_prompt":
            self._fault()
        elif fault == "slow_prompt":
            self._fault()
            self._held.append(self._prompt)
        elif self.pin is not None:
            self._say("+CMS ERROR: 311")
        elif self.registration not in (1, 5):
            self._say("+CMS ERROR: 331")
        else:
            self._prompt()

    def _prompt(self) -> None:
        self._awaits = True
        self._send("\r\n> ")

    def _handed_over(self, pdu: str) -> None:
        fault = self._fault()
        if isinstance(fault, int) and fault:
            self._say(f"+CMS ERROR: {fault}")
            return
        self.reference = (self.reference + 1) % 256
        self.taken.append(Taken(self.reference, submitted(pdu)))
        if fault == "unplug_after":
            self._cut()
            return
        if fault == "silent_after":
            return
        if fault == "garbage":
            self._send("\r\n^RSSI:19\r\n\xff\x00???\r\n+CMS\r\n")
        self._say(f"+CMGS: {self.reference}", "OK")
        if self.reports == "now":
            self.report(len(self.taken) - 1, self.status)
        elif self.reports == "late":
            at = len(self.taken) - 1
            self._held.append(lambda: self.report(at, self.status))

    def _fault(self) -> Fault | None:
        if not self.faults:
            return None
        fault = self.faults.pop(0)
        self.reached[str(fault)] += 1
        return fault

    def _store(self, storage: str, pdu: str, name: str) -> None:
        held = self.stored[storage]
        index = next(at for at in range(1, len(held) + 2) if at not in held)
        held[index] = pdu
        if not self.quiet:
            self._send(f'\r\n+{name}: "{storage}",{index}\r\n')


# -- octets, written apart from the product's ------------------------------------------------------

_GSM = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_MORE = {
    10: "\f", 20: "^", 40: "{", 41: "}", 47: "\\", 60: "[", 61: "~", 62: "]", 64: "|", 101: "€",
}  # fmt: skip


def submitted(pdu: str) -> Submitted:
    """Take an SMS-SUBMIT apart, bit by bit."""
    octets = list(bytes.fromhex(pdu))
    centre = octets.pop(0)
    del octets[:centre]
    first, _reference = octets.pop(0), octets.pop(0)
    assert first & 0x03 == 1
    assert first & 0x18 == 0x10, "a relative validity is expected"
    digits, kind = octets.pop(0), octets.pop(0)
    number = "".join(f"{octets.pop(0):02X}"[::-1] for _ in range((digits + 1) // 2))[:digits]
    assert number.isdigit()
    _protocol, coding, validity, length = (octets.pop(0) for _ in range(4))
    piece = None
    used = 0
    if first & 0x40:
        used = octets[0] + 1
        element, size = octets[1], octets[2]
        assert (element, size) in ((0, 3), (8, 4))
        reference = octets[3] if size == 3 else octets[3] * 256 + octets[4]
        piece = (reference, octets[size + 1], octets[size + 2])
    if coding == 8:
        assert length == len(octets) <= 140
        text = bytes(octets[used:]).decode("utf-16-be")
    else:
        assert coding == 0
        text = _septets(octets, used, length)
    return Submitted("+" * (kind == 0x91) + number, text, piece, validity, bool(first & 0x20))


def _septets(octets: list[int], used: int, length: int) -> str:
    assert len(octets) <= 140
    assert len(octets) == (7 * length + 7) // 8
    bits = "".join(f"{octet:08b}"[::-1] for octet in octets)
    text, escaped = "", False
    for at in range((8 * used + 6) // 7, length):
        value = int(bits[7 * at : 7 * at + 7][::-1], 2)
        if value == 27:
            escaped = True
        else:
            text += _MORE[value] if escaped else _GSM[value]
            escaped = False
    assert not escaped, "an extension character was torn"
    return text


def report_pdu(
    reference: int, recipient: str, status: int, taken_at: datetime, at: datetime
) -> str:
    """An SMS-STATUS-REPORT as the modem lists it."""
    times = _time(taken_at) + _time(at)
    return f"0006{reference:02X}{_number(recipient)}{times}{status:02X}"


def deliver_pdus(sender: str, text: str, at: datetime, *, reference: int = 1) -> list[str]:
    """SMS-DELIVERs in UCS-2, as many as the text takes."""
    data = text.encode("utf-16-be")
    if len(data) <= 140:
        return [_deliver("04", sender, at, data)]
    cut = [b""]
    for char in text:
        one = char.encode("utf-16-be")
        if len(cut[-1]) + len(one) > 134:
            cut.append(b"")
        cut[-1] += one
    return [
        _deliver("44", sender, at, bytes((5, 0, 3, reference, len(cut), number)) + part)
        for number, part in enumerate(cut, start=1)
    ]


def _deliver(first: str, sender: str, at: datetime, data: bytes) -> str:
    return f"00{first}{_number(sender)}0008{_time(at)}{len(data):02X}{data.hex().upper()}"


def _number(number: str) -> str:
    digits = number.lstrip("+")
    kind = "91" if number.startswith("+") else "81"
    padded = digits + "F" * (len(digits) % 2)
    pairs = "".join(padded[at : at + 2][::-1] for at in range(0, len(padded), 2))
    return f"{len(digits):02X}{kind}{pairs}"


def _time(at: datetime) -> str:
    return "".join(pair[::-1] for pair in re.findall("..", f"{at:%y%m%d%H%M%S}")) + "00"


# -- transports ------------------------------------------------------------------------------------


@contextmanager
def on_pty(fake: FakeModem) -> Iterator[FakeModem]:
    """Run a modem on a pseudo-terminal, under a name that stays the same when it is plugged
    in again."""
    stop = threading.Event()
    with tempfile.TemporaryDirectory() as folder:
        fake.url = str(Path(folder) / "modem")

        def run() -> None:
            while not stop.is_set():
                _plugged(fake, stop)

        thread = threading.Thread(target=run, daemon=True)
        thread.start()
        try:
            while not Path(fake.url).exists():
                assert thread.is_alive()
                time.sleep(0.001)
            yield fake
        finally:
            stop.set()
            thread.join(timeout=5)
            assert not thread.is_alive(), "the modem did not stop"


def _plugged(fake: FakeModem, stop: threading.Event) -> None:
    """Be one pseudo-terminal until it is unplugged."""
    master, slave = pty.openpty()
    tty.setraw(slave)
    cut = threading.Event()
    fake.connect(lambda data: None if cut.is_set() else _put(master, data), cut.set)
    link = Path(fake.url)
    link.symlink_to(os.ttyname(slave))
    while not stop.is_set() and not cut.is_set():
        ready, _, _ = select.select([master], [], [], 0.01)
        if ready:
            fake.feed(os.read(master, 4096))
    link.unlink()
    os.close(slave)
    os.close(master)


@contextmanager
def on_tcp(fake: FakeModem) -> Iterator[FakeModem]:
    """Run a modem on a free TCP port of this machine; it takes one line after the other."""
    listener = socket.create_server(("127.0.0.1", 0))
    listener.settimeout(0.02)
    fake.url = f"socket://127.0.0.1:{listener.getsockname()[1]}"
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            with contextlib.suppress(OSError):
                line, _ = listener.accept()
                with line:
                    _serve(fake, line, stop)

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield fake
    finally:
        stop.set()
        thread.join(timeout=5)
        listener.close()
        assert not thread.is_alive(), "the modem did not stop"


def _serve(fake: FakeModem, line: socket.socket, stop: threading.Event) -> None:
    line.settimeout(0.02)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    cut = threading.Event()

    def unplug() -> None:
        cut.set()
        with contextlib.suppress(OSError):
            line.shutdown(socket.SHUT_RDWR)

    def out(data: bytes) -> None:
        with contextlib.suppress(OSError):
            line.sendall(data)

    fake.connect(out, unplug)
    while not stop.is_set() and not cut.is_set():
        try:
            data = line.recv(4096)
        except TimeoutError:
            continue
        if not data:
            break
        fake.feed(data)


def _put(end: int, data: bytes) -> None:
    with contextlib.suppress(OSError):
        os.write(end, data)


def main() -> None:
    """Run one modem until the process is ended; reports come at once."""
    with on_tcp(FakeModem()) as fake:
        print(fake.url, flush=True)  # noqa: T201  # the address is what this program is for
        threading.Event().wait()


if __name__ == "__main__":
    main()
