"""A database that cannot write refuses in words, and goes on once there is room."""

from __future__ import annotations

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
