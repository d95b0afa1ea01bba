"""How a text is cut into the parts of a short message, by 3GPP TS 23.038 and 23.040.

A text in the GSM alphabet has 160 places, or 153 in each of several parts; any other text goes as
UCS-2 with 70, or 67. What counts are septets (an extension character takes two) and UTF-16 units
(an emoji takes two). A telephone puts the parts together again, so nothing may be torn at a seam.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Literal

Encoding = Literal["gsm7", "ucs2"]

GSM7 = (
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ\x1bÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
"""The default alphabet by septet, TS 23.038 section 6.2.1; 0x1B opens the extension table."""

EXTENSION: Mapping[str, int] = MappingProxyType(
    {
        "\f": 0x0A, "^": 0x14, "{": 0x28, "}": 0x29, "\\": 0x2F, "[": 0x3C, "~": 0x3D,
        "]": 0x3E, "|": 0x40, "€": 0x65,
    }
)  # fmt: skip
"""Characters that take an escape and one more septet, TS 23.038 section 6.2.1.1."""

ALONE: Mapping[Encoding, int] = MappingProxyType({"gsm7": 160, "ucs2": 70})
IN_PARTS: Mapping[Encoding, int] = MappingProxyType({"gsm7": 153, "ucs2": 67})
IN_PARTS_WIDE: Mapping[Encoding, int] = MappingProxyType({"gsm7": 152, "ucs2": 66})
"""Places in each part where the parts are tied by a 16-bit reference."""

_ONE_SEPTET = frozenset(GSM7) - {"\x1b"}
_PLAIN = str.maketrans(
    {
        **{chr(0xFF10 + digit): str(digit) for digit in range(10)},
        "\u00a0": " ",
        "\u202f": " ",
        "\t": " ",
        "\u2028": "\n",
        "\u2029": "\n",
    }
)
_STRAIGHT = str.maketrans({"“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "‚": "'"})
_LINE_END = re.compile(r"\r\n?")


def normalised(text: str) -> str:
    """The text as it is sent: same words, nothing that a modem or a screen takes for a command.

    Control and format characters go, among them Escape and Ctrl-Z, zero-width ones and those
    that turn the direction of writing; half a surrogate pair becomes U+FFFD. Full-width digits
    become plain ones. Curly quotes become straight only where that saves the text from UCS-2:
    in Chinese they are the right ones.
    """
    plain = "".join(_kept(_LINE_END.sub("\n", text).translate(_PLAIN)))
    straight = plain.translate(_STRAIGHT)
    return straight if _fits_gsm7(straight) else plain


def encoding(text: str) -> Encoding:
    """The alphabet that the whole text goes out in."""
    return "gsm7" if _fits_gsm7(normalised(text)) else "ucs2"


def units(text: str, alphabet: Encoding) -> int:
    """Places that a text takes: septets, or UTF-16 units. Taken as it stands."""
    return sum(_width(char, alphabet) for char in text)


def parts(text: str, *, wide_reference: bool = False) -> tuple[str, ...]:
    """The normalised text in as few parts as can be; none for an empty one.

    They join to ``normalised(text)``. ``wide_reference`` leaves room for a 16-bit reference.
    """
    clean = normalised(text)
    alphabet: Encoding = "gsm7" if _fits_gsm7(clean) else "ucs2"
    if units(clean, alphabet) <= ALONE[alphabet]:
        return (clean,) if clean else ()
    room = (IN_PARTS_WIDE if wide_reference else IN_PARTS)[alphabet]
    return tuple(_cut(clean, alphabet, room))


def count(text: str) -> int:
    """How many parts a text takes; 0 for one that is empty once normalised."""
    return len(parts(text))


def fits(text: str, max_chars: int, max_parts: int | None) -> bool:
    """Whether a way takes the text whole; ``max_parts`` is None where parts do not matter."""
    return len(text) <= max_chars and (max_parts is None or count(text) <= max_parts)


def _kept(text: str) -> Iterator[str]:
    for char in text:
        kind = unicodedata.category(char)
        if kind == "Cs":
            yield "\ufffd"
        elif char == "\n" or kind not in ("Cc", "Cf"):
            yield char


def _fits_gsm7(text: str) -> bool:
    return all(char in _ONE_SEPTET or char in EXTENSION for char in text)


def _width(char: str, alphabet: Encoding) -> int:
    wide = char in EXTENSION if alphabet == "gsm7" else ord(char) > 0xFFFF
    return 2 if wide else 1


def _cut(text: str, alphabet: Encoding, room: int) -> Iterator[str]:
    start, used = 0, 0
    for at, char in enumerate(text):
        width = _width(char, alphabet)
        if used + width > room:
            yield text[start:at]
            start, used = at, 0
        used += width
    yield text[start:]
