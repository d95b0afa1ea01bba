"""Closing what channels hold open, in the loop that used them."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Iterable
from typing import Protocol, runtime_checkable

from runtime.faults import traced

CLOSE_S = 3.0
"""Real seconds that each gets."""

_log = logging.getLogger(__name__)


@runtime_checkable
class Closing(Protocol):
    """A channel that holds a line or a connection open."""

    async def close(self) -> None:
        """Close it; it may be used again afterwards."""
        ...


async def close_all(channels: Iterable[object]) -> None:
    """Close those that hold something open, side by side. One that fails keeps no other open."""
    await asyncio.gather(*(_close(one) for one in channels if isinstance(one, Closing)))


async def _close(channel: Closing) -> None:
    try:
        async with asyncio.timeout(CLOSE_S):
            await channel.close()
    except Exception as error:  # noqa: BLE001 - whatever a vendor's library may raise
        _log.error("a channel could not be closed: %s", traced(error))
