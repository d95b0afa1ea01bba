"""What became of an order that a message asked for: given when and by which means, or shut."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.codec import decode
from incident.events import AlertAnswered, ResponseStarted
from incident.state import Entry
from incident.tables import EventRow
from notify.answers.codes import Lock
from notify.answers.moved import settled_by
from notify.rows import columns
from notify.tables import OrderLockRow
from web.told.record import Order, OrderMeans


def orders_of(
    connection: Connection, incident: str, person: str, attempts: Collection[str], now: datetime
) -> Mapping[str, Order]:
    """The order of each message that asks for one. One that was given by the page of the incident
    is none of theirs: it settles what they ask for."""
    query = select(*columns(OrderLockRow)).where(col(OrderLockRow.attempt).in_(attempts))
    locks = connection.execute(query).all()
    entries = _entries(connection, incident) if locks else []
    return {row.attempt: _order(connection, row, person, entries, now) for row in locks}


def _order(
    connection: Connection, row: Any, person: str, entries: Sequence[Entry], now: datetime
) -> Order:
    by_link = f"link:{row.attempt}"
    for entry in entries:
        if not isinstance(entry.event, ResponseStarted):
            continue
        if entry.cause == by_link:
            return _given(row, entry, "link")
        if row.used_at is not None and entry.actor == person and _from_reply(entry):
            return _given(row, entry, _means(entry, entries))
    settled = settled_by(connection, row.incident, row.decision, row.version)
    if settled is not None:
        return Order("settled", None, None, row.until_at, settled.happened_at)
    shut = Lock(row.until_at, row.wrong, used=False).shut(now)
    return Order("open" if shut is None else _SHUT[shut], None, None, row.until_at)


_SHUT: Mapping[str, Any] = {"locked": "locked", "expired": "expired"}


def _given(row: Any, entry: Entry, means: OrderMeans) -> Order:
    return Order("given", means, entry.happened_at, row.until_at)


def _from_reply(entry: Entry) -> bool:
    return entry.cause.startswith("reply:")


def _means(started: Entry, entries: Sequence[Entry]) -> OrderMeans:
    """By the answer that the order left with it: a key pressed in a call is no message."""
    for entry in entries:
        if entry.cause == f"{started.cause}:answer" and isinstance(entry.event, AlertAnswered):
            return "key" if entry.event.means == "telephone" else "message"
    return "message"


def _entries(connection: Connection, incident: str) -> list[Entry]:
    query = (
        select(col(EventRow.body))
        .where(
            col(EventRow.incident) == incident,
            col(EventRow.type).in_((ResponseStarted.wire(), AlertAnswered.wire())),
        )
        .order_by(col(EventRow.seq))
    )
    return [decode(body) for body in connection.execute(query).scalars()]
