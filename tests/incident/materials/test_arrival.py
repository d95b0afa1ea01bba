"""What is taken in, what is refused, and what a picture no longer tells afterwards."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from incident.materials import chunks
from incident.materials.arrival import arrived
from incident.materials.jpeg import stripped
from incident.materials.kinds import KINDS, LIMITS
from runtime.refusal import Refused
from tests.incident.materials import samples as s

VOICES = {
    "audio/mp4": b"\0\0\0\x20ftypM4A \0\0\0\0",
    "audio/ogg": b"OggS\0\2",
    "audio/amr": b"#!AMR\n\x3c",
    "audio/webm": b"\x1aE\xdf\xa3\x9fB\x86\x81\1B\x82\x84webm",
    "audio/mpeg": b"\xff\xfb\x90\x64",
}


def test_only_what_draws_is_left_of_a_jpeg() -> None:
    drawn = (s.JFIF, s.PROFILE, s.ADOBE)
    telling = (
        s.exif(1),
        s.segment(0xE1, b"http://ns.adobe.com/xap/1.0/\0" + s.PLACE),
        s.segment(0xE2, b"MPF\0" + s.PLACE),
        s.segment(0xED, b"Photoshop 3.0\0" + s.PLACE),
        s.segment(0xFE, s.PLACE),
    )
    bare = stripped(s.jpeg(*drawn, *telling, behind=b"a film " + s.PLACE))
    assert bare == s.jpeg(*drawn)


@pytest.mark.parametrize("order", ["MM", "II"])
@pytest.mark.parametrize("turned", range(2, 9))
def test_a_photograph_stays_upright(turned: int, order: str) -> None:
    bare = stripped(s.jpeg(s.exif(turned, order)))
    assert bare is not None
    assert s.PLACE not in bare
    assert bare[6:].startswith(s.exif(turned)[4:].replace(s.PLACE, b"") + s.TABLES)
    assert stripped(bare) == bare, "what was stripped once stays as it is"


def test_a_jpeg_that_breaks_off_is_none() -> None:
    whole = s.jpeg(s.JFIF, s.exif(6))
    assert stripped(whole) is not None
    for length in range(len(whole)):
        assert stripped(whole[:length]) is None, length
    assert stripped(b"\xff\xd8" + s.END) is None, "nothing was drawn"


@given(st.binary(max_size=200))
def test_any_bytes_are_answered_and_stripping_twice_is_stripping_once(noise: bytes) -> None:
    length = (len(noise) + 4).to_bytes(4, "little")
    for strip, start in (
        (stripped, b"\xff\xd8"),
        (stripped, s.jpeg(s.segment(0xE1, b"Exif\0\0" + noise))[:-2]),
        (chunks.png_stripped, b"\x89PNG\r\n\x1a\n"),
        (chunks.webp_stripped, b"RIFF" + length + b"WEBP"),
    ):
        assert strip(noise) is None
        bare = strip(start + noise)
        assert bare is None or strip(bare) == bare


def test_only_what_draws_is_left_of_a_png() -> None:
    clear = s.chunk(b"tRNS", b"\0\0")
    told = s.png(
        s.chunk(b"eXIf", s.PLACE), clear, s.chunk(b"tEXt", s.PLACE), behind=b"more " + s.PLACE
    )
    assert chunks.png_stripped(told) == s.png(clear)
    assert chunks.png_stripped(told[:60]) is None


def test_only_what_draws_is_left_of_a_webp() -> None:
    drawn = s.riff(b"VP8 ", b"coded")
    told = s.webp(drawn, s.riff(b"EXIF", s.PLACE), s.riff(b"XMP ", s.PLACE), flags=0x1C)
    assert chunks.webp_stripped(told) == s.webp(drawn, flags=0x10)
    assert chunks.webp_stripped(told[:-1]) is None
    assert chunks.webp_stripped(s.webp(s.riff(b"EXIF", s.PLACE))) is None


def test_a_file_is_what_its_content_says() -> None:
    for media, content in VOICES.items():
        assert arrived(media, content).kind.media == media
    assert arrived("image/png", s.jpeg()).kind.media == "image/jpeg"
    assert arrived("audio/x-m4a; codecs=aac", VOICES["audio/amr"]).kind.media == "audio/amr"
    assert arrived("text/plain; charset=utf-8", "群里说：水变浑".encode()).content.decode()


@pytest.mark.parametrize(
    ("declared", "content", "code", "field"),
    [
        ("image/jpeg", b"<script>", "invalid", "body"),
        ("text/plain", s.jpeg(), "invalid", "body"),
        ("text/plain", b"\xff\xfe\0", "invalid", "body"),
        ("text/html", b"<p>", "invalid", "content-type"),
        ("image/svg+xml", b"<svg/>", "invalid", "content-type"),
        ("", b"x", "invalid", "content-type"),
        ("image/png", b"", "missing", "body"),
        ("image/jpeg", s.jpeg()[:-2], "invalid", "body"),
        ("text/plain", b"x" * (LIMITS["text"] + 1), "too_large", "body"),
        ("image/webp", s.jpeg() + b"x" * LIMITS["picture"], "too_large", "body"),
    ],
)
def test_anything_else_is_refused(declared: str, content: bytes, code: str, field: str) -> None:
    with pytest.raises(Refused) as refused:
        arrived(declared, content)
    assert (refused.value.code, refused.value.field) == (code, field)


def test_every_kind_has_its_own_name_and_ending() -> None:
    assert len({k.media for k in KINDS}) == len({k.ending for k in KINDS}) == len(KINDS)
