"""A short message on its way out: SMS-SUBMIT by 3GPP TS 23.040 section 9.2.2.2."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from notify.channels.modem.septets import pack, septets
from notify.segments import encoding, parts

SUBMIT = 0x01
RELATIVE_VALIDITY = 0x10
WANTS_REPORT = 0x20
HAS_HEADER = 0x40

INTERNATIONAL = 0x91
UNKNOWN_NUMBER = 0x81
GSM7_CODING = 0x00
UCS2_CODING = 0x08

CENTRE_OF_THE_SIM = b"\0"
"""No address of a service centre: the one stored on the SIM is used."""

MOST_DIGITS = 20
"""Longest destination, TS 23.040 section 9.1.2.5."""


@dataclass(frozen=True, slots=True)
class Submit:
    """One part, as ``AT+CMGS`` takes it."""

    length: int
    """Octets without the service centre's address: the argument of the command."""
    pdu: str
    """All octets in capital hexadecimal digits, the service centre's address first."""


def submits(
    number: str, text: str, reference: int, life: timedelta, *, wide_reference: bool = False
) -> Sequence[Submit]:
    """The parts of a message with a delivery report asked for on each.

    ``reference`` ties the parts together (8 bits, or 16) and must differ from the last message's
    to this number. The network drops what it could not deliver within ``life``, rounded down to
    what the field can say. ``ValueError`` for a number that is none.
    """
    texts = parts(text, wide_reference=wide_reference)
    alphabet = encoding(text)
    to = _address(number)
    coding = GSM7_CODING if alphabet == "gsm7" else UCS2_CODING
    made = []
    for at, part in enumerate(texts, start=1):
        header = b""
        if len(texts) > 1:
            header = _header(reference, len(texts), at, wide=wide_reference)
        first = SUBMIT | RELATIVE_VALIDITY | WANTS_REPORT | (HAS_HEADER if header else 0)
        body = _gsm7(part, header) if alphabet == "gsm7" else _ucs2(part, header)
        # The reference of the message is the modem's: 0 here, and told with +CMGS.
        fields = bytes((first, 0)) + to + bytes((0, coding, validity(life))) + body
        made.append(Submit(len(fields), (CENTRE_OF_THE_SIM + fields).hex().upper()))
    return made


def validity(life: timedelta) -> int:
    """The relative validity period, TS 23.040 section 9.2.3.12.1: never longer than ``life``,
    but for the shortest one, five minutes."""
    minutes = int(life.total_seconds()) // 60
    if minutes <= 12 * 60:
        return max(0, minutes // 5 - 1)
    if minutes <= 24 * 60:
        return 143 + (minutes - 12 * 60) // 30
    days = minutes // (24 * 60)
    if days < 35:
        return min(max(167, 166 + days), 196)
    return min(192 + days // 7, 255)


def _address(number: str) -> bytes:
    digits = number.removeprefix("+")
    if not (digits.isascii() and digits.isdigit() and len(digits) <= MOST_DIGITS):
        raise ValueError("not a telephone number")
    kind = INTERNATIONAL if number.startswith("+") else UNKNOWN_NUMBER
    padded = digits + "F" * (len(digits) % 2)
    swapped = "".join(padded[at + 1] + padded[at] for at in range(0, len(padded), 2))
    return bytes((len(digits), kind)) + bytes.fromhex(swapped)


def _header(reference: int, total: int, at: int, *, wide: bool) -> bytes:
    """Concatenation, TS 23.040 sections 9.2.3.24.1 (8 bits) and 9.2.3.24.8 (16 bits)."""
    if wide:
        return bytes((6, 0x08, 4)) + (reference & 0xFFFF).to_bytes(2, "big") + bytes((total, at))
    return bytes((5, 0x00, 3, reference & 0xFF, total, at))


def _gsm7(text: str, header: bytes) -> bytes:
    values = septets(text)
    fill_bits = -8 * len(header) % 7
    used = (8 * len(header) + fill_bits) // 7
    return bytes((used + len(values),)) + header + pack(values, fill_bits)


def _ucs2(text: str, header: bytes) -> bytes:
    # Pairs of surrogates, not bare UCS-2: every telephone that shows emoji reads them so.
    data = header + text.encode("utf-16-be")
    return bytes((len(data),)) + data
