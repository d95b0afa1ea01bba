"""Who is calling whom: operators share the lists of all incidents and never ring the same person
twice. A person belongs to one mode, so a claim is by person within it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, select, update
from sqlmodel import col

from notify.rows import insert_once
from notify.tables import CallClaimRow

LASTS = timedelta(minutes=3)
"""Operating time after which a claim is over by itself."""


@dataclass(frozen=True, slots=True)
class Claim:
    """``by`` is calling until somebody records a result, or ``until``."""

    by: str
    until: datetime


def claim(connection: Connection, about: Mapping[Any, Any], by: str, now: datetime) -> Claim:
    """Take the person of a list entry, or renew one's own claim; gives who has them now, in
    whatever incident.

    Of two who ask at the same moment one gets it. Another's claim stands until it is over.
    """
    until = now + LASTS
    row = {"person": about["person"], "mode": about["mode"], "by": by, "until": until}
    if insert_once(connection, CallClaimRow, row):
        return Claim(by, until)
    theirs = (col(CallClaimRow.person) == about["person"],)
    free = ~_stands(now) | (col(CallClaimRow.by) == by)
    returned = (col(CallClaimRow.by), col(CallClaimRow.until))
    taken = connection.execute(
        update(CallClaimRow).where(*theirs, free).values(by=by, until=until).returning(*returned)
    ).one_or_none()
    if taken is None:
        taken = connection.execute(select(*returned).where(*theirs)).one()
    return Claim(taken.by, taken.until)


def release(connection: Connection, person: str, by: str, now: datetime) -> None:
    """End one's own claim; another's stays."""
    mine = (col(CallClaimRow.person) == person, col(CallClaimRow.by) == by)
    connection.execute(update(CallClaimRow).where(*mine, _stands(now)).values(until=now))


def claims(connection: Connection, persons: Collection[str], now: datetime) -> dict[str, Claim]:
    """The claims that stand, by the person who is called."""
    query = select(col(CallClaimRow.person), col(CallClaimRow.by), col(CallClaimRow.until)).where(
        col(CallClaimRow.person).in_(persons), _stands(now)
    )
    return {row.person: Claim(row.by, row.until) for row in connection.execute(query)}


def _stands(now: datetime) -> ColumnElement[bool]:
    """One that would last longer than any was made before the clock was set back, and is over."""
    return (col(CallClaimRow.until) > now) & (col(CallClaimRow.until) <= now + LASTS)
