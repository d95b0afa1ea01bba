"""Old events in today's shape.

When an event changes, its class gets a higher ``schema_version`` and a function here turns the
stored data of the version before into the next. Stored bytes never change.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

Data = dict[str, Any]


def _helpers_unknown(data: Data) -> Data:
    """Before version 2 nobody was asked who helps those who cannot leave alone."""
    return {**data, "with_helper": None, "helpers": None}


def _aloud_unasked(data: Data) -> Data:
    """Before version 3 a gong that was beaten without a warning was a note."""
    return {**data, "aloud": None, "done_by": None}


def _recorder_unasked(data: Data) -> Data:
    """Before version 2 nothing said whether who wrote an order down settled it too."""
    return {**data, "by_recorder": None}


UPCASTERS: Mapping[tuple[str, int], Callable[[Data], Data]] = MappingProxyType(
    {
        ("VillageReported", 1): _helpers_unknown,
        ("VillageReported", 2): _aloud_unasked,
        ("OrderSigned", 1): _recorder_unasked,
        ("SigningRefused", 1): _recorder_unasked,
    }
)
"""(wire name, version) → the step to the next version."""


def upcast(
    wire: str,
    version: int,
    data: Data,
    steps: Mapping[tuple[str, int], Callable[[Data], Data]] = UPCASTERS,
) -> Data:
    """Stored data brought up to the newest version, step by step."""
    while (wire, version) in steps:
        data = steps[wire, version](data)
        version += 1
    return data
