"""Statements made ready once: the same rows, values, errors and transactions as SQLAlchemy's."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import bindparam, insert, select
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import col

from runtime.database import Database
from runtime.prepared import Prepared
from runtime.tables import VaultKey

NEW = Prepared(insert(VaultKey).inline())
ONE = Prepared(
    select(col(VaultKey.wrapped), col(VaultKey.created_at), col(VaultKey.destroyed_at)).where(
        col(VaultKey.owner) == bindparam("owner")
    )
)
AT = datetime(2026, 11, 1, 10, 3, 4, 567, tzinfo=timezone(timedelta(hours=8)))


def key(owner: str) -> dict[str, object]:
    return {"owner": owner, "wrapped": b"\x00\xff%s", "created_at": AT, "destroyed_at": None}


def test_values_come_back_as_the_toolkit_gives_them(database: Database) -> None:
    with database.write() as connection:
        NEW.run(connection, key("a"))
        NEW.run(connection, key("b"), key("c"))
    with database.read() as connection:
        rows = ONE.run(connection, {"owner": "b"})
        same = connection.execute(
            select(
                col(VaultKey.wrapped), col(VaultKey.created_at), col(VaultKey.destroyed_at)
            ).where(col(VaultKey.owner) == "b")
        ).one()
    assert tuple(rows[0]) == tuple(same) == (b"\x00\xff%s", AT, None)
    assert rows[0].created_at.utcoffset() == UTC.utcoffset(None)


def test_it_is_part_of_the_transaction_that_is_open(database: Database) -> None:
    with database.write() as connection:
        NEW.run(connection, key("a"))
        assert len(ONE.run(connection, {"owner": "a"})) == 1
        connection.rollback()
    with database.read() as connection:
        assert ONE.run(connection, {"owner": "a"}) == []


def test_a_read_that_begins_with_it_is_one_snapshot_and_cannot_write(database: Database) -> None:
    with database.read() as connection:
        assert ONE.run(connection, {"owner": "a"}) == []
        with database.write() as other:
            NEW.run(other, key("a"))
        assert ONE.run(connection, {"owner": "a"}) == []
        with pytest.raises(DBAPIError):
            NEW.run(connection, key("b"))


def test_errors_are_those_of_the_toolkit(database: Database) -> None:
    with database.write() as connection:
        NEW.run(connection, key("a"))
    with database.write() as connection, pytest.raises(IntegrityError):
        NEW.run(connection, key("a"))
