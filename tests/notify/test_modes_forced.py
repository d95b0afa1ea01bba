"""Somebody writes into the database by hand, past its keys: exercises still stay inside."""

from __future__ import annotations

import asyncio
import sqlite3

import psycopg
import pytest

from tests.notify.arming.night import with_telephones
from tests.notify.test_group_posts import Robot, Room
from tests.notify.world import Scripted, World

ATTEMPTS = (
    "UPDATE attempt SET mode = 'real', channel = 'twilio', address_ref = person || '.real',"
    " status = 'ready', next_try_at = created_at"
)
INCIDENTS = "UPDATE incident SET mode = 'real'"
POSTS = (
    "INSERT INTO group_post (incident, entry_seq, channel, jurisdiction, mode, kind, stage,"
    " status, tries, created_at, next_try_at)"
    " SELECT incident, 1, 'wecom', jurisdiction, 'real', 'accident', 'responding', 'ready', 0,"
    " created_at, created_at FROM attempt LIMIT 1"
)


def force(world: World, *statements: str) -> None:
    """As in a shell on the database, which asks no foreign key."""
    url = world.database.engine.url
    if world.database.dialect == "sqlite":
        with sqlite3.connect(str(url.database)) as shell:
            for statement in statements:
                shell.execute(statement)
        shell.close()
        return
    with psycopg.connect(url.set(drivername="postgresql").render_as_string(False)) as server:
        server.execute("SET session_replication_role = replica")
        for statement in statements:
            server.execute(statement.encode())


@pytest.mark.parametrize("forced", [(ATTEMPTS,), (ATTEMPTS, INCIDENTS)])
def test_a_message_of_an_exercise_that_says_it_is_real_does_not_leave(
    world: World, forced: tuple[str, ...]
) -> None:
    with_telephones(world)
    world.open("exercise")
    world.run(world.engine())
    force(world, *forced)
    assert {row for (row,) in world.attempts("mode")} == {"real"}

    provider = Scripted()
    world.run(world.engine(provider))
    assert provider.sent == []
    world.forward(3600)
    asyncio.run(world.engine(provider).step())
    assert provider.sent == []


@pytest.mark.parametrize("forced", [(POSTS,), (POSTS, INCIDENTS)])
def test_a_post_about_an_exercise_that_says_it_is_real_does_not_leave(
    world: World, forced: tuple[str, ...]
) -> None:
    world.open("exercise")
    world.run(world.engine())
    force(world, *forced)

    robot = Robot("wecom")
    room = Room(world, (robot,))
    assert room.told() == [("wecom", "ready")]
    room.run(hours=1)
    assert robot.posted == []


def test_a_real_one_still_leaves(world: World) -> None:
    world.open()
    provider = Scripted()
    world.run(world.engine(provider))
    assert len(provider.sent) == 2
