"""How much may come in on the one address that takes files."""

from __future__ import annotations

import re

from incident.materials.kinds import declared

_PLACE = re.compile(r"(?:/api/v1)?/incidents/[^/]+/materials")


def takes_files(path: str) -> bool:
    """Whether this is the address to which files are sent."""
    return _PLACE.fullmatch(path) is not None


def room_for(path: str, content_type: str) -> int | None:
    """Bytes that a file of this type may have here, which need not be text; None for every other
    address and for types that are not taken in: there the usual limit holds."""
    kind = declared(content_type)
    return kind.limit if kind is not None and takes_files(path) else None
