"""Going no further: what was not sent yet is not sent, and nobody is called about it any more.

In the transaction of what settles the matter: an answer, the incident's end, a correction.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, update
from sqlmodel import col

from notify.tables import UNSENT, AttemptRow, CallRow

Which = Callable[[type[AttemptRow] | type[CallRow]], Iterable[ColumnElement[bool]]]
"""The rows concerned, by the columns that messages and calls share."""


def stop(connection: Connection, which: Which, at: datetime) -> None:
    """A message that is with its channel now keeps its status; its outcome will find out. One that
    may have gone out keeps ``unknown_at``: it was not stopped in time."""
    connection.execute(
        update(AttemptRow)
        .where(*which(AttemptRow), col(AttemptRow.status).in_(UNSENT))
        .values(status="superseded", next_try_at=None)
    )
    connection.execute(
        update(CallRow)
        .where(*which(CallRow), col(CallRow.closed_at).is_(None))
        .values(closed_at=at)
    )
