"""What a modem sent before a restart, whose reports may still come."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import col

from notify.channels.modem.waiting import remembered
from notify.tables import AttemptRow, ReceiptRow
from runtime.database import Database

DAY = timedelta(days=1)


def waiting(database: Database, channel: str, now: datetime) -> Mapping[str, Sequence[str]]:
    """Provider ids of a channel's messages of the last day, with the words of their reports."""
    query = (
        select(col(AttemptRow.provider_id), col(ReceiptRow.status))
        .outerjoin(ReceiptRow, col(ReceiptRow.attempt) == col(AttemptRow.id))
        .where(
            col(AttemptRow.channel) == channel,
            col(AttemptRow.created_at) > now - DAY,
            col(AttemptRow.provider_id).is_not(None),
        )
        .order_by(col(AttemptRow.created_at), col(ReceiptRow.at))
    )
    found: dict[str, list[str]] = {}
    with database.read() as connection:
        for name, word in connection.execute(query):
            if name is None or not _known(name):
                continue
            words = found.setdefault(name, [])
            if word is not None:
                words.append(word)
    return found


def _known(name: str) -> bool:
    """Another kind of channel may have had this name before."""
    try:
        remembered(name, ())
    except ValueError:
        return False
    return True
