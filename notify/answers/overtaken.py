"""An answer that is taken after one that was given later: a person's state does not go back.

A fault may hold an answer up, or a network hand over two in the wrong order: “on scene” is taken
first and the older “on the way” after it. The older one is kept for a person to read.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.codec import decode
from incident.events import AlertAnswered
from incident.state import Entry
from incident.tables import EventRow
from notify.answers.matching import Asked
from notify.inbox import age
from notify.rows import columns
from notify.tables import InboundRow

_REPLY = "reply:"


def overtaken(connection: Connection, row: Mapping[Any, Any], one: Asked) -> bool:
    """Whether what stands for this alert was said later than ``row``, an item of the inbox."""
    if one.answered_at is None or (stands := _newest(connection, one)) is None:
        return False
    other = _inbound(connection, stands.cause)
    if other is None:  # by telephone, or pressed: said when it was entered
        return stands.counts_at > age(row)
    return other["id"] != row["id"] and _order(other) > _order(row)


def _order(row: Mapping[Any, Any]) -> tuple[datetime, datetime]:
    """Networks say whole seconds; of two in one second the order in which they came counts."""
    received: datetime = row["received_at"]
    return age(row).replace(microsecond=0), received


def _newest(connection: Connection, one: Asked) -> Entry | None:
    query = (
        select(col(EventRow.body))
        .where(col(EventRow.incident) == one.incident, col(EventRow.type) == AlertAnswered.wire())
        .order_by(col(EventRow.seq).desc())
    )
    for body in connection.execute(query).scalars():
        entry = decode(body)
        event = entry.event
        if isinstance(event, AlertAnswered) and (event.alert, event.person) == (
            one.key,
            one.person,
        ):
            return entry
    return None


def _inbound(connection: Connection, cause: str | None) -> Mapping[Any, Any] | None:
    """The item whose taking this is; its name has two parts, and further ones count the alerts."""
    if cause is None or not cause.startswith(_REPLY):
        return None
    item = ":".join(cause.removeprefix(_REPLY).split(":")[:2])
    query = select(*columns(InboundRow)).where(col(InboundRow.id) == item)
    return connection.execute(query).mappings().one_or_none()
