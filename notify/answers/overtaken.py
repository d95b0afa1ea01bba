"""An answer that is taken after one that was given later: a person's state does not go back.

A fault may hold an answer up, or a network hand over two in the wrong order: “on scene” is taken
first and the older “on the way” after it. The older one is kept for a person to read. The order in
which they came here counts; a telephone's own clock, which may be wrong, is heard only where the
answer would take the person back.
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
from notify.answers.press import Answer
from notify.inbox import age
from notify.rows import columns
from notify.tables import InboundRow

_REPLY = "reply:"
_FORWARD = ("acknowledged", "on_the_way", "on_scene")
"""How far a person is; “cannot come” may be said at any time, and always counts."""


def overtaken(connection: Connection, row: Mapping[Any, Any], one: Asked, said: Answer) -> bool:
    """Whether what stands for this alert was given later than ``row``, an item of the inbox."""
    if one.answered_at is None or (stands := _newest(connection, one)) is None:
        return False
    other = _inbound(connection, stands.cause)
    if other is None:  # by telephone, or pressed: said when it was entered
        came = spoken = stands.counts_at
    elif other["id"] == row["id"]:
        return False
    else:
        came, spoken = other["received_at"], age(other)
    if came > row["received_at"]:
        return True
    return _goes_back(stands, said) and _second(spoken) > _second(age(row))


def _goes_back(stands: Entry, said: Answer) -> bool:
    match stands.event:
        case AlertAnswered(answer=before) if before in _FORWARD and said in _FORWARD:
            return _FORWARD.index(said) < _FORWARD.index(before)
        case _:
            return False


def _second(moment: datetime) -> datetime:
    """Networks say whole seconds; of two in one second the order in which they came counts."""
    return moment.replace(microsecond=0)


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
