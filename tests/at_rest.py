"""The alert engine at work until it rests, however busy the machine is.

A round waits only so long for what it hands over, and then leaves it to its loop: a test that
counts rounds alone would look while messages are still on their way.
"""

from __future__ import annotations

import asyncio

from notify.engine import AlertEngine

ROUNDS = 500
LANDING_S = 30.0
"""Real seconds in which what a round has begun to hand over has to come to its outcome."""


async def at_rest(engine: AlertEngine) -> int:
    """Until nothing is left to do now and nothing is on its way; gives how much was done."""
    total = 0
    for _ in range(ROUNDS):
        # The loop may have stood still: let it see which connections the other side has closed.
        await asyncio.sleep(0.01)
        done = await engine.step() + await engine.finish(LANDING_S)
        if not done:
            return total
        total += done
    raise AssertionError("the engine does not come to rest")
