"""The simulated phones as a page shows them: everybody's screen, newest message first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from notify.tables import AttemptRow, SimMessageRow
from registry.directory import Directory
from runtime.database import Database
from runtime.vault import Vault

NEWEST = 500
"""Messages looked at; older ones stay in the database and in the log."""


def phones(
    database: Database, vault: Vault, directory: Directory, incident: str | None = None
) -> Sequence[dict[str, Any]]:
    """One entry for each phone that has messages, of one incident or of all; one for each county
    where two have the same number.

    ``{"address", "jurisdiction", "name", "mode", "messages"}``; a message is
    ``{"id", "incident", "text", "at", "status"}`` with status ``delivered`` or the answer given.
    Name and text are None once erased.
    """
    query = (
        select(
            col(SimMessageRow.id),
            col(SimMessageRow.incident),
            col(SimMessageRow.jurisdiction),
            col(SimMessageRow.mode),
            col(SimMessageRow.person),
            col(SimMessageRow.address),
            col(SimMessageRow.text_ref),
            col(SimMessageRow.at),
            col(SimMessageRow.answer),
            col(AttemptRow.answered_at),
        )
        .join(AttemptRow, col(AttemptRow.id) == col(SimMessageRow.id))
        .order_by(col(SimMessageRow.at).desc(), col(SimMessageRow.id).desc())
        .limit(NEWEST)
    )
    if incident is not None:
        query = query.where(col(SimMessageRow.incident) == incident)
    with database.read() as connection:
        rows = connection.execute(query).all()
        texts = vault.unseal(connection, [row.text_ref for row in rows])
        names = directory.names(connection, sorted({row.person for row in rows}))
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for row in rows:
        phone = found.setdefault(
            (row.address, row.jurisdiction),
            {
                "address": row.address,
                "jurisdiction": row.jurisdiction,
                "name": names[row.person],
                "mode": row.mode,
                "messages": [],
            },
        )
        answered = row.answer or ("acknowledged" if row.answered_at else "delivered")
        phone["messages"].append(
            {
                "id": row.id,
                "incident": row.incident,
                "text": texts[row.text_ref],
                "at": row.at,
                "status": answered,
            }
        )
    return sorted(found.values(), key=lambda phone: str(phone["address"]))
