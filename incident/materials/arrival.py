"""A file as it comes in: told by its content, measured, and without metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from incident.materials.chunks import png_stripped, webp_stripped
from incident.materials.dimensions import bounded
from incident.materials.jpeg import stripped as jpeg_stripped
from incident.materials.kinds import Kind, recognised
from runtime.language import N_, phrase
from runtime.refusal import Refused

STRIPS: Mapping[str, Callable[[bytes], bytes | None]] = MappingProxyType(
    {"image/jpeg": jpeg_stripped, "image/png": png_stripped, "image/webp": webp_stripped}
)
"""How metadata is taken from each sort of picture."""


@dataclass(frozen=True, slots=True)
class Arrived:
    """A file that can be kept: what it is, and its bytes as they will be kept."""

    kind: Kind
    content: bytes


def arrived(content_type: str, content: bytes) -> Arrived:
    """What was sent, ready to be kept. Raises Refused ``invalid``, ``missing`` or ``too_large``
    for what is not taken in; a picture that breaks off is ``invalid``, and one that declares more
    pixels than a telephone can draw ``too_large``."""
    kind = recognised(content_type, content)
    strip = STRIPS.get(kind.media)
    bare = strip(content) if strip else content
    if bare is None:
        allowed = phrase(N_("a whole picture; take or send it again"))
        raise Refused("invalid", field="body", value=kind.media, allowed=allowed)
    bounded(kind.media, bare)
    return Arrived(kind, bare)
