"""An application behind uvicorn's own protocols, in the loop of the test."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import uvicorn


@asynccontextmanager
async def served(application: Any, **more: Any) -> AsyncIterator[int]:
    """Serve it on a free port of 127.0.0.1, which is given; ``more`` goes to uvicorn. At the end
    nobody is waited for."""
    config = uvicorn.Config(
        application, port=0, lifespan="off", log_level="error", backlog=2048, **more
    )
    server = uvicorn.Server(config)
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.01)
    try:
        yield server.servers[0].sockets[0].getsockname()[1]
    finally:
        server.should_exit = server.force_exit = True
        await serving
