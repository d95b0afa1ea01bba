"""Who was on the telephone list and need not be called any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.rows import columns
from notify.tables import CallRow


@dataclass(frozen=True, slots=True)
class Done:
    """A person with nothing open. ``result`` is that of the last call, with who made it and when;
    None where nobody had to call: an answer came by another way, or the matter was over."""

    person: str
    posts: tuple[str, ...]
    closed_at: datetime
    result: str | None
    by: str | None
    at: datetime | None


def done(connection: Connection, incident: str) -> tuple[Done, ...]:
    """Of one incident, who was done with last first."""
    query = (
        select(*columns(CallRow))
        .where(col(CallRow.incident) == incident)
        .order_by(col(CallRow.closed_at).desc(), col(CallRow.position), col(CallRow.id))
    )
    theirs: dict[str, list[Mapping[Any, Any]]] = {}
    for row in connection.execute(query).mappings():
        theirs.setdefault(row["person"], []).append(row)
    found = [
        _done(person, rows)
        for person, rows in theirs.items()
        if all(row["closed_at"] is not None for row in rows)
    ]
    return tuple(sorted(found, key=lambda one: one.closed_at, reverse=True))


def _done(person: str, rows: list[Mapping[Any, Any]]) -> Done:
    called = [row for row in rows if row["result_at"] is not None]
    last: Mapping[Any, Any] = max(called, key=lambda row: row["result_at"], default={})
    return Done(
        person,
        tuple(dict.fromkeys(post for row in rows for post in row["posts"])),
        max(row["closed_at"] for row in rows),
        last.get("result"),
        last.get("result_by"),
        last.get("result_at"),
    )
