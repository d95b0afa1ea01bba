"""Frames as RFC 6455 has them, read back by the websockets library; written past uvicorn."""

from __future__ import annotations

import asyncio

import pytest
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import connect
from websockets.frames import Frame, Opcode

from tests.served import served
from web.hub.frames import EXTENSION, HELD_AT_MOST, FrameProtocol, TransportWire, text_frame


@pytest.mark.parametrize("size", [0, 1, 125, 126, 65535, 65536, 70000])
def test_a_frame_is_what_the_library_makes(size: int) -> None:
    payload = b"x" * size
    made = Frame(Opcode.TEXT, payload).serialize(mask=False)
    assert text_frame(payload) == made


def test_the_server_s_protocol_hands_its_transport_over() -> None:
    """If a release of uvicorn breaks what this leans on, this is where it shows."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        wire = scope["extensions"][EXTENSION]
        assert isinstance(wire, TransportWire)
        for text in ("first", "第二条", "x" * 70000):
            assert wire.write(text_frame(text.encode("utf-8")))
        await receive()

    async def night() -> list[str | bytes]:
        async with (
            served(app, ws=FrameProtocol) as port,
            connect(f"ws://127.0.0.1:{port}/") as socket,
        ):
            return [await socket.recv() for _ in range(3)]

    assert asyncio.run(night()) == ["first", "第二条", "x" * 70000]


def test_a_connection_that_holds_too_much_takes_no_more() -> None:
    """A client that never reads; the server's memory for it is bounded."""
    taken = list[bool]()
    held = list[int]()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        wire = scope["extensions"][EXTENSION]
        frame = text_frame(b"x" * 100_000)
        for _ in range(500):
            taken.append(wire.write(frame))
            await asyncio.sleep(0)
        held.append(wire._push.__self__.get_write_buffer_size())

    async def night() -> None:
        async with (
            served(app, ws=FrameProtocol) as port,
            connect(f"ws://127.0.0.1:{port}/", max_queue=1) as socket,
        ):
            while not held:  # noqa: ASYNC110 - the application ends by itself
                await asyncio.sleep(0.01)
            socket.transport.abort()

    asyncio.run(night())
    assert taken[0]
    assert not taken[-1], "nobody reads, and the rest is not written"
    assert held[0] <= HELD_AT_MOST + 100_014


def test_what_is_written_to_a_closed_connection_is_dropped() -> None:
    class Closed(asyncio.Transport):
        def set_write_buffer_limits(self, high: int | None = None, low: int | None = None) -> None:
            pass

        def write(self, data: bytes | bytearray | memoryview) -> None:
            raise RuntimeError("the handler is closed")

    assert TransportWire(Closed()).write(text_frame(b"late")), "slow is something else"
