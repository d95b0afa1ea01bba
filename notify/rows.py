"""Whole rows of a table: all its columns, and writing one that may be there already."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, inspect
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import SQLModel


def insert_once(connection: Connection, table: type[SQLModel], row: Mapping[str, Any]) -> bool:
    """Write the row unless one with its key is there; True where it is new."""
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    key = list(inspect(table).primary_key)
    statement = insert(table).values(dict(row)).on_conflict_do_nothing().returning(*key)
    return connection.execute(statement).first() is not None


def columns(table: type[SQLModel]) -> list[Any]:
    """Every column, for a query that reads whole rows as mappings."""
    return list(inspect(table).columns)
