"""PNG and WebP pictures without what they tell beside the picture.

Both are rows of chunks with a name. Only chunks that are needed to draw remain: a list of what is
kept, so that a chunk nobody has heard of does not carry a place out.
"""

from __future__ import annotations

_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_KEPT = frozenset(
    {b"IHDR", b"PLTE", b"IDAT", b"IEND"}
    | {b"tRNS", b"gAMA", b"cHRM", b"sRGB", b"iCCP", b"sBIT", b"pHYs", b"bKGD"}
)
"""Chunks of PNG (W3C, third edition, 5.6) that draw; texts, Exif and times are not among them."""
_WEBP_KEPT = frozenset({b"VP8 ", b"VP8L", b"VP8X", b"ALPH", b"ANIM", b"ANMF", b"ICCP"})
_TELLING = 0x08 | 0x04
"""Flags of VP8X (RFC 9649, 2.7) that announce Exif and XMP."""


def png_stripped(content: bytes) -> bytes | None:
    """The picture up to its end, with drawing chunks only; None for what is no whole PNG."""
    if content[:8] != _PNG:
        return None
    kept, at = [_PNG], 8
    while at + 12 <= len(content):
        length, name = int.from_bytes(content[at : at + 4], "big"), content[at + 4 : at + 8]
        end = at + 12 + length
        if end > len(content):
            return None
        if name in _PNG_KEPT:
            kept.append(content[at:end])
        if name == b"IEND":
            return b"".join(kept)
        at = end
    return None


def webp_stripped(content: bytes) -> bytes | None:
    """The picture with drawing chunks only; None for what is no whole WebP."""
    end = 8 + int.from_bytes(content[4:8], "little")
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP" or end > len(content):
        return None
    kept, at = [b"WEBP"], 12
    while at + 8 <= end:
        name, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        following = at + 8 + length + length % 2
        if following > end:
            return None
        piece = content[at:following]
        if name == b"VP8X" and length >= 10:
            piece = piece[:8] + bytes([piece[8] & ~_TELLING]) + piece[9:]
        if name in _WEBP_KEPT:
            kept.append(piece)
        at = following
    body = b"".join(kept)
    drawn = any(piece[:4] in (b"VP8 ", b"VP8L", b"ANMF") for piece in kept)
    return b"RIFF" + len(body).to_bytes(4, "little") + body if drawn else None
