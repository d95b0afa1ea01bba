"""The palette: much smaller, and nothing that the eye would miss."""

from __future__ import annotations

import io

from PIL import Image, ImageDraw

from tests.pictures.small import COLOURS, shrink


def page() -> bytes:
    with Image.new("RGB", (400, 300), (212, 215, 218)) as drawn:
        pen = ImageDraw.Draw(drawn)
        for row in range(0, 300, 20):
            pen.text((10, row), f"row {row} of a page", fill=(20, 25, 29))
        pen.rectangle((200, 100, 300, 200), fill=(176, 0, 32))
        pen.rectangle((310, 100, 390, 200), fill=(107, 47, 160))
        made = io.BytesIO()
        drawn.save(made, "PNG", compress_level=0)
    return made.getvalue()


def test_it_is_smaller_has_few_colours_and_looks_the_same() -> None:
    before = page()
    after = shrink(before)
    assert len(after) < len(before) / 10
    with Image.open(io.BytesIO(before)) as old, Image.open(io.BytesIO(after)) as new:
        assert new.size == old.size
        with new.convert("RGB") as seen:
            assert len(seen.getcolors(COLOURS) or ()) > 2
            for place in ((5, 5), (250, 150), (350, 150)):
                was, now = old.getpixel(place), seen.getpixel(place)
                assert isinstance(was, tuple)
                assert isinstance(now, tuple)
                assert max(abs(a - b) for a, b in zip(was, now, strict=True)) <= 8
