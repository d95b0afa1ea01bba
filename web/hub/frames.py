"""A text frame encoded once and written to every connection.

``send_text`` encodes, frames and queues for each connection anew; with a thousand boards that is
most of the work. Here the server's protocol class hands its transport over, and the hub writes
ready frames to it (RFC 6455, section 5.2: server frames are not masked).

This leans on uvicorn's ``ws=`` protocol class (public) and on the attributes ``transport`` and
``scope`` of its implementation (not promised): ``tests/web/hub/test_frames.py`` fails if they go.
"""

from __future__ import annotations

import asyncio
from typing import Any, Protocol

from starlette.websockets import WebSocket, WebSocketDisconnect
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol

EXTENSION = "tailings.wire"
HELD_AT_MOST = 256 * 1024
"""Bytes that may wait in one connection before it is closed as slow."""
LINGER_S = 10.0
"""Seconds in which whoever is being closed takes what waits for them and answers; then their
connection is cut, read or unread."""
_FINAL_TEXT = 0x81


def text_frame(payload: bytes) -> bytes:
    """One unfragmented text frame."""
    size = len(payload)
    if size < 126:
        return bytes((_FINAL_TEXT, size)) + payload
    if size < 1 << 16:
        return bytes((_FINAL_TEXT, 126)) + size.to_bytes(2, "big") + payload
    return bytes((_FINAL_TEXT, 127)) + size.to_bytes(8, "big") + payload


class Wire(Protocol):
    """Where ready frames go."""

    def write(self, frame: bytes) -> bool:
        """False if the connection holds too much already; then nothing is written."""
        ...


class TransportWire:
    """Straight to the server's transport. Runs for every board at every change: it asks the
    transport nothing, which says itself when it holds too much (``asyncio``'s flow control)."""

    __slots__ = ("_push", "full")

    def __init__(self, transport: asyncio.Transport) -> None:
        transport.set_write_buffer_limits(high=HELD_AT_MOST)
        self._push = transport.write
        self.full = False

    def write(self, frame: bytes) -> bool:
        if self.full:
            return False
        try:
            self._push(frame)
        except RuntimeError:
            return True  # closed meanwhile: whoever sat there is about to leave
        return True


class MessageWire:
    """Through the ASGI messages of any server, in order: slower, and nothing but the standard."""

    def __init__(self, socket: WebSocket) -> None:
        self._socket = socket
        self._waiting: asyncio.Queue[bytes] = asyncio.Queue()
        self._held = 0
        self._sending: asyncio.Task[None] | None = None

    def write(self, frame: bytes) -> bool:
        if self._held > HELD_AT_MOST:
            return False
        self._held += len(frame)
        self._waiting.put_nowait(frame)
        if self._sending is None or self._sending.done():
            self._sending = asyncio.create_task(self._send())
        return True

    async def _send(self) -> None:
        while not self._waiting.empty():
            frame = self._waiting.get_nowait()
            try:
                await self._socket.send_text(_payload(frame).decode("utf-8"))
            except (WebSocketDisconnect, RuntimeError):
                return
            self._held -= len(frame)


def _payload(frame: bytes) -> bytes:
    return frame[{126: 4, 127: 10}.get(frame[1], 2) :]


class FrameProtocol(WebSocketsSansIOProtocol):
    """uvicorn's own protocol, which lets the application write ready frames."""

    _wire: TransportWire | None = None
    _cutting: asyncio.TimerHandle | None = None

    async def run_asgi(self) -> None:
        extensions: Any = self.scope["extensions"]
        extensions[EXTENSION] = self._wire = TransportWire(self.transport)
        await super().run_asgi()

    async def send(self, message: Any) -> None:
        """A closing does not wait until somebody who does not read has read."""
        if message["type"] == "websocket.close" and self.handshake_complete:
            self._cut_soon()
            self.writable.set()
        await super().send(message)

    def keepalive_timeout(self) -> None:
        """No pong came: closed, and cut where it does not take even that."""
        self._cut_soon()
        super().keepalive_timeout()

    def connection_lost(self, exc: Exception | None) -> None:
        """The socket is gone."""
        if self._cutting is not None:
            self._cutting.cancel()
        super().connection_lost(exc)

    def _cut_soon(self) -> None:
        # A transport that is closed keeps its socket until everything was read, which may be never.
        if self._cutting is None:
            self._cutting = self.loop.call_later(LINGER_S, self.transport.abort)

    def pause_writing(self) -> None:
        """The transport holds more than ``HELD_AT_MOST``."""
        super().pause_writing()
        if self._wire is not None:
            self._wire.full = True

    def resume_writing(self) -> None:
        """It holds little again."""
        super().resume_writing()
        if self._wire is not None:
            self._wire.full = False


def wire_of(socket: WebSocket) -> Wire:
    """The fastest way to write to an accepted socket."""
    given = socket.scope.get("extensions", {}).get(EXTENSION)
    return given if given is not None else MessageWire(socket)
