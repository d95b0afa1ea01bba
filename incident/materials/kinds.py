"""Which files are taken in, how large each may be, and how one is told by its first bytes.

A name or a declared type can say anything; what counts is how the content begins.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from runtime.language import N_, phrase
from runtime.refusal import Refused

Family = Literal["picture", "voice", "text"]

LIMITS: Mapping[Family, int] = MappingProxyType(
    {"picture": 6 * 1024 * 1024, "voice": 3 * 1024 * 1024, "text": 60 * 1024}
)
"""Bytes of one file."""


@dataclass(frozen=True, slots=True)
class Kind:
    """A sort of file: its media type, the ending of its name, and how its content begins."""

    media: str
    family: Family
    ending: str
    fits: Callable[[bytes], bool]

    @property
    def limit(self) -> int:
        """Bytes at most."""
        return LIMITS[self.family]


def _mpeg_audio(content: bytes) -> bool:
    """An ID3 tag or the sync word of a frame with a layer (ISO/IEC 11172-3, 2.4.1.3)."""
    frame = len(content) > 1 and content[0] == 0xFF and content[1] & 0xE0 == 0xE0
    return content[:3] == b"ID3" or (frame and content[1] & 0x06 != 0)


def _words(content: bytes) -> bool:
    try:
        return "\0" not in content.decode("utf-8")
    except UnicodeDecodeError:
        return False


KINDS: tuple[Kind, ...] = (
    Kind("image/jpeg", "picture", "jpg", lambda b: b[:3] == b"\xff\xd8\xff"),
    Kind("image/png", "picture", "png", lambda b: b[:8] == b"\x89PNG\r\n\x1a\n"),
    Kind("image/webp", "picture", "webp", lambda b: b[:4] == b"RIFF" and b[8:12] == b"WEBP"),
    Kind(
        "audio/mp4",
        "voice",
        "m4a",
        lambda b: b[4:8] == b"ftyp" and b[8:12] in (b"M4A ", b"M4B ", b"mp42", b"isom", b"3gp4"),
    ),
    Kind("audio/ogg", "voice", "ogg", lambda b: b[:4] == b"OggS"),
    Kind("audio/amr", "voice", "amr", lambda b: b.startswith((b"#!AMR\n", b"#!AMR-WB\n"))),
    Kind("audio/webm", "voice", "webm", lambda b: b[:4] == b"\x1aE\xdf\xa3" and b"webm" in b[:64]),
    Kind("audio/mpeg", "voice", "mp3", _mpeg_audio),
    Kind("text/plain", "text", "txt", _words),
)
"""Everything that is taken in; a text is what is none of the others and can be read."""

BY_MEDIA: Mapping[str, Kind] = MappingProxyType({kind.media: kind for kind in KINDS})

ALIASES: Mapping[str, str] = MappingProxyType(
    {
        "image/jpg": "image/jpeg",
        "audio/m4a": "audio/mp4",
        "audio/x-m4a": "audio/mp4",
        "audio/mp3": "audio/mpeg",
        "application/ogg": "audio/ogg",
        "audio/opus": "audio/ogg",
    }
)
"""What browsers and telephones also call them."""

TAKEN = N_("a picture (JPEG, PNG, WebP), a voice note (M4A, MP3, OGG, AMR, WebM) or plain text")


def declared(content_type: str) -> Kind | None:
    """The kind that a ``content-type`` header names; None for one that is not taken in."""
    media = content_type.partition(";")[0].strip().lower()
    return BY_MEDIA.get(ALIASES.get(media, media))


def recognised(content_type: str, content: bytes) -> Kind:
    """What the content is, which has to be of the family that was declared: a picture may turn
    out to be of another sort of picture, and never a text.

    Raises Refused ``invalid`` for anything else, ``missing`` for nothing, ``too_large``.
    """
    said = declared(content_type)
    if said is None:
        raise Refused("invalid", field="content-type", value=content_type, allowed=phrase(TAKEN))
    if not content:
        raise Refused("missing", field="body", value=None, allowed=phrase(TAKEN))
    found = next((kind for kind in KINDS if kind.fits(content)), None)
    if found is None or found.family != said.family:
        shown = content[:8].hex(" ")
        raise Refused("invalid", field="body", value=shown, allowed=phrase(TAKEN))
    if len(content) > found.limit:
        allowed = phrase(N_("at most {number} bytes"), number=found.limit)
        raise Refused("too_large", field="body", value=len(content), allowed=allowed)
    return found
