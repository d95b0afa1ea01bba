"""The append-only log: append and read.

Append happens inside the desk's transaction. Reading gives entries in order; the rows themselves
are protected by triggers (and grants on PostgreSQL), and by the chain of hashes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlmodel import col

from incident.codec import ALGORITHM, Envelope, decode, digest, encode
from incident.state import Entry
from incident.tables import EventRow, IncidentRow
from runtime.prepared import Prepared


@dataclass(frozen=True, slots=True)
class Head:
    """Where a log ends."""

    seq: int
    hash: str


def append(
    connection: Connection, envelope: Envelope, head: Head, entries: Sequence[Entry]
) -> Head:
    """Write entries after ``head``; returns the new head."""
    rows: list[dict[str, object]] = []
    prev = head.hash
    for entry in entries:
        body = encode(envelope, entry, prev)
        hash_ = digest(body)
        rows.append(
            {
                "incident": envelope.incident,
                "seq": entry.seq,
                "jurisdiction": envelope.jurisdiction,
                "mode": envelope.mode,
                "type": entry.event.wire(),
                "cause": entry.cause,
                "recorded_at": entry.recorded_at,
                "algorithm": ALGORITHM,
                "prev": prev,
                "hash": hash_,
                "body": body.decode("utf-8"),
            }
        )
        prev = hash_
    _INSERT.run(connection, *rows)
    return Head(head.seq + len(rows), prev)


def head_of(connection: Connection, incident: str) -> Head:
    """Where a log ends now. Raises ``LookupError`` for an incident that there is not."""
    rows = _HEAD.run(connection, {"id": incident})
    if not rows:
        raise LookupError(incident)
    return Head(rows[0].seq, rows[0].hash)


_HEAD = Prepared(
    select(col(IncidentRow.seq), col(IncidentRow.hash)).where(
        col(IncidentRow.id) == bindparam("id")
    )
)
_INSERT = Prepared(insert(EventRow).inline())


def read(
    connection: Connection, incident: str, after: int = 0, until: int | None = None
) -> Iterator[Entry]:
    """Entries of an incident in order, from ``after`` (exclusive) on, up to ``until``."""
    query = (
        select(col(EventRow.body))
        .where(col(EventRow.incident) == incident, col(EventRow.seq) > after)
        .order_by(col(EventRow.seq))
    )
    if until is not None:
        query = query.where(col(EventRow.seq) <= until)
    for body in connection.execute(query).scalars():
        yield decode(body)


def newest_at(connection: Connection) -> datetime | None:
    """When the newest entry of any real log was recorded; None where there is none."""
    newest = select(func.max(col(EventRow.recorded_at))).where(col(EventRow.mode) == "real")
    found: datetime | None = connection.execute(newest).scalar()
    return found


def recorded_at(connection: Connection, incident: str, seq: int) -> datetime | None:
    """When an entry was written, in incident time; None where there is none."""
    query = select(col(EventRow.recorded_at)).where(
        col(EventRow.incident) == incident, col(EventRow.seq) == seq
    )
    found: datetime | None = connection.execute(query).scalar()
    return found


def cause_of(connection: Connection, incident: str, command: str) -> tuple[int, ...]:
    """Sequence numbers of what a command already led to; empty if it never arrived."""
    query = select(col(EventRow.seq)).where(
        col(EventRow.incident) == incident, col(EventRow.cause) == command
    )
    return tuple(sorted(connection.execute(query).scalars()))
