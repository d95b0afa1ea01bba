"""docs/reference/plan-schema.md: what a plan's folder may hold, part by part."""

from __future__ import annotations

from app.reference.parts import parts_of
from playbooks.schema import Cited, Plan


def render() -> str:
    """Every part of a plan where the plan first has it, each followed by its own parts."""
    return parts_of(Plan, Cited)
