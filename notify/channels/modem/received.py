"""What a modem hands over: SMS-DELIVER and SMS-STATUS-REPORT, 3GPP TS 23.040 section 9.2.2."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

from notify.channels.modem.septets import text_of, unpack
from notify.channels.modem.submit import HAS_HEADER

Alphabet = Literal["gsm7", "8bit", "ucs2"]


@dataclass(frozen=True, slots=True)
class Piece:
    """Which part of a longer message this is; ``number`` counts from 1."""

    reference: int
    total: int
    number: int


@dataclass(frozen=True, slots=True)
class Deliver:
    """A short message that came in."""

    sender: str
    """With a plus sign where international; a name where the sender has no number."""
    text: str
    """Octets that are no text stand in hexadecimal digits."""
    at: datetime | None
    """When the service centre took it; None where the field makes no sense."""
    piece: Piece | None = None


@dataclass(frozen=True, slots=True)
class StatusReport:
    """What became of one part that was sent."""

    reference: int
    """The modem's reference of the part: 8 bits, used again after 256 parts."""
    recipient: str
    taken_at: datetime | None
    """When the service centre took the part."""
    at: datetime | None
    """When it was as ``status`` says."""
    status: int
    """TP-Status, section 9.2.3.15."""


class _Octets:
    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, number: int) -> bytes:
        found = self._data[self._at : self._at + number]
        if len(found) < number:
            raise ValueError("the message ends too early")
        self._at += number
        return found

    def octet(self) -> int:
        return self.take(1)[0]

    def rest(self) -> bytes:
        return self._data[self._at :]


def decode(pdu: str) -> Deliver | StatusReport | None:
    """Read a message as the modem lists it, the service centre's address first.

    None for a kind that is not for us, as a message stored for sending. ``ValueError`` where it is
    cut off or no hexadecimal text.
    """
    octets = _Octets(bytes.fromhex(pdu))
    octets.take(octets.octet())
    first = octets.octet()
    kind = first & 0x03
    if kind == 0:
        return _deliver(octets, has_header=bool(first & HAS_HEADER))
    return _report(octets) if kind == 2 else None


def _deliver(octets: _Octets, *, has_header: bool) -> Deliver:
    sender = _address(octets)
    octets.octet()  # protocol identifier
    alphabet = alphabet_of(octets.octet())
    at = _instant(octets.take(7))
    length = octets.octet()
    data = octets.rest()
    header = data[: data[0] + 1] if has_header and data else b""
    text = _text(data, header, length, alphabet)
    return Deliver(sender, text, at, _piece(header))


def _report(octets: _Octets) -> StatusReport:
    reference = octets.octet()
    recipient = _address(octets)
    taken_at, at = _instant(octets.take(7)), _instant(octets.take(7))
    return StatusReport(reference, recipient, taken_at, at, octets.octet())


def alphabet_of(coding: int) -> Alphabet:
    """The alphabet by the data coding scheme, TS 23.038 section 4; compressed text is octets."""
    group = coding >> 4
    if group <= 0x07:
        if coding & 0x20:
            return "8bit"
        kinds: tuple[Alphabet, ...] = ("gsm7", "8bit", "ucs2", "gsm7")
        return kinds[coding >> 2 & 0x03]
    if group == 0x0E:
        return "ucs2"
    return "8bit" if group == 0x0F and coding & 0x04 else "gsm7"


def _text(data: bytes, header: bytes, length: int, alphabet: Alphabet) -> str:
    if alphabet == "gsm7":
        fill_bits = -8 * len(header) % 7
        used = (8 * len(header) + fill_bits) // 7
        octets = data[len(header) :]
        if len(octets) * 8 - fill_bits < 7 * (length - used):
            raise ValueError("the message ends too early")
        return text_of(unpack(octets, max(length - used, 0), fill_bits))
    if len(data) < length:
        raise ValueError("the message ends too early")
    body = data[len(header) : length]
    return body.decode("utf-16-be", "replace") if alphabet == "ucs2" else body.hex()


def _piece(header: bytes) -> Piece | None:
    at = 1
    while at + 1 < len(header):
        kind, length = header[at], header[at + 1]
        value = header[at + 2 : at + 2 + length]
        if (kind, len(value)) in ((0x00, 3), (0x08, 4)):
            piece = Piece(int.from_bytes(value[:-2], "big"), value[-2], value[-1])
            # Section 9.2.3.24.1: with a number out of range the element counts as not there.
            return piece if 1 <= piece.number <= piece.total else None
        at += 2 + length
    return None


def _address(octets: _Octets) -> str:
    """TS 23.040 section 9.1.2.5; the length counts semi-octets."""
    length, kind = octets.octet(), octets.octet()
    data = octets.take((length + 1) // 2)
    if kind >> 4 & 0x07 == 0x05:
        return text_of(unpack(data, length * 4 // 7))
    digits = "".join(f"{octet & 0x0F:x}{octet >> 4:x}" for octet in data)[:length]
    digits = digits.translate(str.maketrans("abcde", "*#abc"))
    return f"+{digits}" if kind >> 4 & 0x07 == 0x01 else digits


def _instant(data: bytes) -> datetime | None:
    """TS 23.040 section 9.2.3.11: swapped digits, and the zone in quarters of an hour."""
    try:
        year, month, day, hour, minute, second = (
            10 * (octet & 0x0F) + (octet >> 4) for octet in data[:6]
        )
        quarters = 10 * (data[6] & 0x07) + (data[6] >> 4)
        zone = timezone(timedelta(minutes=15 * (-quarters if data[6] & 0x08 else quarters)))
        local = datetime(2000 + year, month, day, hour, minute, second, tzinfo=zone)
        return local.astimezone(UTC)
    except (ValueError, OverflowError):
        return None
