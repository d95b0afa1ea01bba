"""What a board that talks rubbish or is gone leaves to the others: all of it, and nothing of its
own. Through the server's own protocol, with its times made short."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection

import web.app
import web.board.socket
from incident import commands as c
from tests.web.conftest import OFFICER, House
from tests.web.hub.test_closing import hello, play, rest
from web.board import watching
from web.board.audience import Watch
from web.board.doorkeeper import Doorkeeper
from web.hub import frames
from web.hub.hub import Hub
from web.hub.protocol import MESSAGE_LIMIT, WRONG
from web.services import Services

RUBBISH: dict[str, str | bytes] = {
    "no JSON": "看板",
    "unknown": '{"kind":"start"}',
    "a second hello": '{"kind":"hello","epoch":null,"revision":0}',
    "too long": "x" * (MESSAGE_LIMIT + 1),
    "deep": "[" * MESSAGE_LIMIT,
    "bytes": b"\x00\xff",
}


def test_rubbish_ends_its_own_connection_and_a_board_beside_it_misses_nothing(
    house: House,
) -> None:
    async def story(board: Callable[[], Any], incident: str) -> None:
        async def noted(note: str) -> Any:
            """The patch that brings it."""
            command = c.AddNote(note=note)
            await asyncio.to_thread(house.services.desk.put, incident, command, OFFICER)
            while True:
                said = json.loads(await well.recv())
                if said["kind"] == "patch":
                    return said

        async with board() as well:
            await hello(well)
            came = [await noted("之前")]
            for what, rubbish in RUBBISH.items():
                async with board() as wrong:
                    await hello(wrong)
                    await wrong.send(rubbish)
                    await rest(wrong)
                    assert wrong.close_code == WRONG, what
                came.append(await noted(f"{what}之后"))
        revisions = [said["revision"] for said in came]
        assert revisions == list(range(revisions[0], revisions[0] + len(came))), "no gap"
        assert len({said["epoch"] for said in came}) == 1
        for what, said in zip(RUBBISH, came[1:], strict=True):
            entries = [html for key, html in said["fragments"].items() if key.startswith("log/")]
            assert len(entries) == 1
            assert f"{what}之后" in entries[0]

    play(house, story)


async def _closes(board: ClientConnection) -> None:
    await board.close()


async def _breaks(board: ClientConnection) -> None:
    board.transport.abort()


async def _vanishes(board: ClientConnection) -> None:
    """Nothing is read, said or closed any more."""
    board.transport.pause_reading()


@pytest.mark.parametrize("ends", [_closes, _breaks, _vanishes])
def test_a_board_that_is_gone_leaves_nothing_behind(
    house: House, monkeypatch: pytest.MonkeyPatch, ends: Callable[[ClientConnection], Any]
) -> None:
    hubs, keepers = list[Hub[Watch]](), list[Doorkeeper]()

    def hub_of(services: Services) -> Hub[Watch]:
        hubs.append(watching.hub_of(services))
        return hubs[-1]

    def keeper_of(services: Services) -> Doorkeeper:
        keepers.append(Doorkeeper(services))
        return keepers[-1]

    monkeypatch.setattr(web.app, "hub_of", hub_of)
    monkeypatch.setattr(web.app, "Doorkeeper", keeper_of)
    monkeypatch.setattr(web.board.socket, "SILENCE_S", 1.0)
    monkeypatch.setattr(frames, "LINGER_S", 0.2)

    async def story(board: Callable[[], Any], _: str) -> None:
        hub, keeper = hubs[-1], keepers[-1]
        boards = [await board() for _ in range(3)]
        for each in boards:
            await hello(each)
        (room,) = hub._rooms.values()
        assert len(room._seats) == len(keeper._guests) == len(boards)
        for each in boards:
            await ends(each)
        while hub.watched or keeper._guests:  # noqa: ASYNC110 - neither has an event for it
            await asyncio.sleep(0.02)
        assert room.empty
        assert not hub._running
        for each in boards:
            each.transport.abort()

    play(house, story)
