"""The page of one person kept true while it is open: the hub's views of who was told."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, select
from sqlmodel import col

from incident.log import head_of
from notify.tables import (
    AttemptRow,
    CallRow,
    CallTryRow,
    InboundRow,
    OrderLockRow,
    ReceiptRow,
    WatchRow,
)
from runtime.wallclock import midnight
from web.hub.hub import Hub
from web.hub.kept import Source, in_threads
from web.hub.views import Rendered
from web.services import Services
from web.told.view import Looks, parts, seen_of

PAUSE_S = 0.5
"""Seconds between two renderings: a message that is tried again and again changes often."""


def hub_of_told(services: Services) -> Hub[Looks]:
    """The hub of a program's pages of one person."""
    return Hub(
        lambda view: _source(services, view),
        lambda view: f"incident:{view.incident}",
        services.database.hints,
    )


def _source(services: Services, view: Looks) -> Source:
    return in_threads(
        lambda: _render(services, view),
        lambda: _pulse(services, view),
        services.clock.now,
        PAUSE_S,
    )


def _render(services: Services, view: Looks) -> Rendered:
    seen = seen_of(services, view)
    over = midnight(seen.board.now, seen.board.zone)
    return Rendered(parts(seen, view), seen.board.now, seen.board.rate, over)


def _pulse(services: Services, view: Looks) -> Hashable:
    """The head of the log, and how far the messages, calls and steps of this person have come."""
    with services.database.read() as connection:
        return head_of(connection, view.incident), *_rows(connection, view, services.clock.now())


def _rows(connection: Connection, view: Looks, now: datetime) -> tuple[object, ...]:
    messages = _of_theirs(connection, AttemptRow, view, _OF_MESSAGES)
    said = (
        select(func.count())
        .select_from(ReceiptRow)
        .where(col(ReceiptRow.attempt).in_([row[0] for row in messages]))
    )
    shut = select(
        col(OrderLockRow.attempt),
        col(OrderLockRow.wrong),
        col(OrderLockRow.until_at),
        col(OrderLockRow.until_at) <= now,
    ).where(col(OrderLockRow.attempt).in_([row[0] for row in messages]))
    return (
        messages,
        connection.execute(said).scalar(),
        tuple(map(tuple, connection.execute(shut))),
        _of_theirs(connection, CallRow, view, ("id", "reason", "opened_at")),
        _of_theirs(connection, InboundRow, view, ("id", "became", "read_at")),
        _of_theirs(connection, CallTryRow, view, ("id",)),
        _of_theirs(connection, WatchRow, view, ("id", "due_at", "closed_why")),
    )


_OF_MESSAGES = (
    "id", "status", "error_code", "tries", "claimed_at", "accepted_at", "delivered_at", "read_at",
    "failed_at", "unknown_at", "next_try_at",
)  # fmt: skip


def _of_theirs(
    connection: Connection, table: Any, view: Looks, names: tuple[str, ...]
) -> tuple[tuple[Any, ...], ...]:
    """Some columns of the rows about this person in this incident."""
    query = (
        select(*(col(getattr(table, name)) for name in names))
        .where(col(table.incident) == view.incident, col(table.person) == view.person)
        .order_by(col(table.id))
    )
    return tuple(map(tuple, connection.execute(query)))
