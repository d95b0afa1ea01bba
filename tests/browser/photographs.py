"""Photographs as a telephone takes them: large, lying on their side, with a place written in."""

from __future__ import annotations

import base64
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import FilePayload, Page

from tests.incident.materials.samples import PLACE, exif

WIDTH_PX, HEIGHT_PX = 2400, 1800
LYING = 6
"""Exif's word for a picture that has to be turned by a quarter to stand."""

_DRAW = """async ([width, height]) => {
  const canvas = document.createElement("canvas");
  Object.assign(canvas, { width, height });
  const drawn = canvas.getContext("2d");
  const shade = drawn.createLinearGradient(0, 0, width, height);
  shade.addColorStop(0, "#5a4632");
  shade.addColorStop(1, "#c8b48c");
  drawn.fillStyle = shade;
  drawn.fillRect(0, 0, width, height);
  const blob = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.9));
  let text = "";
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return btoa(text);
}"""
_LOOK = """async (address) => {
  const answer = await fetch(address);
  const blob = await answer.blob();
  const seen = await createImageBitmap(blob);
  let text = "";
  for (const byte of new Uint8Array(await blob.arrayBuffer())) text += String.fromCharCode(byte);
  return { status: answer.status, width: seen.width, height: seen.height, bytes: btoa(text) };
}"""


@dataclass(frozen=True, slots=True)
class Seen:
    """A picture as a browser opens it."""

    width: int
    height: int
    content: bytes


def photograph(page: Page, name: str = "IMG_0001.jpg") -> FilePayload:
    """One that stands upright only by its Exif segment, which holds a place too."""
    plain = base64.b64decode(page.evaluate(_DRAW, [WIDTH_PX, HEIGHT_PX]))
    taken = plain[:2] + exif(LYING) + plain[2:]
    assert PLACE in taken
    return {"name": name, "mimeType": "image/jpeg", "buffer": taken}


def opened_picture(page: Page, address: str) -> Seen:
    """What comes for a picture's address, decoded by the browser."""
    found: Any = page.evaluate(_LOOK, address)
    assert found["status"] == 200
    return Seen(found["width"], found["height"], base64.b64decode(found["bytes"]))
