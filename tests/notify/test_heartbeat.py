"""The pulse of the alerting chain, and who notices that it stops."""

from __future__ import annotations

import asyncio
from datetime import datetime, timedelta

import pytest
from sqlalchemy import text

from notify.engine import AlertEngine
from notify.heartbeat import Heart, Watchdog, last_beat
from tests.notify.world import NOON, World


def kept(world: World) -> datetime | None:
    with world.database.read() as connection:
        return last_beat(connection)


def pulse(engine: AlertEngine) -> Heart:
    assert engine.heart is not None
    return engine.heart


def test_a_whole_round_is_a_beat_and_the_row_follows_every_ten_seconds(world: World) -> None:
    engine = world.engine()
    assert kept(world) is None
    asyncio.run(engine.step())
    assert kept(world) == NOON
    world.forward(9)
    asyncio.run(engine.step())
    assert (pulse(engine).last, kept(world)) == (NOON + timedelta(seconds=9), NOON)
    world.forward(1)
    asyncio.run(engine.step())
    assert kept(world) == NOON + timedelta(seconds=10)


def test_a_clock_that_is_set_back_keeps_the_row_true(world: World) -> None:
    heart = Heart(world.database, world.clock)
    heart.beat()
    world.clock.at -= timedelta(hours=1)
    heart.beat()
    assert kept(world) == heart.last == NOON - timedelta(hours=1)


def test_the_newest_beat_of_several_workers_counts(world: World) -> None:
    Heart(world.database, world.clock, worker="a").beat()
    world.forward(30)
    Heart(world.database, world.clock, worker="b").beat()
    assert kept(world) == NOON + timedelta(seconds=30)


def test_peer_15_a_round_that_fails_is_no_beat_and_silence_is_told_once(world: World) -> None:
    engine = world.engine()
    told: list[datetime | None] = []
    dog = Watchdog(pulse(engine), told.append)
    asyncio.run(engine.step())
    with world.database.write() as connection:
        connection.execute(text("ALTER TABLE shortfall RENAME TO elsewhere"))
    for _ in range(7):
        world.forward(10)
        with pytest.raises(Exception, match="shortfall"):
            asyncio.run(engine.step())
        dog.look()
    assert told == [NOON]
    with world.database.write() as connection:
        connection.execute(text("ALTER TABLE elsewhere RENAME TO shortfall"))
    asyncio.run(engine.step())
    assert not dog.look()
    assert told == [NOON, None]


def test_peer_15_an_engine_that_never_began_is_noticed_too(world: World) -> None:
    told: list[datetime | None] = []
    dog = Watchdog(Heart(world.database, world.clock), told.append)
    world.forward(60)
    assert not dog.look()
    world.forward(1)
    assert dog.look()
    assert told == [NOON]
