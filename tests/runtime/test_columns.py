"""Instants and canonical values come back as they went in, on both engines."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
from sqlalchemy import Column, Integer, MetaData, Table, insert, select, text
from sqlalchemy.exc import StatementError

from runtime.canonical import canonical
from runtime.columns import Canonical, Instant
from runtime.database import Database

BEIJING = timezone(timedelta(hours=8))
MICRO = datetime(2026, 11, 1, 2, 3, 4, 567, tzinfo=UTC)


@pytest.fixture
def table(database: Database) -> Table:
    scratch = Table(
        "scratch",
        MetaData(),
        Column("id", Integer, primary_key=True),
        Column("at", Instant),
        Column("value", Canonical),
    )
    with database.write() as connection:
        scratch.create(connection)
    return scratch


def keep(database: Database, table: Table, *rows: dict[str, Any]) -> None:
    with database.write() as connection:
        connection.execute(insert(table), rows)


@pytest.mark.parametrize(
    "moment",
    [
        MICRO,
        MICRO.replace(microsecond=0),
        MICRO.replace(microsecond=999999),
        datetime(1970, 1, 1, tzinfo=UTC),
        datetime(2026, 11, 1, 7, 59, 59, 1, tzinfo=BEIJING),
    ],
)
def test_an_instant_comes_back_in_utc_to_the_microsecond(
    database: Database, table: Table, moment: datetime
) -> None:
    keep(database, table, {"id": 1, "at": moment, "value": None})
    with database.read() as connection:
        found = connection.execute(select(table.c.at)).scalar_one()
        same = connection.execute(select(table.c.id).where(table.c.at == moment)).scalar_one()
    assert found == moment
    assert found.tzinfo is UTC
    assert same == 1


def test_a_datetime_without_zone_is_refused(database: Database, table: Table) -> None:
    naive = MICRO.replace(tzinfo=None)
    with pytest.raises(StatementError, match="needs a time zone"):
        keep(database, table, {"id": 1, "at": naive, "value": None})
    with (
        pytest.raises(StatementError, match="needs a time zone"),
        database.read() as connection,
    ):
        connection.execute(select(table.c.id).where(table.c.at < naive))


def test_the_order_of_rows_is_the_order_of_time(database: Database, table: Table) -> None:
    moments = [
        MICRO,
        MICRO + timedelta(microseconds=1),
        MICRO - timedelta(microseconds=567),
        MICRO.astimezone(BEIJING) + timedelta(seconds=1),
    ]
    rows = [{"id": n, "at": moment, "value": None} for n, moment in enumerate(moments)]
    keep(database, table, *rows)
    with database.read() as connection:
        assert list(connection.execute(select(table.c.at).order_by(table.c.at)).scalars()) == (
            sorted(moments)
        )
        later = select(table.c.id).where(table.c.at > MICRO).order_by(table.c.id)
        assert list(connection.execute(later).scalars()) == [1, 3]


def test_no_instant_and_no_value_are_null(database: Database, table: Table) -> None:
    keep(database, table, {"id": 1, "at": None, "value": None})
    query = text("SELECT count(*) FROM scratch WHERE at IS NULL AND value IS NULL")
    with database.read() as connection:
        assert connection.execute(query).scalar_one() == 1
        assert tuple(connection.execute(select(table.c.at, table.c.value)).one()) == (None, None)


def test_a_canonical_value_is_kept_as_its_canonical_text(database: Database, table: Table) -> None:
    value = {"b": [1, 2.5, None, True], "a": {"尾矿库": "溃坝", "": '\u2028"\\'}}
    keep(database, table, {"id": 1, "at": None, "value": value})
    with database.read() as connection:
        assert connection.execute(select(table.c.value)).scalar_one() == value
        stored = connection.execute(text("SELECT value FROM scratch")).scalar_one()
    assert stored.encode() == canonical(value)


@pytest.mark.parametrize("value", [float("nan"), 2**53, "\ud800", {1: 2}, {"a": MICRO}])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        canonical(value)


def test_canonical_bytes_are_those_of_the_standard() -> None:
    """RFC 8785 section 3.2: numbers as ECMAScript writes them, keys by UTF-16 code units."""
    value = {"numbers": [333333333.33333329, 1e30, 4.50, 2e-3, 1e-27], "\u20ac": 1, "\r": 2}
    assert canonical(value) == (
        '{"\\r":2,"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"€":1}'.encode()
    )
