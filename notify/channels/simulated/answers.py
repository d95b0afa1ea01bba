"""Answers typed on a simulated phone."""

from __future__ import annotations

from sqlalchemy import select, update
from sqlmodel import col

from notify.answers.press import Answer, press
from notify.shortfall import DeskPut
from notify.tables import SimMessageRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused


def answer(database: Database, put: DeskPut, clock: Clock, message: str, given: Answer) -> None:
    """The phone's owner answers a message. Answering the same twice changes nothing.

    Raises Refused ``unknown_item``, or what the desk refuses.
    """
    query = select(
        col(SimMessageRow.incident), col(SimMessageRow.key), col(SimMessageRow.person)
    ).where(col(SimMessageRow.id) == message)
    with database.read() as connection:
        row = connection.execute(query).one_or_none()
    if row is None:
        allowed = phrase(N_("a message on a simulated phone"))
        raise Refused("unknown_item", field="message", value=message, allowed=allowed)
    name = f"phone:{message}:{given}"
    press(database, put, row.incident, (message, row.key), row.person, given, name)
    with database.write() as connection:
        connection.execute(
            update(SimMessageRow)
            .where(col(SimMessageRow.id) == message)
            .values(answer=given, answered_at=clock.now())
        )
