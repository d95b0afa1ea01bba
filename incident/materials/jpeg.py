"""A JPEG picture without what it tells beside the picture: place, time, camera, owner.

Where somebody stood is a personal datum, and a photograph carries it in its Exif segment (APP1),
often beside a second small picture and the maker's notes. Of the segments for applications only
those remain that are needed to draw: JFIF (APP0), the colour profile (APP2 ``ICC_PROFILE``) and
Adobe's colour transform (APP14). How the picture is turned is written back, alone, so that a
photograph still stands upright. Markers are those of ITU-T T.81, table B.1.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

_START = b"\xff\xd8"
_END = 0xD9
_SCAN = 0xDA
_COMMENT = 0xFE
_ALONE = frozenset({0x01, *range(0xD0, 0xD8)})
"""Markers without a length: TEM and the restarts."""
_EXIF = b"Exif\0\0"
_TURNED = 0x0112
"""Exif's tag for the orientation; 1 is upright."""


def stripped(content: bytes) -> bytes | None:
    """The same picture without its metadata; None for what is no whole JPEG.

    The coded picture itself is copied byte by byte, and what lies behind its end is left out:
    telephones append films and further pictures there.
    """
    kept: list[bytes] = []
    turned = 1
    scanned = False
    for marker, piece in pieces(content):
        if marker is None:
            return None
        scanned = scanned or marker == _SCAN
        if marker == 0xE1 and piece[4:10] == _EXIF:
            turned = _orientation(piece[10:]) or turned
        elif _draws(marker, piece):
            kept.append(piece)
    if not scanned:
        return None
    return _START + (b"" if turned == 1 else _upright(turned)) + b"".join(kept)


def _draws(marker: int, piece: bytes) -> bool:
    body = piece[4:]
    match marker:
        case 0xE0:
            return body[:5] == b"JFIF\0"
        case 0xE2:
            return body[:12] == b"ICC_PROFILE\0"
        case 0xEE:
            return body[:5] == b"Adobe"
        case _:
            return not 0xE0 <= marker <= 0xEF and marker != _COMMENT


def pieces(content: bytes) -> Iterator[tuple[int | None, bytes]]:
    """Marker and bytes of each part after the start, the coded data with its scan; a marker of
    None where the file breaks off or is none."""
    at = 2
    whole = content[:2] == _START
    while whole:
        while content[at : at + 2] == b"\xff\xff":
            at += 1
        if at + 2 > len(content) or content[at] != 0xFF:
            break
        marker = content[at + 1]
        if marker == _END:
            yield marker, content[at : at + 2]
            return
        end = at + 2
        if marker not in _ALONE:
            length = int.from_bytes(content[at + 2 : at + 4], "big")
            end += length
            if length < 2 or end > len(content):
                break
        if marker == _SCAN:
            end = _scanned(content, end)
        yield marker, content[at:end]
        at = end
    yield None, b""


def _scanned(content: bytes, at: int) -> int:
    """Where coded data ends: at the next marker that is neither a stuffed byte nor a restart."""
    while True:
        at = content.find(b"\xff", at)
        if at < 0 or at + 1 >= len(content):
            return len(content)
        following = content[at + 1]
        if following == 0xFF:
            at += 1
        elif following == 0 or 0xD0 <= following <= 0xD7:
            at += 2
        else:
            return at


def _orientation(tiff: bytes) -> int | None:
    """How the picture is turned, 1 to 8, from the first directory of its Exif data (Exif 2.32,
    4.6.4); None where that cannot be read."""
    if tiff[:2] not in (b"II", b"MM"):
        return None
    order: Literal["little", "big"] = "little" if tiff[:2] == b"II" else "big"

    def number(at: int, size: int) -> int:
        return int.from_bytes(tiff[at : at + size], order)

    first = number(4, 4)
    for n in range(min(number(first, 2), 200)):
        at = first + 2 + 12 * n
        if at + 12 <= len(tiff) and number(at, 2) == _TURNED:
            value = number(at + 8, 2)
            return value if 1 <= value <= 8 else None
    return None


def _upright(turned: int) -> bytes:
    """An Exif segment that says how the picture is turned, and nothing else."""
    entry = b"\x01\x12\x00\x03\x00\x00\x00\x01" + turned.to_bytes(2, "big") + b"\0\0"
    body = _EXIF + b"MM\x00\x2a\x00\x00\x00\x08" + b"\x00\x01" + entry + b"\0\0\0\0"
    return b"\xff\xe1" + (len(body) + 2).to_bytes(2, "big") + body
