"""docs/reference/registry-schema.md: what a county's registry may hold, part by part."""

from __future__ import annotations

from app.reference.parts import parts_of
from registry.schema import County
from registry.text import Name, PlaceName


def render() -> str:
    """Every part of a registry, and the names that stand in messages."""
    return parts_of(County, Name, PlaceName)
