"""How urgent something is, and what is the gravest of several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any

GRAVITY: Mapping[str, int] = MappingProxyType({"flash": 0, "urgent": 1, "normal": 2})
"""Urgencies, the gravest first."""


def most_urgent(intents: Sequence[Mapping[Any, Any]]) -> Mapping[Any, Any]:
    """The first of the most urgent ones."""
    return min(intents, key=lambda intent: GRAVITY[intent["urgency"]])


def carefully(intents: Sequence[Mapping[Any, Any]]) -> str:
    """Of several rules for the unknown, the one under which nobody stays untold."""
    return "resend" if any(i["on_unknown"] == "resend" for i in intents) else "hold"
