"""Small pictures made by hand, with a place written into them."""

from __future__ import annotations

import zlib

PLACE = b"GPS 38.7,113.2"


def segment(marker: int, body: bytes) -> bytes:
    return bytes([0xFF, marker]) + (len(body) + 2).to_bytes(2, "big") + body


def exif(turned: int, order: str = "MM") -> bytes:
    """An Exif segment with an orientation and a place."""

    def n(value: int, size: int) -> bytes:
        return value.to_bytes(size, "big" if order == "MM" else "little")

    entry = n(0x0112, 2) + n(3, 2) + n(1, 4) + n(turned, 2) + b"\0\0"
    tiff = order.encode() + n(42, 2) + n(8, 4) + n(1, 2) + entry + n(0, 4)
    return segment(0xE1, b"Exif\0\0" + tiff + PLACE)


JFIF = segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0")
PROFILE = segment(0xE2, b"ICC_PROFILE\0\1\1profile")
ADOBE = segment(0xEE, b"Adobe\0\x64\0\0\0\0\1")
TABLES = segment(0xDB, b"\0" + bytes(range(64)))
FRAME = segment(0xC2, b"\x08\0\x10\0\x10\1\1\x11\0")
SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"coded\xff\0more\xff\xd0after a restart"
SECOND_SCAN = segment(0xDA, b"\1\1\0\0\x3f\0") + b"finer"
END = b"\xff\xd9"


def jpeg(*segments: bytes, behind: bytes = b"") -> bytes:
    drawn = TABLES + FRAME + SCAN + SECOND_SCAN
    return b"\xff\xd8" + b"".join(segments) + drawn + END + behind


def chunk(name: bytes, body: bytes) -> bytes:
    return len(body).to_bytes(4, "big") + name + body + zlib.crc32(name + body).to_bytes(4, "big")


def png(*chunks: bytes, behind: bytes = b"") -> bytes:
    head = chunk(b"IHDR", b"\0\0\0\1\0\0\0\1\x08\0\0\0\0")
    data = chunk(b"IDAT", zlib.compress(b"\0\0"))
    return b"\x89PNG\r\n\x1a\n" + head + b"".join(chunks) + data + chunk(b"IEND", b"") + behind


def riff(name: bytes, body: bytes) -> bytes:
    return name + len(body).to_bytes(4, "little") + body + b"\0" * (len(body) % 2)


def webp(*chunks: bytes, flags: int = 0) -> bytes:
    body = b"WEBP" + riff(b"VP8X", bytes([flags]) + b"\0" * 9) + b"".join(chunks)
    return b"RIFF" + len(body).to_bytes(4, "little") + body


def sof(marker: int, width: int, height: int) -> bytes:
    """The head of a JPEG frame."""
    return segment(
        marker, b"\x08" + height.to_bytes(2, "big") + width.to_bytes(2, "big") + b"\1\1\x11\0"
    )


def declared_png(width: int, height: int) -> bytes:
    head = chunk(b"IHDR", width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\0\0\0\0")
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b"")


def plain_webp(name: bytes, body: bytes) -> bytes:
    """One picture without the extended head."""
    inner = b"WEBP" + riff(name, body)
    return b"RIFF" + len(inner).to_bytes(4, "little") + inner


def lossy(width: int, height: int) -> bytes:
    return b"\0\0\0\x9d\x01\x2a" + width.to_bytes(2, "little") + height.to_bytes(2, "little")


def lossless(width: int, height: int) -> bytes:
    return b"\x2f" + (width - 1 | height - 1 << 14).to_bytes(4, "little")


def canvas(width: int, height: int) -> bytes:
    return (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")


def animated(width: int, height: int, *frames: bytes) -> bytes:
    """A WebP with an extended head; each frame stands in an ``ANMF``."""
    inner = b"WEBP" + riff(b"VP8X", b"\x02\0\0\0" + canvas(width, height)) + b"".join(frames)
    return b"RIFF" + len(inner).to_bytes(4, "little") + inner


def frame(width: int, height: int, picture: bytes) -> bytes:
    return riff(b"ANMF", b"\0" * 6 + canvas(width, height) + b"\0" * 4 + picture)
