"""Who is armed at a moment, and whether a message of an exercise may leave the house for them.

The database asks the same again with every row, and refuses.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, bindparam, exists, or_, select
from sqlmodel import col

from notify.keys import EXERCISE_CHANNELS
from notify.real import real_incident
from notify.tables import ArmedRow, AttemptRow
from runtime.columns import Instant
from runtime.prepared import Prepared


def covers(at: Any) -> tuple[ColumnElement[bool], ...]:
    """The rows that hold at the moment ``at``: from the confirmation, up to the end."""
    return (
        col(ArmedRow.from_at) <= at,
        col(ArmedRow.until_at) > at,
        or_(col(ArmedRow.ended_at).is_(None), col(ArmedRow.ended_at) > at),
    )


_AT = bindparam("at", type_=Instant())
_HOLD = Prepared(select(col(ArmedRow.id)).where(*covers(_AT)).with_for_update(read=True))
_CHANNELS = Prepared(
    select(col(ArmedRow.channel)).where(
        col(ArmedRow.incident) == bindparam("incident"),
        col(ArmedRow.person) == bindparam("person"),
        *covers(_AT),
    )
)


def armed_channels(
    connection: Connection, incident: str, person: str, at: datetime
) -> frozenset[str]:
    """The channels by which an exercise reaches this person now; mostly none."""
    named = {"incident": incident, "person": person, "at": at}
    return frozenset(row.channel for row in _CHANNELS.run(connection, named))


def stays_inside(mode: str, channel: str) -> bool:
    """Whether a message is one of an exercise by a channel that reaches nobody by itself."""
    return mode != "real" and channel in EXERCISE_CHANNELS


def may_leave(connection: Connection, message: Mapping[Any, Any], at: datetime) -> bool:
    """Whether a row with these columns is allowed now: a real one, one that stays inside, or one
    to somebody armed for its channel."""
    if message["mode"] == "real" or stays_inside(message["mode"], message["channel"]):
        return True
    armed = armed_channels(connection, message["incident"], message["person"], at)
    return message["channel"] in armed


def leaves(at: Any) -> ColumnElement[bool]:
    """``may_leave`` as a condition on attempts, which a row that only says that it is real does not
    meet; ``at`` is a moment, or stands for one."""
    armed = exists().where(
        col(ArmedRow.incident) == col(AttemptRow.incident),
        col(ArmedRow.person) == col(AttemptRow.person),
        col(ArmedRow.channel) == col(AttemptRow.channel),
        *covers(at),
    )
    inside = col(AttemptRow.channel).in_(EXERCISE_CHANNELS)
    real = and_(col(AttemptRow.mode) == "real", real_incident(AttemptRow))
    return or_(inside, real, armed)


def hold(connection: Connection, at: datetime) -> None:
    """Nobody ends an arming until this transaction is over: who claims a message and who disarms
    take turns. Nothing is locked where nothing is armed; on SQLite every write is alone."""
    _HOLD.run(connection, {"at": at})
