"""A thousand connections that say nothing: a healthy board beside them misses nothing."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
from pathlib import Path

import pytest
from sqlmodel import SQLModel
from websockets.asyncio.client import connect

import app.prompt
from app.prompt import PromptProtocol, make_room
from incident import commands as c
from runtime.database import Database
from tests.served import served
from tests.web.conftest import OFFICER, House, make_house
from web.app import create_app
from web.hub.frames import FrameProtocol
from web.hub.protocol import BOARD

SILENT = 1000
CHANGES = 20
BEGUN = b"GET /incidents HTTP/1.1\r\nHost: 127"
"""A request that somebody begins and does not end."""


@pytest.fixture
def house(database: Database, tmp_path: Path) -> House:
    SQLModel.metadata.create_all(database.engine, checkfirst=True)
    return make_house(database, tmp_path)


def test_a_thousand_half_open_connections_keep_no_change_from_a_board(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(app.prompt, "HEAD_S", 3.0)
    make_room()
    browser = house.signed_in()
    report = {"place": "青石沟", "what": "尾矿库溃坝", "occurred_at": "2026-05-17T02:19:00"}
    path = browser.post("/report", data=report, follow_redirects=False).headers["location"]
    incident = path.rsplit("/", 1)[1]
    cookie = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())

    async def night() -> tuple[list[str], int]:
        async with served(
            create_app(house.services), http=PromptProtocol, ws=FrameProtocol
        ) as port:
            silent = [await asyncio.open_connection("127.0.0.1", port) for _ in range(SILENT)]
            for _, writer in silent[::2]:
                writer.write(BEGUN)
            heard = list[str]()
            async with connect(
                f"ws://127.0.0.1:{port}/live/{incident}",
                subprotocols=[BOARD],  # type: ignore[list-item]
                origin=f"http://127.0.0.1:{port}",  # type: ignore[arg-type]
                additional_headers={"Cookie": cookie},
            ) as board:
                await board.send(json.dumps({"kind": "hello", "epoch": None, "revision": 0}))
                assert json.loads(await board.recv())["kind"] == "stale"
                for number in range(CHANGES):
                    note = c.AddNote(note=f"第{number}条")
                    await asyncio.to_thread(house.services.desk.put, incident, note, OFFICER)
                    heard.append(await told(board, note.note))
            ended = [await asyncio.wait_for(reader.read(), 30) for reader, _ in silent]
            for _, writer in silent:
                writer.close()
            return heard, ended.count(b"")

    async def told(board: object, note: str) -> str:
        while True:
            said = json.loads(await board.recv())  # type: ignore[attr-defined]
            if said["kind"] == "patch" and note in str(said["fragments"]):
                return note

    heard, ended = asyncio.run(asyncio.wait_for(night(), 120))
    assert heard == [f"第{number}条" for number in range(CHANGES)]
    assert ended == SILENT, "whoever says nothing is hung up on"


def test_a_request_that_is_being_answered_is_let_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(app.prompt, "HEAD_S", 0.1)

    async def slow(scope: object, receive: object, send: object) -> None:
        await asyncio.sleep(0.5)
        start = {"type": "http.response.start", "status": 200, "headers": []}
        await send(start)  # type: ignore[operator]
        await send({"type": "http.response.body", "body": b"done"})  # type: ignore[operator]

    async def night() -> bytes:
        async with served(slow, http=PromptProtocol) as port:
            reader, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.write(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
            answer = await asyncio.wait_for(reader.read(), 20)
            writer.close()
            return answer

    assert b"done" in asyncio.run(night())


def test_the_program_asks_for_as_many_files_as_it_may_have() -> None:
    asked = (
        "import resource as r; n = r.RLIMIT_NOFILE; hard = r.getrlimit(n)[1]\n"
        "r.setrlimit(n, (200, min(4000, hard) if hard > 0 else 4000))\n"
        "from app.prompt import make_room; make_room(); print(*r.getrlimit(n))"
    )
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    soft, hard = map(int, said.stdout.split())
    assert soft == hard > 200
