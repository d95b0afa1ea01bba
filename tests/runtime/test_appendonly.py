"""Append-only tables hold against plain SQL on both engines."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from runtime.appendonly import ddl
from runtime.database import Database
from tests.engines import Engine

CHANGES = [
    "UPDATE journal SET word = 'other'",
    "UPDATE journal SET word = 'other' WHERE id = 1",
    "DELETE FROM journal",
    "DELETE FROM journal WHERE id = 1",
    "INSERT INTO journal (id, word) VALUES (1, 'x') ON CONFLICT (id) DO UPDATE SET word = 'x'",
]
ONLY_ON: dict[Engine, list[str]] = {
    "sqlite": [
        "INSERT OR REPLACE INTO journal (id, word) VALUES (1, 'other')",
        "REPLACE INTO journal (id, word) VALUES (1, 'other')",
    ],
    "postgresql": [
        "TRUNCATE journal",
        "SET session_replication_role = replica; DELETE FROM journal",
    ],
}


@pytest.fixture
def journal(database: Database) -> Database:
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE journal (id INTEGER PRIMARY KEY, word TEXT)")
        for statement in ddl(database.dialect, "journal"):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO journal (id, word) VALUES (1, 'dam')")
    return database


def test_rows_are_added_and_never_changed(journal: Database, engine: Engine) -> None:
    for statement in CHANGES + ONLY_ON[engine]:
        with (
            pytest.raises(DBAPIError, match="append-only: rows of journal"),
            journal.write() as connection,
        ):
            connection.exec_driver_sql(statement)
    with journal.write() as connection:
        connection.exec_driver_sql("INSERT INTO journal (id, word) VALUES (2, 'mine')")
    with journal.read() as connection:
        rows = connection.execute(text("SELECT id, word FROM journal ORDER BY id")).all()
    assert [tuple(row) for row in rows] == [(1, "dam"), (2, "mine")]


def test_two_tables_can_be_append_only(journal: Database) -> None:
    with journal.write() as connection:
        connection.exec_driver_sql("CREATE TABLE diary (id INTEGER PRIMARY KEY)")
        for statement in ddl(journal.dialect, "diary"):
            connection.exec_driver_sql(statement)
        connection.exec_driver_sql("INSERT INTO diary (id) VALUES (1)")
    with pytest.raises(DBAPIError, match="rows of diary"), journal.write() as connection:
        connection.exec_driver_sql("DELETE FROM diary")


@pytest.mark.parametrize("name", ["", "Journal", "a b", "a;drop table b", "事件", "1a"])
def test_a_name_that_is_no_plain_identifier_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="not a plain table name"):
        ddl("sqlite", name)
