"""Rooms: who watches gets every change once, who comes back gets what is newer, nobody else costs
anything. Every test also passes with hints switched off: here the room then looks every 50 ms, and
at its real rhythm of a look a second in ``test_cadence``."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest

from runtime.clock import SystemClock
from runtime.hints import Hints
from web.hub.hub import Hub, Place
from web.hub.kept import Source
from web.hub.protocol import SLOW, Hello
from web.hub.room import Rhythm, Seat
from web.hub.views import Rendered

NOW = datetime(2026, 5, 16, 18, 28, tzinfo=UTC)


@dataclass
class World:
    """One incident in memory: what it shows, and how often somebody looked."""

    shown: dict[str, str] = field(default_factory=lambda: {"head": "0"})
    head: int = 0
    changes_at: datetime | None = None
    now: datetime = NOW
    rendered: int = 0
    fails: bool = False

    def change(self, hints: Hints, **fragments: str) -> None:
        self.shown |= fragments
        self.head += 1
        hints.fire("incident:1")

    def source(self, _: str) -> Source:
        async def render() -> Rendered:
            if self.fails:
                raise OSError("no database")
            self.rendered += 1
            return Rendered(dict(self.shown), self.now, 1.0, self.changes_at)

        async def pulse() -> Hashable:
            return self.head

        return Source(render, pulse, SystemClock().now)


@dataclass
class Board:
    """A browser's end: what it was sent."""

    heard: list[dict[str, Any]] = field(default_factory=list)
    closed: int | None = None
    full: bool = False

    def write(self, frame: bytes) -> bool:
        if self.full:
            return False
        start = {126: 4, 127: 10}.get(frame[1], 2)
        self.heard.append(json.loads(frame[start:]))
        return True

    def close(self, code: int) -> None:
        self.closed = code

    def sit(self, hub: Hub[str], epoch: str | None, revision: int) -> Place[str]:
        return hub.enter("1", Seat(self, self.close, Hello(epoch, revision)))

    @property
    def patches(self) -> list[dict[str, str]]:
        return [m["fragments"] for m in self.heard if m["kind"] == "patch"]


@pytest.fixture(params=[True, False], ids=["hints", "no hints"])
def hints(request: pytest.FixtureRequest) -> Hints:
    return Hints(enabled=request.param)


def play(
    world: World,
    hints: Hints,
    story: Callable[[Hub[str]], Awaitable[None]],
    beat_s: float = 2.0,
) -> None:
    # Without hints the looks come closer together, so that the tests do not wait for seconds.
    rhythm = Rhythm(poll_s=1.0 if hints.enabled else 0.05, beat_s=beat_s)

    async def night() -> None:
        await story(Hub(world.source, lambda key: f"incident:{key}", hints, rhythm))

    asyncio.run(asyncio.wait_for(night(), 20))


def told(boards: Sequence[Board], last: dict[str, str]) -> bool:
    return all(board.patches[-1:] == [last] for board in boards)


def has(board: Board, key: str) -> bool:
    return key in board.patches[-1]


async def until(true: Callable[[], bool]) -> None:
    for _ in range(600):
        if true():
            return
        await asyncio.sleep(0.01)
    raise AssertionError("it did not come")


def test_everybody_gets_each_change_once_and_only_what_changed(hints: Hints) -> None:
    world, boards = World({"head": "0", "people": "2"}), [Board() for _ in range(3)]

    async def story(hub: Hub[str]) -> None:
        kept = await hub.look("1")
        epoch = kept.view.epoch
        for board in boards:
            board.sit(hub, epoch, kept.view.revision)
        await until(lambda: all(b.heard for b in boards))
        for value in ("3", "4", "5"):
            world.change(hints, people=value)
            await until(partial(told, boards, {"people": value}))

    play(world, hints, story)
    for board in boards:
        assert board.patches == [{}, {"people": "3"}, {"people": "4"}, {"people": "5"}]
        revisions = [m["revision"] for m in board.heard if m["kind"] == "patch"]
        assert revisions == [1, 2, 3, 4]
    assert world.rendered == 4, "once for all three boards"


def test_who_comes_back_gets_what_is_newer_each_fragment_once(hints: Hints) -> None:
    world, gone, back = World({"head": "0", "people": "2"}), Board(), Board()
    stays = Board()

    async def story(hub: Hub[str]) -> None:
        kept = await hub.look("1")
        epoch = kept.view.epoch
        stays.sit(hub, epoch, 1)
        place = gone.sit(hub, epoch, 1)
        await until(lambda: bool(gone.heard))
        hub.leave(place)
        for n in range(5):
            world.change(hints, people=str(n), **{f"log/{n}": "entry"})
            await until(partial(has, stays, f"log/{n}"))
        back.sit(hub, epoch, 1)
        await until(lambda: bool(back.heard))

    play(world, hints, story)
    assert gone.patches == [{}]
    assert back.patches[0] == {"people": "4", **{f"log/{n}": "entry" for n in range(5)}}


