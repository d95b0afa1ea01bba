"""Entries of the telephone list: the one that names a call, and all that is open for its person."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.rows import columns
from notify.tables import CallRow
from runtime.language import N_, phrase
from runtime.refusal import Refused


def entry_of(connection: Connection, incident: str, call: str) -> RowMapping:
    """The entry by which a call is named. Raises Refused ``unknown_item``."""
    query = select(*columns(CallRow)).where(
        col(CallRow.id) == call, col(CallRow.incident) == incident
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        allowed = phrase(N_("a line of the telephone list"))
        raise Refused("unknown_item", field="call", value=call, allowed=allowed)
    return row


def open_entries(
    connection: Connection, entry: RowMapping, also: Collection[str] = ()
) -> list[RowMapping]:
    """Everything open for the person, that of the entry's own incident first; the entry itself
    where it was closed meanwhile."""
    query = (
        select(*columns(CallRow))
        .where(
            col(CallRow.incident).in_([entry["incident"], *also]),
            col(CallRow.person) == entry["person"],
            col(CallRow.closed_at).is_(None),
        )
        .order_by(
            col(CallRow.incident) != entry["incident"], col(CallRow.opened_at), col(CallRow.id)
        )
    )
    found = list(connection.execute(query).mappings())
    own = any(row["incident"] == entry["incident"] for row in found)
    return found if own else [entry, *found]


def incidents_of(connection: Connection, person: str) -> list[str]:
    """The incidents in which the person has still to be called."""
    query = select(col(CallRow.incident)).where(
        col(CallRow.person) == person, col(CallRow.closed_at).is_(None)
    )
    return list(connection.execute(query.distinct()).scalars())
