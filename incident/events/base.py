"""The base of all events."""

from __future__ import annotations

from typing import ClassVar

from incident.model import Wire


class Event(Wire):
    """Base of all events. ``schema_version`` rises when the shape changes."""

    schema_version: ClassVar[int] = 1
