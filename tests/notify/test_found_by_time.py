"""What the engine asks at every step does not grow with what was done before."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.notify.world import World

GROWS = (
    *("attempt", "event", "inbound", "incident", "intent", "sealed", "self_test"),
    *("self_test_word", "watch"),
)
"""Tables in which rows stay."""

pytestmark = pytest.mark.only_engine("sqlite")


@contextmanager
def noted(world: World) -> Iterator[dict[str, Any]]:
    """Every statement that runs meanwhile, with its parameters."""
    found: dict[str, Any] = {}

    def note(connection: Any, cursor: Any, sql: str, given: Any, *rest: Any) -> None:
        found[sql] = given

    engine = world.database.engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield found
    finally:
        event.remove(engine, "before_cursor_execute", note)


def ways(world: World, found: dict[str, Any]) -> dict[str, list[str]]:
    """How SQLite goes about each query, in its own words."""
    with world.database.read() as connection:
        return {
            sql: [row[3] for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {sql}", given)]
            for sql, given in found.items()
            if sql.startswith(("SELECT", "UPDATE"))
        }


def a_quiet_step(world: World) -> dict[str, list[str]]:
    engine = world.engine()
    world.open()
    world.run(engine)
    with noted(world) as found:
        asyncio.run(engine.step())
    return ways(world, found)


def test_no_table_that_grows_is_read_whole(world: World) -> None:
    said = a_quiet_step(world)
    assert len(said) > 5
    whole = tuple(f"SCAN {table} " for table in GROWS)
    assert [s for s, way in said.items() if any(f"{w} ".startswith(whole) for w in way)] == []


def test_a_watch_is_found_by_its_time_and_not_among_all_of_its_incident(world: World) -> None:
    asked = {sql: way for sql, way in a_quiet_step(world).items() if "FROM watch" in sql}
    assert asked
    for way in asked.values():
        assert any("INDEX ix_watch_due_at (due_at" in line for line in way), way
