"""A database that cannot write refuses in words, and goes on once there is room."""

from __future__ import annotations

import sqlite3

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from runtime.database import Database
from runtime.refusal import Refused
from tests.full_disk import full_disk


def put(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("INSERT INTO heap VALUES (:b)"), {"b": "x" * 100_000})


def test_a_full_disk_is_a_refusal_and_nothing_was_written(database: Database) -> None:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE heap (b TEXT)"))
    with full_disk(database, "heap"):
        for _ in range(2):
            with pytest.raises(Refused) as refused:
                put(database)
            assert (refused.value.code, refused.value.status) == ("storage", 507)
    put(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM heap")).scalar() == 1


def test_another_error_stays_an_error(database: Database) -> None:
    def wrong() -> None:
        with database.write() as connection:
            if database.dialect == "sqlite":
                connection.execute(text("SELECT * FROM nowhere"))
            connection.execute(text("SET LOCAL statement_timeout = 20"))
            connection.execute(text("SELECT pg_sleep(1)"))

    with pytest.raises(OperationalError):
        wrong()


@pytest.mark.only_engine("sqlite")
def test_another_program_that_writes_without_end_is_a_refusal(
    database: Database,
) -> None:
    """The database waits for it; then whoever asked is told to do it again."""
    with database.write() as connection:
        connection.execute(text("CREATE TABLE heap (b TEXT)"))
        connection.exec_driver_sql("PRAGMA busy_timeout=50")
        place = connection.exec_driver_sql("PRAGMA database_list").one()[2]
    other = sqlite3.connect(place, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    with pytest.raises(Refused) as refused:
        put(database)
    assert (refused.value.code, refused.value.status) == ("busy", 503)
    assert "again" in refused.value.say("en")
    other.execute("ROLLBACK")
    other.close()
    put(database)
    with database.read() as connection:
        assert connection.execute(text("SELECT count(*) FROM heap")).scalar() == 1
