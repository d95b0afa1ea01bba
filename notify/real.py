"""Whether what calls itself real is of a real incident. Keys of the database see to that with every
change; a shell on the database asks no key, so it is asked again where something leaves the house.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import ColumnElement, and_, exists
from sqlmodel import col

from incident.tables import EventRow, IncidentRow


def real_incident(table: Any) -> ColumnElement[bool]:
    """Rows of a table whose incident is real, by its own row and by the first entry of its log,
    which nothing changes."""
    return and_(
        exists().where(col(IncidentRow.id) == col(table.incident), col(IncidentRow.mode) == "real"),
        exists().where(
            col(EventRow.incident) == col(table.incident),
            col(EventRow.seq) == 1,
            col(EventRow.mode) == "real",
        ),
    )
