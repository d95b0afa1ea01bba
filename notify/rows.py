"""Whole rows of a table: all its columns, and writing one that may be there already."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import Connection, Executable, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel


def insert_once(connection: Connection, table: type[SQLModel], row: Mapping[str, Any]) -> bool:
    """Write the row unless one with its key is there; True where it is new."""
    statement = _insert_once(connection.dialect.name, table)
    return connection.execute(statement, dict(row)).first() is not None


@cache
def _insert_once(dialect: str, table: type[SQLModel]) -> Executable:
    insert = sqlite.insert if dialect == "sqlite" else postgresql.insert
    # The table itself: what the mapper adds to an insert costs more than the insert.
    plain = inspect(table).local_table
    return insert(plain).on_conflict_do_nothing().returning(*plain.primary_key)


def columns(table: type[SQLModel]) -> list[Any]:
    """Every column, for a query that reads whole rows as mappings."""
    return list(inspect(table).columns)
