"""Who asked for tests of the ways, and when: the last runs, those that were refused as well."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, func, select
from sqlmodel import col

from notify.tables import SelfTestRow, SelfTestRunRow

LAST = 5
"""Runs that a page names."""


@dataclass(frozen=True, slots=True)
class Run:
    """One request for a test of every way that was due."""

    asked_by: str
    """A person's id, or ``selftest_daily.SYSTEM``."""
    at: datetime
    forced: bool
    """Although a real incident was open."""
    refused: bool
    """Nothing was sent: a real incident was open."""
    made: bool
    """Its messages were written; until then it waits."""
    messages: int


def last_runs(connection: Connection, jurisdiction: str, most: int = LAST) -> tuple[Run, ...]:
    """The newest first."""
    count = (
        select(func.count())
        .where(col(SelfTestRow.run) == col(SelfTestRunRow.id))
        .correlate(SelfTestRunRow)
        .scalar_subquery()
    )
    query = (
        select(
            col(SelfTestRunRow.asked_by), col(SelfTestRunRow.asked_at), col(SelfTestRunRow.forced),
            col(SelfTestRunRow.refused), col(SelfTestRunRow.expanded_at), count.label("messages"),
        )
        .where(col(SelfTestRunRow.jurisdiction) == jurisdiction)
        .order_by(col(SelfTestRunRow.asked_at).desc(), col(SelfTestRunRow.id).desc())
        .limit(most)
    )  # fmt: skip
    return tuple(
        Run(r.asked_by, r.asked_at, r.forced, r.refused is not None, r.expanded_at is not None,
            r.messages)
        for r in connection.execute(query)
    )  # fmt: skip
