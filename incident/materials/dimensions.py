"""How large a picture says that it is, read from its head without decoding it.

A few kilobytes can declare a picture that takes gigabytes to draw, and would stop the telephone or
the wall screen that shows it. Fields are those of PNG (W3C, third edition, 11.2.1), JPEG (ITU-T
T.81, B.2.2) and WebP (RFC 9649, 2.5 to 2.7; RFC 6386, 9.1).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from incident.materials.jpeg import pieces
from runtime.language import N_, phrase
from runtime.refusal import Refused

MOST_PIXELS = 50_000_000
MOST_A_SIDE = 12_000
TOO_MANY = N_("a picture of at most {millions} million pixels and {side} a side: a smaller one")

Size = tuple[int, int]
"""Width and height in pixels."""

_NO_FRAME = frozenset({0xC4, 0xC8, 0xCC})
"""DHT, JPG and DAC: the markers between SOF0 and SOF15 that begin no frame."""


def bounded(media: str, content: bytes) -> None:
    """Raises Refused ``too_large`` for a picture with too many pixels, ``invalid`` for one that
    does not say how many. Of several sizes in one file each is looked at."""
    if media not in _SIZES:
        return
    sizes = tuple(_SIZES[media](content))
    if not sizes or any(0 in size for size in sizes):
        allowed = phrase(N_("a whole picture; take or send it again"))
        raise Refused("invalid", field="body", value=media, allowed=allowed)
    for width, height in sizes:
        if max(width, height) > MOST_A_SIDE or width * height > MOST_PIXELS:
            most = MOST_PIXELS // 1_000_000
            allowed = phrase(TOO_MANY, millions=most, side=MOST_A_SIDE)
            raise Refused("too_large", field="body", value=f"{width} × {height}", allowed=allowed)


def _png(content: bytes) -> Iterator[Size]:
    if content[12:16] == b"IHDR":
        yield int.from_bytes(content[16:20], "big"), int.from_bytes(content[20:24], "big")


def _jpeg(content: bytes) -> Iterator[Size]:
    for marker, piece in pieces(content):
        if marker is not None and 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            yield int.from_bytes(piece[7:9], "big"), int.from_bytes(piece[5:7], "big")


def _webp(content: bytes) -> Iterator[Size]:
    at = 12
    while at + 8 <= len(content):
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        body = content[at + 8 : at + 8 + length]
        if name == b"ANMF":
            yield _beyond_one(body[6:9]), _beyond_one(body[9:12])
            yield from _webp(b"\0" * 12 + body[16:])
        elif name == b"VP8X":
            yield _beyond_one(body[4:7]), _beyond_one(body[7:10])
        elif name == b"VP8 " and body[3:6] == b"\x9d\x01\x2a":
            sides = body[6:8], body[8:10]
            yield (
                int.from_bytes(sides[0], "little") & 0x3FFF,
                int.from_bytes(sides[1], "little") & 0x3FFF,
            )
        elif name == b"VP8L" and body[:1] == b"\x2f":
            packed = int.from_bytes(body[1:5], "little")
            yield (packed & 0x3FFF) + 1, (packed >> 14 & 0x3FFF) + 1
        at += 8 + length + length % 2


def _beyond_one(octets: bytes) -> int:
    return int.from_bytes(octets, "little") + 1


_SIZES: Mapping[str, Callable[[bytes], Iterator[Size]]] = MappingProxyType(
    {"image/png": _png, "image/jpeg": _jpeg, "image/webp": _webp}
)