def test_a_page_of_another_life_is_told_to_begin_anew(hints: Hints) -> None:
    world, other, ahead = World(), Board(), Board()

    async def story(hub: Hub[str]) -> None:
        epoch = (await hub.look("1")).view.epoch
        other.sit(hub, "another", 1)
        ahead.sit(hub, epoch, 99)
        await until(lambda: bool(other.heard and ahead.heard))

    play(world, hints, story)
    assert other.heard[0] == {"kind": "stale"}
    assert ahead.heard[0] == {"kind": "stale"}


def test_what_nobody_watches_is_not_rendered(hints: Hints) -> None:
    world, board = World(), Board()

    async def story(hub: Hub[str]) -> None:
        place = board.sit(hub, None, 0)
        await until(lambda: bool(board.heard))
        assert hub.watched == 1
        hub.leave(place)
        await until(lambda: hub.watched == 0)
        before = world.rendered
        for n in range(5):
            world.change(hints, people=str(n))
        await asyncio.sleep(0.2)
        assert world.rendered == before

    play(world, hints, story)


def test_a_slow_board_is_closed_with_a_code_and_the_others_go_on(hints: Hints) -> None:
    world, slow, well = World(), Board(), Board()

    async def story(hub: Hub[str]) -> None:
        epoch = (await hub.look("1")).view.epoch
        for board in (slow, well):
            board.sit(hub, epoch, 1)
        await until(lambda: bool(slow.heard and well.heard))
        slow.full = True
        world.change(hints, people="7")
        await until(lambda: well.patches[-1] == {"people": "7"})

    play(world, hints, story)
    assert slow.closed == SLOW
    assert well.closed is None


def test_time_alone_changes_a_view_without_any_event(hints: Hints) -> None:
    """An overdue clock is no event: the view is looked at again when its time has come."""
    world, board = World({"clock": "left"}), Board()
    world.changes_at = NOW + timedelta(milliseconds=300)

    async def story(hub: Hub[str]) -> None:
        epoch = (await hub.look("1")).view.epoch
        board.sit(hub, epoch, 1)
        await until(lambda: bool(board.heard))
        world.shown, world.changes_at = {"clock": "over"}, None
        await until(lambda: board.patches[-1] == {"clock": "over"})

    play(world, hints, story)


def test_a_view_that_cannot_be_rendered_comes_back_by_itself(
    hints: Hints, caplog: pytest.LogCaptureFixture
) -> None:
    world, board = World(), Board()

    async def story(hub: Hub[str]) -> None:
        epoch = (await hub.look("1")).view.epoch
        board.sit(hub, epoch, 1)
        await until(lambda: bool(board.heard))
        world.fails = True
        world.change(hints, people="7")
        await until(lambda: "could not be brought up to date" in caplog.text)
        world.fails = False
        await until(lambda: board.patches[-1] == {"people": "7"})

    play(world, hints, story)


def test_many_changes_at_once_travel_together(hints: Hints) -> None:
    world, board = World(), Board()

    async def story(hub: Hub[str]) -> None:
        epoch = (await hub.look("1")).view.epoch
        board.sit(hub, epoch, 1)
        await until(lambda: bool(board.heard))
        for n in range(200):
            world.change(hints, people=str(n))
            await asyncio.sleep(0)
        await until(lambda: board.patches[-1] == {"people": "199"})

    play(world, hints, story)
    assert world.rendered < 20
    assert len(board.patches) < 20


def test_a_quiet_board_hears_a_beat_with_the_time() -> None:
    world, board = World(), Board()

    async def story(hub: Hub[str]) -> None:
        epoch = (await hub.look("1")).view.epoch
        board.sit(hub, epoch, 1)
        await until(lambda: sum(m["kind"] == "beat" for m in board.heard) >= 3)

    play(world, Hints(enabled=False), story, beat_s=0.1)
    beats = [m for m in board.heard if m["kind"] == "beat"]
    assert all(m["revision"] == 1 and m["now"] >= NOW.isoformat() for m in beats)


def test_when_the_program_stops_every_room_ends_after_its_present_look() -> None:
    """None may go on reading a database that is being closed."""
    world, board = World(), Board()
    looking, done = asyncio.Event(), asyncio.Event()

    async def story(hub: Hub[str]) -> None:
        board.sit(hub, None, 0)
        await looking.wait()
        closing = asyncio.create_task(hub.close())
        await asyncio.sleep(0.05)
        assert not closing.done(), "the look is still under way"
        done.set()
        await closing
        assert hub.watched == 0

    async def slow() -> Rendered:
        looking.set()
        await done.wait()
        return Rendered(dict(world.shown), world.now, 1.0, None)

    async def pulse() -> Hashable:
        return 0

    async def night() -> None:
        source = Source(slow, pulse, SystemClock().now)
        await story(Hub(lambda _: source, lambda key: key, Hints()))

    asyncio.run(asyncio.wait_for(night(), 10))
