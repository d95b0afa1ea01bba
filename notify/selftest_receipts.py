"""What a provider says later about a test of the ways."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.selftest_send import note
from notify.tables import SelfTestRow, SelfTestWordRow

_WORDS = {
    "delivered": "delivered",
    "read": "delivered",
    "failed_temporary": "failed",
    "failed_permanent": "failed",
}


def take_test_report(connection: Connection, row: Mapping[Any, Any], now: datetime) -> bool:
    """Note a report of the inbox at its test; False where it is about none.

    Found by the provider's name for the message, which stands beside ``accepted``.
    """
    query = (
        select(col(SelfTestRow.id))
        .join(SelfTestWordRow, col(SelfTestWordRow.test) == col(SelfTestRow.id))
        .where(
            col(SelfTestRow.channel) == row["channel"],
            col(SelfTestWordRow.word).in_(("accepted", "delivered")),
            col(SelfTestWordRow.code) == row["provider_id"],
        )
    )
    test = connection.execute(query.limit(1)).scalar()
    if test is None:
        return False
    if (word := _WORDS.get(row["told"])) is not None:
        code = (row["code"] or row["word"]) if word == "failed" else None
        note(connection, test, word, now, code=code)
    return True
