"""An incident's row: whose it is, its mode, the head of its log, its clock, its next due time."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update
from sqlmodel import col

from incident.codec import GENESIS, Envelope
from incident.commands import ReportIncident
from incident.log import Head
from incident.state import Incident
from incident.tables import IncidentRow
from runtime.clock import Clock, ManualClock, ScaledClock
from runtime.language import N_, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused


def add_row(
    connection: Connection,
    envelope: Envelope,
    command: ReportIncident,
    plan: str,
    now: datetime,
    clock: Mapping[str, Any] | None,
    player: str | None,
) -> None:
    """The row of an incident that has no entry yet."""
    connection.execute(
        insert(IncidentRow),
        {
            "id": envelope.incident,
            "jurisdiction": envelope.jurisdiction,
            "mode": command.mode,
            "title": "",
            "plan": plan,
            "stage": "none",
            "level": None,
            "seq": 0,
            "hash": GENESIS,
            "clock": clock,
            "player": player,
            "opened_at": now,
            "changed_at": now,
            "due_at": None,
        },
    )


def read_row(connection: Connection, incident: str) -> Any:
    """The row. Raises Refused ``unknown_incident``."""
    rows = _READ.run(connection, {"id": incident})
    if not rows:
        raise Refused(
            "unknown_incident",
            field="incident",
            value=incident,
            allowed=phrase(N_("an incident of the list")),
        )
    return rows[0]


def settle_row(
    connection: Connection, head: Head, after: Incident, now: datetime, due: datetime | None
) -> None:
    """What lists and the scheduler read, as of the new head."""
    _SETTLE.run(
        connection,
        {
            "the": after.id,
            "title": after.opened.title,
            "stage": after.stage,
            "level": after.level,
            "seq": head.seq,
            "hash": head.hash,
            "plan": after.plan,
            "changed_at": now,
            "due_at": due,
        },
    )


def clock_of(operating: Clock, given: Mapping[str, Any] | None, changed_at: datetime) -> Clock:
    """The incident's own clock: real, standing between its player's steps, or with a rate."""
    if given is None:
        return operating
    if given.get("stands"):
        return ManualClock(changed_at)
    return ScaledClock(
        operating,
        datetime.fromisoformat(given["anchor_real"]),
        datetime.fromisoformat(given["anchor_incident"]),
        given["rate"],
    )


_READ = Prepared(
    select(*IncidentRow.__table__.c).where(col(IncidentRow.id) == bindparam("id"))  # type: ignore[attr-defined]
)
_SETTLED = ("title", "stage", "level", "seq", "hash", "plan", "changed_at", "due_at")
_SETTLE = Prepared(
    update(IncidentRow)
    .where(col(IncidentRow.id) == bindparam("the"))
    .values({name: bindparam(name) for name in _SETTLED})
)
