"""The GSM alphabet in septets, packed eight to seven octets: TS 23.038 sections 6.1.2.1, 6.2.1."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from notify.segments import EXTENSION, GSM7

ESCAPE = 0x1B

_BASIC = {char: septet for septet, char in enumerate(GSM7) if septet != ESCAPE}
_EXTENDED = {septet: char for char, septet in EXTENSION.items()}


def septets(text: str) -> Sequence[int]:
    """The text's septets; ``ValueError`` for a character that the alphabet does not have."""
    found: list[int] = []
    for char in text:
        if char in _BASIC:
            found.append(_BASIC[char])
        elif char in EXTENSION:
            found += (ESCAPE, EXTENSION[char])
        else:
            raise ValueError(f"not in the GSM alphabet: U+{ord(char):04X}")
    return found


def text_of(values: Sequence[int]) -> str:
    """What the septets say.

    As TS 23.038 asks: an extension that is not in the table shows the character of the default
    table, and two escapes show a space.
    """
    return "".join(_characters(values))


def pack(values: Sequence[int], fill_bits: int = 0) -> bytes:
    """Septets as octets, after ``fill_bits`` empty bits that follow a header of whole octets."""
    number = sum(value << (7 * at) for at, value in enumerate(values)) << fill_bits
    return number.to_bytes((7 * len(values) + fill_bits + 7) // 8, "little")


def unpack(data: bytes, number: int, fill_bits: int = 0) -> Sequence[int]:
    """The first ``number`` septets of packed octets."""
    whole = int.from_bytes(data, "little") >> fill_bits
    return [whole >> (7 * at) & 0x7F for at in range(number)]


def _characters(values: Sequence[int]) -> Iterator[str]:
    escaped = False
    for value in values:
        if escaped:
            escaped = False
            yield " " if value == ESCAPE else _EXTENDED.get(value, GSM7[value])
        elif value == ESCAPE:
            escaped = True
        else:
            yield GSM7[value]
