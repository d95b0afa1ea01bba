"""How a connection to SQLite is made ready, and how a transaction on it begins."""

from __future__ import annotations

import sqlite3
from typing import Any, cast

from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

_PRAGMAS = (
    "PRAGMA busy_timeout=10000",  # first: the next one may have to wait for another program
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",  # a confirmed command survives a power cut
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",  # so that REPLACE does not get round append-only tables
    "PRAGMA secure_delete=ON",  # a destroyed key is overwritten, not just forgotten
)


def prepare(connection: Any, record: object) -> None:
    # The driver's own idea of when a transaction begins is switched off; see begin.
    connection.isolation_level = None
    for pragma in _PRAGMAS:
        connection.execute(pragma).close()


def begin(connection: Connection) -> None:
    """A write takes the lock at its start: taken later, it could fail half-way."""
    driver = cast("Any", connection.connection.dbapi_connection)
    reads_only = connection.get_execution_options().get("reads_only", False)
    statement = "BEGIN" if reads_only else "BEGIN IMMEDIATE"
    try:
        driver.execute(f"PRAGMA query_only={'ON' if reads_only else 'OFF'}")
        driver.execute(statement)
    except sqlite3.OperationalError as error:
        raise OperationalError(statement, None, error) from error
