"""Check of the heads: where every log ends must be kept outside the database too."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select
from sqlmodel import col

from app.checks.line import Line, Patient
from incident.tables import IncidentRow
from runtime.language import N_, phrase


def check_heads(patient: Patient) -> Iterable[Line]:
    """The newest head of every log was written to the data folder: without it, nobody finds out
    that its last entries were rebuilt."""
    if patient.database is None:
        return
    query = select(col(IncidentRow.id), col(IncidentRow.seq), col(IncidentRow.hash))
    with patient.database.read() as connection:
        rows = connection.execute(query.order_by(col(IncidentRow.opened_at))).all()
    kept = {(a.incident, a.seq, a.hash) for a in patient.folder_anchors.kept().anchors}
    loose = [row for row in rows if (row.id, row.seq, row.hash) not in kept]
    for row in loose:
        yield Line(
            "heads",
            "warning",
            phrase(
                N_("entry {seq}, the newest of {incident}, is not in {file}"),
                seq=row.seq,
                incident=row.id,
                file=patient.folder_anchors.path.name,
            ),
            phrase(N_("See that the file can be written, then print the head and keep the paper.")),
        )
    if not loose:
        yield Line("heads", "ok", phrase(N_("the newest head of every log is kept")))
