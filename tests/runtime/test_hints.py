"""Hints: after the commit, never after a rollback, and across processes on PostgreSQL."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Iterator

import psycopg
import pytest
from sqlalchemy import Connection, text

from runtime.database import Database
from runtime.hints import EVERYTHING, Hints
from tests.engines import Engine

PATIENCE_S = 10.0


@pytest.fixture
def other(database: Database, database_url: str) -> Iterator[Database]:
    """A second Database object on the same database, as another process would have."""
    opened = Database.open(database_url)
    yield opened
    opened.close()


def hint_and_fail(database: Database, connection: Connection) -> None:
    database.hint(connection, "lost")
    raise ZeroDivisionError


def test_a_hint_is_fired_after_the_commit(database: Database) -> None:
    seen: list[tuple[str, int]] = []

    def look(topic: str) -> None:
        with database.read() as connection:
            count = connection.execute(text("SELECT count(*) FROM vault_key")).scalar_one()
        seen.append((topic, count))

    database.hints.subscribe(look)
    with database.write() as connection:
        database.hint(connection, "incident:1")
        connection.execute(
            text("INSERT INTO vault_key (owner, created_at) VALUES ('p', :at)"),
            {"at": "2026-11-01T00:00:00.000000Z"},
        )
        assert seen == []
    assert seen == [("incident:1", 1)]


def test_a_rolled_back_hint_is_never_fired(database: Database) -> None:
    seen: list[str] = []
    database.hints.subscribe(seen.append)
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        hint_and_fail(database, connection)
    with database.write() as connection:
        database.hint(connection, "kept")
    assert seen == ["kept"]


def test_a_topic_announced_twice_is_fired_once_and_in_order(database: Database) -> None:
    seen: list[str] = []
    database.hints.subscribe(seen.append)
    with database.write() as connection:
        for topic in ("b", "a", "b"):
            database.hint(connection, topic)
    assert seen == ["b", "a"]


def test_who_unsubscribed_is_left_alone() -> None:
    hints = Hints()
    seen: list[str] = []
    leave = hints.subscribe(seen.append)
    hints.subscribe(seen.append)
    leave()
    leave()
    hints.fire("a")
    assert seen == ["a"]


def test_switched_off_nobody_is_woken(database_url: str) -> None:
    database = Database.open(database_url, hints=Hints(enabled=False))
    seen: list[str] = []
    database.hints.subscribe(seen.append)
    with database.write() as connection:
        database.hint(connection, "a")
    database.close()
    assert seen == []


def test_a_failing_subscriber_harms_nobody(caplog: pytest.LogCaptureFixture) -> None:
    hints = Hints()
    seen: list[str] = []
    hints.subscribe(int)
    hints.subscribe(seen.append)
    with caplog.at_level(logging.ERROR):
        hints.fire("a")
    assert seen == ["a"]
    assert "a subscriber failed" in caplog.text


def test_two_programs_hear_each_other_on_postgresql(
    engine: Engine, database: Database, other: Database
) -> None:
    heard: queue.Queue[str] = queue.Queue()
    other.listen()
    other.hints.subscribe(heard.put)
    with pytest.raises(ZeroDivisionError), database.write() as connection:
        hint_and_fail(database, connection)
    with database.write() as connection:
        database.hint(connection, "incident:1")
        database.hint(connection, "溃坝")
    if engine == "sqlite":  # one process only: nothing to hear from others
        assert heard.empty()
        return
    assert [heard.get(timeout=PATIENCE_S) for _ in range(2)] == ["incident:1", "溃坝"]
    assert heard.empty()


def test_very_many_topics_become_everything(
    engine: Engine, database: Database, other: Database
) -> None:
    heard: queue.Queue[str] = queue.Queue()
    other.listen()
    other.hints.subscribe(heard.put)
    with database.write() as connection:
        for number in range(2000):
            database.hint(connection, f"incident:{number}")
    if engine == "postgresql":
        assert heard.get(timeout=PATIENCE_S) == EVERYTHING
    assert heard.empty()


def test_the_listener_comes_back_after_its_connection_is_lost(
    engine: Engine, database: Database, other: Database, database_url: str
) -> None:
    heard: queue.Queue[str] = queue.Queue()
    other.listen()
    other.hints.subscribe(heard.put)
    if engine == "sqlite":
        with other.write() as connection:
            other.hint(connection, "own")
        assert heard.get_nowait() == "own"
        return
    with psycopg.connect(database_url, autocommit=True) as admin:
        admin.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
            "WHERE datname = current_database() AND query LIKE 'LISTEN%'"
        )
    assert heard.get(timeout=PATIENCE_S) == EVERYTHING  # what went unheard meanwhile
    with database.write() as connection:
        database.hint(connection, "after")
    assert heard.get(timeout=PATIENCE_S) == "after"


def listeners() -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == "hints"]


def test_closing_ends_the_listener(engine: Engine, database: Database) -> None:
    database.listen()
    assert len(listeners()) == (engine == "postgresql")
    closing = threading.Thread(target=database.close, daemon=True)
    closing.start()
    closing.join(PATIENCE_S)
    assert not closing.is_alive(), "it waits for a word that nobody says"
    assert listeners() == []
