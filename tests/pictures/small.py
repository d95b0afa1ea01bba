"""Smaller picture files: pages have few colours, so that a palette loses nothing to be seen."""

from __future__ import annotations

import io

from PIL import Image

COLOURS = 64


def shrink(png: bytes) -> bytes:
    """The same picture with a palette of at most ``COLOURS``."""
    made = io.BytesIO()
    with Image.open(io.BytesIO(png)) as full, full.convert("RGB") as plain:
        reduced = plain.quantize(COLOURS, dither=Image.Dither.NONE)
        reduced.save(made, "PNG", optimize=True)
    return made.getvalue()
