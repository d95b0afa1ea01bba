"""The log as a stream, for other programs: every entry as it is committed, over a WebSocket.

Plain JSON, one message an entry, in the shape of ``GET …/log``. A program that was cut off comes
back with ``?after=`` the last number it has; nothing is missed and nothing comes twice.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from typing import Any

from fastapi import APIRouter
from pydantic import TypeAdapter
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from incident.log import read
from runtime.hints import EVERYTHING
from runtime.refusal import Refused
from web.board.watching import audience_of
from web.contract import PREFIX
from web.hub.protocol import REFUSED, SIGNED_OUT, WRONG
from web.reader import by_token_in
from web.services import Services
from web.told_state import entries_told

EVENTS = "tailings.events.v1"
"""Subprotocol. A changed meaning gets a new number."""
POLL_S = 1.0
BEAT_S = 5.0
AT_ONCE = 500
"""Entries that are read together; a reader that falls behind is caught up in such steps."""
_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def routes(services: Services) -> APIRouter:
    """``/api/v1/incidents/<incident>/stream?after=SEQ`` with a bearer token."""
    router = APIRouter()

    @router.websocket(f"{PREFIX}/incidents/{{incident}}/stream")
    async def stream(socket: WebSocket, incident: str) -> None:
        after = socket.query_params.get("after", "0")
        if EVENTS not in socket.scope["subprotocols"] or not (
            after.isdecimal() and len(after) < 10
        ):
            await socket.close(WRONG)
            return
        try:
            await run_in_threadpool(_newer, services, socket, incident, int(after), 0)
        except Refused as refused:
            services.tries.weighed(socket, refused, services.clock.now())
            await socket.close(REFUSED)
            return
        await socket.accept(EVENTS)
        with contextlib.suppress(WebSocketDisconnect):
            await _tell(services, socket, incident, int(after))

    return router


async def _tell(services: Services, socket: WebSocket, incident: str, seq: int) -> None:
    """Everything after ``seq``, until the other end goes away or may no longer read."""
    loop, called = asyncio.get_running_loop(), asyncio.Event()
    topics = {f"incident:{incident}", EVERYTHING}

    def hear(topic: str) -> None:
        if topic in topics:
            loop.call_soon_threadsafe(called.set)

    forget = services.database.hints.subscribe(hear)
    gone = asyncio.create_task(_gone(socket))
    spoke = loop.time()
    try:
        while not gone.done():
            called.clear()
            try:
                last, entries = await run_in_threadpool(
                    _newer, services, socket, incident, seq, AT_ONCE
                )
            except Refused:
                await socket.close(SIGNED_OUT)
                return
            for entry in entries:
                await socket.send_text(_text({"kind": "entry", **entry}))
            if entries or loop.time() - spoke >= BEAT_S:
                await socket.send_text(_text({"kind": "beat", "seq": last}))
                spoke = loop.time()
            if last > seq:
                seq = last
                continue
            waiting = asyncio.create_task(called.wait())
            await asyncio.wait({waiting, gone}, timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED)
            waiting.cancel()
    finally:
        forget()
        gone.cancel()


async def _gone(socket: WebSocket) -> None:
    """Notices that the other end is gone; what it says means nothing."""
    while (await socket.receive())["type"] != "websocket.disconnect":
        pass


def _newer(
    services: Services, socket: WebSocket, incident: str, after: int, most: int
) -> tuple[int, list[dict[str, Any]]]:
    """Number of the last entry looked at, and those that this reader may read.

    Asks for token and rights each time. Raises Refused.
    """
    found: list[dict[str, Any]] = []
    last = after
    with services.database.read() as connection:
        reader = by_token_in(services, connection, socket)
        audience = audience_of(services, connection, reader, incident)
        if not audience.reads_log:
            raise Refused("not_allowed", field="log", value=None, allowed="")
        for entry in read(connection, incident, after):
            if len(found) >= most:
                break
            last = entry.seq
            found += entries_told((entry,), audience)
    return last, found


def _text(message: dict[str, Any]) -> str:
    return json.dumps(_ANY.dump_python(message, mode="json"), ensure_ascii=False)
