"""The telephone number on which a line of reporting was reached last, so that nobody has to look
it up again at night."""

from __future__ import annotations

from sqlalchemy import select
from sqlmodel import col

from incident.codec import decode
from incident.events import ReportTold
from incident.tables import EventRow
from web.board.view import Board
from web.rights import May
from web.services import Services

LOOKED_AT = 40
"""Telephone reports, the newest first; each line has some of them in every incident."""


def last_number(services: Services, seen: Board, line: str) -> str | None:
    """As it was typed last, in any incident of the county and of this one's mode; None where none
    was, it was erased, or the reader may not see numbers."""
    if not {May.CONTACTS, May.LOG} <= seen.audience.may:
        return None
    query = (
        select(col(EventRow.body))
        .where(
            col(EventRow.jurisdiction) == seen.incident.opened.jurisdiction,
            col(EventRow.mode) == seen.incident.mode,
            col(EventRow.type) == ReportTold.__name__,
        )
        .order_by(col(EventRow.recorded_at).desc(), col(EventRow.seq).desc())
        .limit(LOOKED_AT)
    )
    with services.database.read() as connection:
        events = [decode(body).event for body in connection.execute(query).scalars()]
        refs = [e.number for e in events if isinstance(e, ReportTold) and e.line == line]
        numbers = services.vault.unseal(connection, refs)
    return next((n for ref in refs if (n := numbers[ref])), None)
