"""Whether a log in the database is what was written: every row, the chain, and the head.

A chain of hashes alone shows edits by hand. Somebody who owns the database can rebuild the whole
chain; only a head that was kept outside (``incident.anchors``) shows that. So the verdict says
which anchor it rests on, and without one it says so too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.anchors import Anchor
from incident.chain import Chain, Link, Verdict
from incident.codec import instant
from incident.state import Incident
from incident.tables import EventRow, IncidentRow
from runtime.language import N_, phrase
from runtime.refusal import Refused


def verify(connection: Connection, incident: str, anchors: Iterable[Anchor]) -> Verdict:
    """Verify a log in the database. ``anchors`` are the heads kept elsewhere, in any order.

    Raises Refused ``unknown_incident`` where neither the database nor any anchor knows it.
    """
    kept = [anchor for anchor in anchors if anchor.incident == incident]
    row = connection.execute(
        select(*_columns(IncidentRow)).where(col(IncidentRow.id) == incident)
    ).one_or_none()
    shared = {"mode": row.mode, "jurisdiction": row.jurisdiction} if row is not None else {}
    chain = Chain(incident, shared)
    rows = connection.execute(
        select(*_columns(EventRow))
        .where(col(EventRow.incident) == incident)
        .order_by(col(EventRow.seq))
    )
    for stored in rows.mappings():
        chain.add(
            Link(
                stored["seq"],
                stored["algorithm"],
                stored["hash"],
                stored["body"],
                {name: _written(stored[name]) for name in _REPEATED},
            )
        )
    if row is None and not chain.seq and not kept:
        raise Refused(
            "unknown_incident",
            field="incident",
            value=incident,
            allowed=phrase(N_("an incident of the list")),
        )
    _head(chain, row)
    return chain.finish(kept)


_REPEATED = ("incident", "jurisdiction", "mode", "type", "cause", "recorded_at", "prev")
"""Columns of a row that repeat parts of its body; ``seq`` is compared by itself."""


def _columns(table: Any) -> tuple[Any, ...]:
    return tuple(table.__table__.c)


def _written(value: Any) -> Any:
    return instant(value) if isinstance(value, datetime) else value


def _head(chain: Chain, row: Any) -> None:
    """The incident's own row must end where its log ends, and repeat its state."""
    if row is None:
        chain.find(None, "head", phrase(N_("the incident itself is missing")))
        return
    if row.seq > chain.seq:
        text = phrase(N_("the log ends here; the incident has entry {seq}"), seq=row.seq)
        chain.find(chain.seq, "cut_off", text)
    elif (row.seq, row.hash) != (chain.seq, chain.hash):
        text = phrase(N_("the incident ends at entry {seq}, not where its log does"), seq=row.seq)
        chain.find(None, "head", text)
    if chain.state is not None and chain.seq == row.seq:
        repeated: tuple[tuple[str, Callable[[Incident], object]], ...] = (
            ("stage", lambda state: state.stage),
            ("level", lambda state: state.level),
            ("plan", lambda state: state.plan),
        )
        for name, read in repeated:
            chain.differs(None, "head", name, getattr(row, name), read(chain.state))
