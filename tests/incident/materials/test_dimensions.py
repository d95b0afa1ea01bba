"""A picture that declares more pixels than a telephone can draw is refused before it is drawn."""

from __future__ import annotations

import pytest

from incident.materials.arrival import arrived
from incident.materials.dimensions import MOST_A_SIDE, MOST_PIXELS
from runtime.refusal import Refused
from tests.incident.materials import samples as s

SOF = [n for n in range(0xC0, 0xD0) if n not in (0xC4, 0xC8, 0xCC)]
LONG, WIDE = (MOST_A_SIDE + 1, 1), (8_000, 8_000)
SMALL = s.riff(b"VP8 ", s.lossy(16, 16))


def told(media: str, content: bytes) -> tuple[str, object]:
    with pytest.raises(Refused) as refused:
        arrived(media, content)
    return refused.value.code, refused.value.value


@pytest.mark.parametrize(("width", "height"), [LONG, LONG[::-1], WIDE])
def test_too_many_pixels_are_refused_in_every_sort_of_picture(width: int, height: int) -> None:
    shown = ("too_large", f"{width} × {height}")
    assert told("image/png", s.declared_png(width, height)) == shown
    for marker in SOF:
        assert told("image/jpeg", s.jpeg(s.sof(marker, width, height))) == shown
    for name, body in ((b"VP8 ", s.lossy(width, height)), (b"VP8L", s.lossless(width, height))):
        assert told("image/webp", s.plain_webp(name, body)) == shown
        inner = s.frame(16, 16, s.riff(name, body))
        assert told("image/webp", s.animated(16, 16, inner)) == shown
    assert told("image/webp", s.animated(width, height, SMALL)) == shown
    assert told("image/webp", s.animated(16, 16, s.frame(width, height, SMALL))) == shown


def test_as_many_as_are_allowed_are_taken() -> None:
    width, height = MOST_A_SIDE, MOST_PIXELS // MOST_A_SIDE
    for media, content in (
        ("image/png", s.declared_png(width, height)),
        ("image/jpeg", s.jpeg(s.sof(0xC0, width, height))),
        ("image/webp", s.plain_webp(b"VP8 ", s.lossy(width, height))),
        ("image/webp", s.plain_webp(b"VP8L", s.lossless(width, height))),
    ):
        assert arrived(media, content).kind.media == media


@pytest.mark.parametrize(
    ("media", "content"),
    [
        ("image/png", s.declared_png(0, 5)),
        ("image/png", s.declared_png(1, 1).replace(b"IHDR", b"sBIT")),
        ("image/jpeg", s.jpeg(s.sof(0xC0, 16, 0))),
        ("image/webp", s.plain_webp(b"VP8 ", b"not a key frame")),
        ("image/webp", s.plain_webp(b"VP8L", b"no signature")),
    ],
)
def test_a_picture_that_does_not_say_how_large_it_is_is_refused(media: str, content: bytes) -> None:
    assert told(media, content) == ("invalid", media)
