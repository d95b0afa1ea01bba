"""No hint ever comes: the rooms look by themselves once a second, as the program runs them, and
nobody misses anything, hears anything twice or waits for more than the next look."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from functools import partial

from runtime.hints import Hints
from tests.web.hub.test_hub import Board, World, has, told, until
from web.hub.hub import Hub
from web.hub.kept import Source
from web.hub.room import Rhythm

SILENT = Hints(enabled=False)


def play(world: World, story: Callable[[Hub[str]], Awaitable[None]]) -> None:
    """A story in a hub as the program makes it: no rhythm but its own."""

    async def night() -> None:
        await story(Hub(world.source, lambda key: f"incident:{key}", SILENT))

    asyncio.run(asyncio.wait_for(night(), 60))


def test_a_room_looks_once_a_second() -> None:
    assert Rhythm().poll_s == 1.0


def test_without_hints_each_change_comes_to_everybody_once_and_in_order() -> None:
    world, boards = World({"head": "0", "people": "2"}), [Board() for _ in range(3)]

    async def story(hub: Hub[str]) -> None:
        kept = await hub.look("1")
        for board in boards:
            board.sit(hub, kept.view.epoch, kept.view.revision)
        await until(lambda: all(b.heard for b in boards))
        for value in ("3", "4", "5"):
            world.change(SILENT, people=value)
            await until(partial(told, boards, {"people": value}))

    play(world, story)
    for board in boards:
        assert board.patches == [{}, {"people": "3"}, {"people": "4"}, {"people": "5"}]
        assert [m["revision"] for m in board.heard if m["kind"] == "patch"] == [1, 2, 3, 4]
    assert world.rendered == 4, "once for all three boards"


def test_without_hints_who_comes_back_misses_nothing_and_hears_nothing_twice() -> None:
    world, gone, stays = World({"head": "0", "people": "2"}), Board(), Board()

    async def story(hub: Hub[str]) -> None:
        epoch = (await hub.look("1")).view.epoch
        stays.sit(hub, epoch, 1)
        place = gone.sit(hub, epoch, 1)
        await until(lambda: bool(gone.heard))
        world.change(SILENT, people="3", **{"log/0": "entry"})
        await until(lambda: has(gone, "log/0"))
        hub.leave(place)
        for n in (1, 2):
            world.change(SILENT, people=str(n), **{f"log/{n}": "entry"})
            await until(partial(has, stays, f"log/{n}"))
        # One that no look has seen yet when they are back.
        world.change(SILENT, **{"log/3": "entry"})
        gone.sit(hub, epoch, 2)
        await until(lambda: has(gone, "log/3"))
        world.change(SILENT, **{"log/4": "entry"})
        await until(lambda: has(gone, "log/4"))

    play(world, story)
    lines = [key for patch in gone.patches for key in patch if key.startswith("log/")]
    assert sorted(lines) == [f"log/{n}" for n in range(5)], "no gap and no repeat"
    people = [patch["people"] for patch in gone.patches if "people" in patch]
    assert people == ["3", "2"], "what was passed over while they were away is not told"


def test_without_hints_all_that_happens_between_two_looks_travels_together() -> None:
    world, board = World(), Board()
    looks: list[int] = []

    def source(key: str) -> Source:
        plain = world.source(key)

        async def pulse() -> Hashable:
            looks.append(world.head)
            return await plain.pulse()

        return Source(plain.render, pulse, plain.clock)

    async def night() -> None:
        hub: Hub[str] = Hub(source, lambda key: f"incident:{key}", SILENT)
        epoch = (await hub.look("1")).view.epoch
        board.sit(hub, epoch, 1)
        await until(lambda: bool(board.heard))
        seen = len(looks)
        for n in range(200):
            world.change(SILENT, people=str(n), **{f"log/{n}": "entry"})
            await asyncio.sleep(0)
        assert len(looks) == seen, "nobody was called: the next look is due"
        await until(lambda: board.patches[-1].get("people") == "199")

    asyncio.run(asyncio.wait_for(night(), 60))
    first, *rest = board.patches
    assert (first, len(rest)) == ({}, 1), "one patch for two hundred changes"
    assert sum(key.startswith("log/") for key in rest[0]) == 200
    assert world.rendered == 2
