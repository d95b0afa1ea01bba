"""How much may come in on the one address that takes files."""

from __future__ import annotations

import re

from incident.materials.kinds import declared

_PLACE = re.compile(r"(?:/api/v1)?/incidents/[^/]+/materials")


def room_for(path: str, content_type: str) -> int | None:
    """Bytes that a file of this type may have here, which need not be text; None for every other
    address and for types that are not taken in: there the usual limit holds."""
    kind = declared(content_type)
    return kind.limit if kind is not None and _PLACE.fullmatch(path) else None
