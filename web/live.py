"""The open page kept true: parts of an incident's page sent as soon as they change.

The browser says which parts it has, by hash; the server sends those that differ. So a connection
that was lost for a second or an hour resumes the same way, and nothing has to be replayed.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter
from sqlalchemy import select
from sqlmodel import col
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from incident.tables import IncidentRow
from runtime.hints import EVERYTHING
from runtime.refusal import Refused
from web.fragments import Part, fragments
from web.guard import own_origin
from web.reader import Reader, by_session
from web.services import Services
from web.view import board

PROTOCOL = "tailings.live.v1"
POLL_S = 1.0
"""A hint may be lost; the head of the log is asked this often in any case."""
HEARTBEAT_POLLS = 5
"""Quiet polls between two heartbeats. The page calls the link lost after 15 s of silence."""
HELLO_S = 5.0
SIGNED_OUT = 4401
REFUSED = 4403


def routes(services: Services) -> APIRouter:
    """``/live/<incident>?after=SEQ``."""
    router = APIRouter()

    @router.websocket("/live/{incident}")
    async def live(socket: WebSocket, incident: str) -> None:
        try:
            own_origin(socket.scope, services.settings)
            if PROTOCOL not in socket.scope["subprotocols"]:
                raise Refused("invalid", field="protocol", value=None, allowed=PROTOCOL)  # noqa: TRY301
            await run_in_threadpool(_look, services, socket, incident)
        except Refused:
            await socket.close(REFUSED)
            return
        await socket.accept(PROTOCOL)
        with contextlib.suppress(WebSocketDisconnect):
            await _Page(services, socket, incident).serve()

    return router


class _Page:
    """One browser that looks at one incident."""

    def __init__(self, services: Services, socket: WebSocket, incident: str) -> None:
        self._services = services
        self._socket = socket
        self._incident = incident
        self._has: dict[str, str] = {}
        self._seq = -1
        self._changed = asyncio.Event()

    async def serve(self) -> None:
        """Until the browser goes away or the session ends."""
        loop = asyncio.get_running_loop()
        topics = {f"incident:{self._incident}", EVERYTHING}

        def hear(topic: str) -> None:
            if topic in topics:
                loop.call_soon_threadsafe(self._changed.set)

        forget = self._services.database.hints.subscribe(hear)
        try:
            hello = await asyncio.wait_for(self._socket.receive_json(), HELLO_S)
            self._has = _hashes(hello)
            listening = asyncio.create_task(self._listen())
            try:
                await self._speak(listening)
            finally:
                listening.cancel()
        except (TimeoutError, ValueError, KeyError):
            await self._socket.close(1002)
        finally:
            forget()

    async def _listen(self) -> None:
        """Notices that the browser is gone; what it says after its hello means nothing."""
        with contextlib.suppress(WebSocketDisconnect):
            while True:
                await self._socket.receive_text()

    async def _speak(self, listening: asyncio.Task[None]) -> None:
        quiet = 0
        while not listening.done():
            self._changed.clear()
            try:
                news = await run_in_threadpool(self._news, quiet % HEARTBEAT_POLLS == 0)
            except Refused:
                await self._socket.close(SIGNED_OUT)
                return
            if news is not None:
                await self._socket.send_json(news)
            quiet = quiet + 1 if news is None or not news["fragments"] else 1
            waiting = asyncio.create_task(self._changed.wait())
            await asyncio.wait(
                {waiting, listening}, timeout=POLL_S, return_when=asyncio.FIRST_COMPLETED
            )
            waiting.cancel()

    def _news(self, beat: bool) -> dict[str, Any] | None:
        """What the browser lacks; None where there is nothing to say. Runs in a thread."""
        seq = _head(self._services, self._incident)
        if seq == self._seq and not beat:
            return None
        reader = _look(self._services, self._socket, self._incident)
        seen = board(self._services, reader, self._incident)
        parts: Mapping[str, Part] = fragments(seen)
        fresh = {k: p for k, p in parts.items() if self._has.get(k) != p.hash}
        self._has |= {k: p.hash for k, p in fresh.items()}
        self._seq = seen.incident.seq
        return {
            "seq": seen.incident.seq,
            "now": seen.now.isoformat(),
            "rate": seen.rate,
            "fragments": {k: {"html": p.html, "hash": p.hash} for k, p in fresh.items()},
        }


def _look(services: Services, socket: WebSocket, incident: str) -> Reader:
    """Whether this browser may see the incident, now. Raises Refused."""
    reader = by_session(services, socket)
    board_row = _head(services, incident, reader)
    if board_row < 0:
        raise Refused("unknown_incident", field="incident", value=incident, allowed="")
    return reader


def _head(services: Services, incident: str, reader: Reader | None = None) -> int:
    columns = (col(IncidentRow.seq), col(IncidentRow.jurisdiction), col(IncidentRow.mode))
    with services.database.read() as connection:
        row = connection.execute(select(*columns).where(col(IncidentRow.id) == incident)).first()
    if row is None or (reader is not None and not reader.may_see(row[1], row[2])):
        return -1
    return int(row[0])


def _hashes(hello: Any) -> dict[str, str]:
    have = hello["have"]
    if not isinstance(have, dict):
        raise ValueError("have: an object of part to hash")  # noqa: TRY004 - a fault of the sender
    return {str(k): str(v) for k, v in list(have.items())[:64]}
