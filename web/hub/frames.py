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
    """Straight to the server's transport. Runs for every board at every change: its methods are
    looked up once."""

    __slots__ = ("_closing", "_held", "_push")

    def __init__(self, transport: asyncio.Transport) -> None:
        self._held = transport.get_write_buffer_size
        self._closing = transport.is_closing
        self._push = transport.write

    def write(self, frame: bytes) -> bool:
        if self._held() > HELD_AT_MOST:
            return False
        if not self._closing():
            self._push(frame)
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

    async def run_asgi(self) -> None:
        extensions: Any = self.scope["extensions"]
        extensions[EXTENSION] = TransportWire(self.transport)
        await super().run_asgi()


def wire_of(socket: WebSocket) -> Wire:
    """The fastest way to write to an accepted socket."""
    given = socket.scope.get("extensions", {}).get(EXTENSION)
    return given if given is not None else MessageWire(socket)
