"""What a provider says about a message later: each word kept once, and only ever forward.

Reports come twice, late and in any order. A word of lower rank changes nothing, and one that is
not known means that the message is on its way.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from notify.channel import Outcome, Permanent, Report, Temporary
from notify.rows import columns, insert_once
from notify.selftest_receipts import take_test_report
from notify.settle import Settler
from notify.tables import AttemptRow, ReceiptRow

_FORWARD: Mapping[str, tuple[str, ...]] = {
    "accepted": ("sending", "unknown"),
    "delivered": ("sending", "unknown", "accepted", "failed_temporary"),
}

_ARRIVED = ("delivered", "superseded")
"""A message that was given up for another may turn out to have arrived after all."""
_TIMES: Mapping[str, tuple[tuple[str, tuple[str, ...]], ...]] = {
    "accepted": (("accepted_at", ("accepted",)),),
    "delivered": (("delivered_at", _ARRIVED),),
    "read": (("delivered_at", _ARRIVED), ("read_at", _ARRIVED)),
}
"""Which times a word sets where they are not known yet, in which states."""


class TooEarlyError(Exception):
    """A report about a message that may not be recorded yet."""


PATIENCE = timedelta(minutes=5)
"""A report may overtake the answer to handing over; after that it is about no message of ours."""


def forward(
    connection: Connection,
    settler: Settler,
    attempt: RowMapping,
    said: Report,
    failure: Outcome,
    now: datetime,
) -> bool:
    """Move an attempt by one report; True where it was news. ``failure`` is what it leads to if it
    tells of one. The times kept are the provider's own, where it says them."""
    receipt = {
        "attempt": attempt["id"],
        "status": said.word,
        **{name: attempt[name] for name in ("incident", "jurisdiction", "mode")},
        "error_code": said.code,
        "at": now,
    }
    if not insert_once(connection, ReceiptRow, receipt):
        return False
    if said.told in ("failed_temporary", "failed_permanent"):
        return settler.settle(connection, attempt, failure, now)
    status = "accepted" if said.told == "accepted" else "delivered"
    mine = col(AttemptRow.id) == attempt["id"]
    moved = connection.execute(
        update(AttemptRow)
        .where(mine, col(AttemptRow.status).in_(_FORWARD[status]))
        .values(status=status, provider_id=said.provider_id, next_try_at=None)
    )
    when = min(said.at or now, now)
    noted = [
        connection.execute(
            update(AttemptRow)
            .where(
                mine, col(AttemptRow.status).in_(states), col(getattr(AttemptRow, name)).is_(None)
            )
            .values(**{name: when})
        ).rowcount
        for name, states in _TIMES[said.told]
    ]
    return moved.rowcount == 1 or any(noted)


def take_report(
    connection: Connection, settler: Settler, row: Mapping[Any, Any], now: datetime
) -> str | None:
    """Apply a report of the inbox; gives the incident, None where it is about no message of ours.

    Raises ``TooEarlyError`` where the message may not be recorded yet: look again later.
    """
    query = select(*columns(AttemptRow)).where(
        col(AttemptRow.channel) == row["channel"],
        col(AttemptRow.provider_id) == row["provider_id"],
    )
    attempt = connection.execute(query).mappings().first()
    if attempt is None:
        if take_test_report(connection, row, now):
            return None
        if now < row["received_at"] + PATIENCE:
            raise TooEarlyError(row["provider_id"])
        return None
    code = row["code"] or row["word"]
    failure: Outcome = (
        Temporary(code, call_meanwhile=True)
        if row["told"] == "failed_temporary"
        else Permanent(code)
    )
    said = Report(row["provider_id"], row["word"], row["told"], row["code"], row["at"])
    forward(connection, settler, attempt, said, failure, now)
    return str(attempt["incident"])
