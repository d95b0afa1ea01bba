"""Messages that wait for one person, joined into the next: what was joined is answered with it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, select, update
from sqlmodel import col

from notify.bundling import HOUR
from notify.rows import columns
from notify.tables import AttemptRow, IntentRow
from runtime.prepared import Prepared

JOINED = "joined"
"""Error code prefix of a message that went out with another, which it names."""

_THEIRS = (
    col(AttemptRow.incident) == bindparam("incident"),
    col(AttemptRow.person) == bindparam("person"),
    col(AttemptRow.urgency) == bindparam("urgency"),
    col(AttemptRow.confirm) != bindparam("none"),
)
_WAITING = Prepared(
    select(*columns(AttemptRow))
    .where(
        *_THEIRS,
        col(AttemptRow.channel) == bindparam("channel"),
        col(AttemptRow.status) == bindparam("ready"),
        col(AttemptRow.step) == bindparam("step"),
        col(AttemptRow.answered_at).is_(None),
        col(AttemptRow.key) != bindparam("key"),
    )
    .order_by(col(AttemptRow.created_at), col(AttemptRow.id))
)
_EARLIER = Prepared(
    select(col(AttemptRow.created_at), col(AttemptRow.next_try_at)).where(
        *_THEIRS,
        col(AttemptRow.created_at) > bindparam("after"),
        col(AttemptRow.error_code).is_(None)
        | col(AttemptRow.error_code).not_like(bindparam("joined")),
    )
)


def waiting(
    connection: Connection, first: Mapping[Any, Any], person: str, channel: str, urgency: str
) -> Sequence[Mapping[str, Any]]:
    """Messages of the same urgency and incident that were certainly not handed over yet, the oldest
    first; of each alert only the first: of what is said again the reader may have the code."""
    named = {
        "incident": first["incident"],
        "key": first["key"],
        "person": person,
        "channel": channel,
        "urgency": urgency,
        "none": "none",
        "ready": "ready",
        "step": 1,
    }
    return [row._asdict() for row in _WAITING.run(connection, named)]


def intents_of(connection: Connection, attempt: Mapping[Any, Any]) -> list[RowMapping]:
    """What a message tells of, with what was joined to it."""
    theirs = [(attempt["key"], attempt["posts"])]
    theirs += [(row["key"], row["posts"]) for row in joined_to(connection, attempt["id"])]
    found: list[RowMapping] = []
    for key, posts in theirs:
        query = (
            select(*columns(IntentRow))
            .where(
                col(IntentRow.incident) == attempt["incident"],
                col(IntentRow.key) == key,
                col(IntentRow.post).in_(posts),
            )
            .order_by(col(IntentRow.position))
        )
        found += connection.execute(query).mappings().all()
    return found


def join(
    connection: Connection, older: Sequence[Mapping[Any, Any]], into: str, code: str | None
) -> None:
    """These go out as part of another message, and are answered by its code."""
    names = [row["id"] for row in older]
    before = [f"{JOINED}:{name}" for name in names]
    connection.execute(
        update(AttemptRow)
        .where(col(AttemptRow.id).in_(names) | col(AttemptRow.error_code).in_(before))
        .values(status="superseded", next_try_at=None, error_code=f"{JOINED}:{into}", code=code)
    )


def keys_of(connection: Connection, attempt: str, own: str) -> tuple[str, ...]:
    """The alerts that a message tells of: its own, then those that were joined to it."""
    return (own, *(row["key"] for row in joined_to(connection, attempt)))


def joined_to(connection: Connection, attempt: str) -> Sequence[RowMapping]:
    """What went out with a message. It is written down at one moment and given in one order all
    the same, each time."""
    query = (
        select(*columns(AttemptRow))
        .where(col(AttemptRow.error_code) == f"{JOINED}:{attempt}")
        .order_by(col(AttemptRow.created_at), col(AttemptRow.id))
    )
    return connection.execute(query).mappings().all()


def earlier(
    connection: Connection, first: Mapping[Any, Any], person: str, urgency: str, now: datetime
) -> list[datetime]:
    """When the person was, or will be, written to with the same urgency in the last hour."""
    named = {
        "incident": first["incident"],
        "person": person,
        "urgency": urgency,
        "after": now - 2 * HOUR,
        "none": "none",
        "joined": f"{JOINED}:%",
    }
    return sorted(row.next_try_at or row.created_at for row in _EARLIER.run(connection, named))
