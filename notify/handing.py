"""Handing something to a channel: in its time, and with an outcome whatever happens."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable

from notify.channel import Accepted, Capabilities, Outcome, Unknown
from runtime.faults import traced

_log = logging.getLogger(__name__)


async def hand_over(
    call: Awaitable[Outcome], able: Capabilities, channel: str, what: str
) -> Outcome:
    """Wait for a channel's answer, ``able.takes_s`` at most. What takes longer, or raises, may
    have been sent: nobody knows. ``what`` names it in the log."""
    try:
        async with asyncio.timeout(able.takes_s):
            return await call
    except TimeoutError:
        return Unknown("timeout")
    except Exception as error:  # noqa: BLE001 - whatever a vendor's library may raise
        _log.error("channel %s failed at %s: %s", channel, what, traced(error))
        return Unknown(type(error).__name__)


def share_of(outcome: Outcome, able: Capabilities, took_s: float) -> float:
    """How much of its longest time the provider itself used."""
    if isinstance(outcome, Accepted) and outcome.worked_s is not None:
        took_s = outcome.worked_s
    return took_s / (able.works_s or able.takes_s)
