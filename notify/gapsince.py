"""Since when each gap has been seen: what the desk has left standing shows."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime

from sqlalchemy import Connection, delete, select
from sqlmodel import col

from notify.rows import insert_once
from notify.tables import ReachGapRow


def note_gaps(
    connection: Connection, jurisdiction: str, keys: Collection[str], now: datetime
) -> Mapping[str, datetime]:
    """Keep the gaps that there are now and forget those that are closed.

    Gives since when each has been seen. One that comes again begins anew.
    """
    own = col(ReachGapRow.jurisdiction) == jurisdiction
    rows = connection.execute(select(col(ReachGapRow.key), col(ReachGapRow.since)).where(own))
    known = {row.key: row.since for row in rows}
    closed = known.keys() - set(keys)
    if closed:
        connection.execute(delete(ReachGapRow).where(own, col(ReachGapRow.key).in_(closed)))
    for key in keys:
        if key not in known:
            row = {"jurisdiction": jurisdiction, "key": key, "since": now}
            insert_once(connection, ReachGapRow, row)
    return {key: known.get(key, now) for key in keys}
