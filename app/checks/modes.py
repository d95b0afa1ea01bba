"""Check of what calls itself real: no row may say so about an exercise, whoever wrote it there."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, not_, select
from sqlmodel import col

from app.checks.line import Line, Patient
from incident.tables import EventRow, IncidentRow
from notify.real import real_incident
from notify.tables import AttemptRow, GroupPostRow
from runtime.language import N_, phrase

TABLES: tuple[Any, ...] = (AttemptRow, GroupPostRow)
"""What leaves the house."""
WHAT = N_("{incident}: an exercise by its log, but {count} rows of {table} say that they are real")
REMEDY = N_(
    "None of them is sent. Somebody wrote into the database past the program: keep a copy, run "
    "{command}, and tell the administrator."
)


def check_modes(patient: Patient) -> Iterable[Line]:
    """Rows whose mode is not that of the log of their incident."""
    if patient.database is None:
        return
    remedy = phrase(REMEDY, command="tailings log verify")
    with patient.database.read() as connection:
        found = [
            (table.__tablename__, incident, count)
            for table in TABLES
            for incident, count in _counted(connection, table, not_(real_incident(table)))
        ]
        in_log = exists().where(
            col(EventRow.incident) == col(IncidentRow.id),
            col(EventRow.seq) == 1,
            col(EventRow.mode) != col(IncidentRow.mode),
        )
        ids = connection.execute(select(col(IncidentRow.id)).where(in_log)).scalars()
        found += [(IncidentRow.__tablename__, incident, 1) for incident in ids]
    for table, incident, count in found:
        what = phrase(WHAT, incident=incident, count=count, table=table)
        yield Line("modes", "fault", what, remedy)
    if not found:
        yield Line("modes", "ok", phrase(N_("nothing of an exercise calls itself real")))


def _counted(
    connection: Connection, table: Any, wrong: ColumnElement[bool]
) -> Iterable[tuple[str, int]]:
    query = (
        select(col(table.incident), func.count())
        .where(and_(col(table.mode) == "real", wrong))
        .group_by(col(table.incident))
        .order_by(col(table.incident))
    )
    return [(incident, count) for incident, count in connection.execute(query)]
