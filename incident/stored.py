"""Rows of the log as they lie in the database, whatever somebody put there by hand.

Reading for use converts values and fails on one that is none; who verifies has to see it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal_column, select
from sqlmodel import col

from incident.codec import instant
from incident.tables import EventRow, IncidentRow, PlanRow

Stored = Mapping[str, str | int | None]
"""Column to value: whole numbers as such, everything else as text, moments as the log writes them.
Bytes that are no UTF-8 come as lone surrogates (PEP 383)."""

_NUMBERS = frozenset({"seq", "level"})


def stored_incident(connection: Connection, incident: str) -> Stored | None:
    """An incident's own row, or None."""
    return next(
        _rows(connection, select().where(col(IncidentRow.id) == incident), IncidentRow), None
    )


def stored_events(connection: Connection, incident: str) -> Iterator[Stored]:
    """The rows of its log in the order of their numbers; those without a number come last."""
    which = select().where(col(EventRow.incident) == incident).order_by(col(EventRow.seq))
    yield from _rows(connection, which, EventRow)


def stored_plan(connection: Connection, digest: str) -> bytes | None:
    """The bytes of a plan, or None."""
    for row in _rows(connection, select().where(col(PlanRow.digest) == digest), PlanRow):
        return str(row["body"]).encode("utf-8", "surrogateescape")
    return None


def known_incidents(connection: Connection) -> list[str]:
    """Every incident that the tables name, the oldest first; last those that have entries only."""
    rows = _rows(connection, select().order_by(col(IncidentRow.opened_at)), IncidentRow)
    named = dict.fromkeys(str(row["id"]) for row in rows)
    entries = connection.execute(select(col(EventRow.incident)).distinct()).scalars()
    return list(named | dict.fromkeys(sorted(entries)))


def _rows(connection: Connection, which: Select[Any], table: Any) -> Iterator[Stored]:
    names = [column.name for column in table.__table__.c]
    # SQLite keeps any value in any column; as bytes none of them can fail to be read.
    form = "CAST({0} AS BLOB)" if connection.dialect.name == "sqlite" else "{0}"
    columns: list[ColumnElement[Any]] = [
        literal_column(form.format(name)).label(name) for name in names
    ]
    query = which.with_only_columns(*columns).select_from(table)
    for row in connection.execute(query).mappings():
        yield {name: _value(name, row[name]) for name in names}


def _value(name: str, value: Any) -> str | int | None:
    if isinstance(value, datetime):
        return instant(value)
    if isinstance(value, bytes):
        value = value.decode("utf-8", "surrogateescape")
    if name in _NUMBERS and isinstance(value, str) and value.isascii():
        return int(value) if value.removeprefix("-").isdigit() and len(value) < 20 else value
    return value if value is None or isinstance(value, int) else str(value)
