"""Connections that are opened and then say nothing: there is room for many, and not for ever.

uvicorn waits for a request without end. Each connection holds a file descriptor, and a program that
has none left can neither let anybody in nor open its database.
"""

from __future__ import annotations

import asyncio
import contextlib
import resource
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

HEAD_S = 10.0
"""Seconds in which a whole request head has to come, also over one bar of signal."""

FILES = 65_536
"""Descriptors that are asked for; the system may give fewer."""


class PromptProtocol(HttpToolsProtocol):
    """uvicorn's own protocol, which hangs up on whoever does not ask for anything in time.

    A request that has begun is let alone: a photo may take long.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait(None)

    def _wait(self, served: RequestResponseCycle | None) -> None:
        self.loop.call_later(HEAD_S, self._look, served)

    def _look(self, served: RequestResponseCycle | None) -> None:
        """``served`` is the request that was the last one when the waiting began."""
        transport: Any = self.transport
        if transport.is_closing() or transport.get_protocol() is not self:
            return  # over, or a board by now
        cycle: RequestResponseCycle | None = self.cycle
        if cycle is served and (cycle is None or cycle.response_complete):
            transport.close()
        else:
            self._wait(cycle)


def make_room() -> None:
    """As many open connections as the system lets this process have; Debian gives 1,024 at first,
    macOS 256."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = FILES if hard == resource.RLIM_INFINITY else min(hard, FILES)
    if soft != resource.RLIM_INFINITY and soft < wanted:
        # macOS says that there is no limit, and has one.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(resource.RLIMIT_NOFILE, (wanted, hard))
