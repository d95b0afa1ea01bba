"""Whole rows of a table: all its columns, and writing one that may be there already."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, bindparam, exists, inspect, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel

from runtime.prepared import Prepared


def insert_once(connection: Connection, table: type[SQLModel], row: Mapping[str, Any]) -> bool:
    """Write the row unless one with its key is there; True where it is new."""
    whole = {**_defaults(table), **row}
    statement = _insert_once(connection.dialect.name, table, tuple(whole))
    return bool(statement.run(connection, whole))


@cache
def _defaults(table: type[SQLModel]) -> Mapping[str, Any]:
    """What a column holds where nothing is said: a prepared statement fills none in."""
    named = inspect(table).local_table.columns
    return {c.name: c.default.arg for c in named if c.default is not None and c.default.is_scalar}


@cache
def _insert_once(dialect: str, table: type[SQLModel], names: tuple[str, ...]) -> Prepared:
    # The table itself: what the mapper adds to an insert costs more than the insert.
    plain = inspect(table).local_table
    given = {name: bindparam(name, type_=plain.c[name].type) for name in names}
    if dialect != "sqlite":
        new = postgresql.insert(plain).values(given).on_conflict_do_nothing()
        return Prepared(new.returning(*plain.primary_key))
    # Asked first: tables that only grow refuse a row that is there before it can be skipped.
    there = exists().where(*(key == given[key.name] for key in plain.primary_key))
    asked = sqlite.insert(plain).from_select(names, select(*given.values()).where(~there))
    return Prepared(asked.on_conflict_do_nothing().returning(*plain.primary_key))


def columns(table: type[SQLModel]) -> list[Any]:
    """Every column, for a query that reads whole rows as mappings."""
    return list(inspect(table).columns)
