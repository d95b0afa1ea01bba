"""Messages that are being handed over, side by side, while everything else goes on."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Coroutine, Mapping
from typing import Any

from notify.routes import Routes


class Flying:
    """Tasks by their channel, in the loop that began them."""

    def __init__(self) -> None:
        self._tasks: dict[asyncio.Task[None], str] = {}

    def here(self) -> list[asyncio.Task[None]]:
        """Those of this loop that are not done; tasks of a loop that has ended are forgotten."""
        loop = asyncio.get_running_loop()
        self._tasks = {t: name for t, name in self._tasks.items() if t.get_loop() is loop}
        return [task for task in self._tasks if not task.done()]

    def full(self, routes: Routes) -> Mapping[str, int]:
        """What channels that take few side by side still take."""
        busy = Counter(self._tasks[task] for task in self.here())
        return {
            name: max(channel.capabilities.at_once - busy[name], 0)
            for name, channel in routes.channels.items()
            if channel.capabilities.at_once is not None
        }

    def start(self, channel: str, sending: Coroutine[Any, Any, None]) -> None:
        """Hand one over."""
        self._tasks[asyncio.get_running_loop().create_task(sending)] = channel

    async def landed(self, timeout_s: float, *, all_of_them: bool = True) -> int:
        """Wait so long at most for all, or for the first; gives how many are done since the last
        time.

        Raises what one of them raised, after the others of this round are counted out.
        """
        self.here()  # those of a loop that has ended are forgotten
        if not self._tasks:
            return 0
        enough = asyncio.ALL_COMPLETED if all_of_them else asyncio.FIRST_COMPLETED
        done, _ = await asyncio.wait(self._tasks, timeout=timeout_s, return_when=enough)
        for task in done:
            del self._tasks[task]
        for task in done:
            task.result()
        return len(done)
