"""How connections end that read nothing or say nothing: with a code, in bounded time, and a page
that comes back misses nothing. Through the server's own protocol, with its times made short."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from itertools import count
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

import web.board.socket
from incident import commands as c
from tests.served import served
from tests.web.conftest import NIGHT, OFFICER, House
from web.app import create_app
from web.board import watching
from web.hub import frames
from web.hub.frames import EXTENSION, FrameProtocol, text_frame
from web.hub.protocol import BOARD, SILENT, SLOW
from web.hub.views import Rendered

HANGS_S = 60
PIECE = "x" * 1_000_000
"""A fragment that no buffer of the system swallows more than a few of."""


def incident_of(house: House) -> tuple[str, str]:
    """A new incident, and the cookies of who may watch it."""
    browser = house.signed_in()
    report = {"place": "青石沟", "what": "尾矿库溃坝", "occurred_at": "2026-05-17T02:19:00"}
    path = browser.post("/report", data=report, follow_redirects=False).headers["location"]
    return path.rsplit("/", 1)[1], "; ".join(f"{k}={v}" for k, v in browser.cookies.items())


def play(house: House, story: Callable[[Callable[[], Any], str], Awaitable[None]]) -> None:
    incident, cookie = incident_of(house)

    async def night() -> None:
        async with served(create_app(house.services), ws=FrameProtocol) as port:

            def board() -> Any:
                return connect(
                    f"ws://127.0.0.1:{port}/live/{incident}",
                    subprotocols=[BOARD],  # type: ignore[list-item]
                    origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
                    additional_headers={"Cookie": cookie},
                    max_queue=1,
                    max_size=None,
                )

            await story(board, incident)

    asyncio.run(asyncio.wait_for(night(), HANGS_S))


async def hello(board: ClientConnection, epoch: str | None = None, revision: int = 0) -> Any:
    await board.send(json.dumps({"kind": "hello", "epoch": epoch, "revision": revision}))
    return json.loads(await board.recv())


async def rest(board: ClientConnection) -> list[Any]:
    """Everything until the connection ends."""
    heard = []
    try:
        while True:
            heard.append(json.loads(await board.recv()))
    except ConnectionClosed:
        return heard


def test_a_board_that_says_nothing_is_closed_and_resumes(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def story(board: Callable[[], Any], incident: str) -> None:
        async with board() as silent:
            await hello(silent)
            monkeypatch.setattr(web.board.socket, "SILENCE_S", 0.2)
            await silent.send('{"kind": "beat"}')  # its last word
            beats = [said for said in await rest(silent) if said["kind"] == "beat"]
            assert silent.close_code == SILENT
        monkeypatch.undo()
        note = c.AddNote(note="静默之后")
        await asyncio.to_thread(house.services.desk.put, incident, note, OFFICER)
        async with board() as back:
            assert (await hello(back))["kind"] == "stale"
        assert beats, "it heard the hub until then"

    play(house, story)


def big(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every look finds a view of a megabyte that is new."""
    looks = count()
    monkeypatch.setattr(
        watching,
        "_render",
        lambda *_: Rendered({"head": PIECE, "people": f"{next(looks)}{PIECE}"}, NIGHT, 1.0, None),
    )


async def fill(house: House, incident: str, until: Callable[[], bool]) -> None:
    number = 0
    while not until():
        number += 1
        note = c.AddNote(note=f"第{number}条")
        await asyncio.to_thread(house.services.desk.put, incident, note, OFFICER)
        await asyncio.sleep(0.05)


def test_a_board_that_is_too_slow_reads_the_code_and_resumes_where_it_stood(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    big(monkeypatch)
    shut = list[int]()
    closing = web.board.socket._close

    async def close(socket: Any, code: int) -> None:
        shut.append(code)
        await closing(socket, code)

    monkeypatch.setattr(web.board.socket, "_close", close)

    async def story(board: Callable[[], Any], incident: str) -> None:
        async with board() as slow:
            await hello(slow)
            await fill(house, incident, lambda: bool(shut))
            heard = [said for said in await rest(slow) if said["kind"] == "patch"]
            assert slow.close_code == SLOW
        last = heard[-1]
        revisions = [said["revision"] for said in heard]
        assert revisions == sorted(set(revisions)), "nothing twice, nothing out of order"
        async with board() as back:
            news = await hello(back, last["epoch"], last["revision"])
        assert news["kind"] == "patch"
        assert news["fragments"].keys() == {"people"}, "only what is newer than what it has"
        assert news["revision"] > last["revision"]

    play(house, story)


def test_a_board_that_never_reads_loses_its_socket(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    big(monkeypatch)
    monkeypatch.setattr(frames, "LINGER_S", 0.2)
    made, lost = list[FrameProtocol](), list[FrameProtocol]()
    told_of_start, told_of_end = FrameProtocol.connection_made, FrameProtocol.connection_lost

    def start(self: FrameProtocol, transport: Any) -> None:
        made.append(self)
        told_of_start(self, transport)

    def end(self: FrameProtocol, exc: Exception | None) -> None:
        lost.append(self)
        told_of_end(self, exc)

    monkeypatch.setattr(FrameProtocol, "connection_made", start)
    monkeypatch.setattr(FrameProtocol, "connection_lost", end)

    async def story(board: Callable[[], Any], incident: str) -> None:
        async with board() as deaf:
            await hello(deaf)
            await fill(house, incident, lambda: bool(lost))
            deaf.transport.abort()
        assert lost[0] in made

    play(house, story)


def test_no_pong_ends_a_connection_whose_buffer_is_full(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(frames, "LINGER_S", 0.2)

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        assert (await receive())["type"] == "websocket.connect"
        await send({"type": "websocket.accept"})
        wire = scope["extensions"][EXTENSION]
        for _ in range(500):
            wire.write(text_frame(PIECE.encode()))
            await asyncio.sleep(0)
        assert not wire.write(text_frame(b"full"))
        while (await receive())["type"] != "websocket.disconnect":
            pass
        gone.set()

    gone = asyncio.Event()

    async def night() -> None:
        async with (
            served(app, ws=FrameProtocol, ws_ping_interval=0.2, ws_ping_timeout=0.2) as port,
            connect(f"ws://127.0.0.1:{port}/", max_queue=1, max_size=None) as deaf,
        ):
            await gone.wait()
            deaf.transport.abort()

    asyncio.run(asyncio.wait_for(night(), HANGS_S))
