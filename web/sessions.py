"""Where a person is signed in, and the end of it: a telephone was lost, a screen left on.

What ended stays in the table with the time of its end. Each function works in the transaction of
the connection it is given.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Select, select, update
from sqlmodel import col

from incident.model import Mode
from registry.tables import PersonRow
from runtime.database import Database
from web.access import digest
from web.tables import SessionRow, SignInLinkRow

TOPIC = "sessions"
"""The hint that some have ended: whoever watches with one of them is shown out."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Running:
    """A browser in which somebody is signed in; ``wall`` where it may look at walls only."""

    hash: str
    wall: bool
    created_at: datetime
    expires_at: datetime


@dataclass(frozen=True, slots=True)
class Ended:
    """How many sessions were ended, and how many links that nobody had used yet."""

    sessions: int
    links: int


def running(connection: Connection, person: str, now: datetime) -> tuple[Running, ...]:
    """Every session of a person that holds, the newest first."""
    query = _holding(now).where(col(SessionRow.person) == person)
    return tuple(Running(*each) for _, *each in connection.execute(query))


def signed_in(
    connection: Connection, jurisdiction: str, mode: Mode, now: datetime
) -> dict[str, tuple[Running, ...]]:
    """Who of a county is signed in in a browser, large screens aside; the newest first."""
    query = (
        _holding(now)
        .join(PersonRow, col(PersonRow.id) == col(SessionRow.person))
        .where(col(PersonRow.jurisdiction) == jurisdiction, col(PersonRow.mode) == mode)
        .where(col(SessionRow.wall).is_(False))
    )
    found: dict[str, tuple[Running, ...]] = {}
    for who, *each in connection.execute(query):
        found[who] = (*found.get(who, ()), Running(*each))
    return found


def _holding(now: datetime) -> Select[Any]:
    """Of every session that holds, whose it is and what ``Running`` says, the newest first."""
    row = SessionRow.__table__.c  # type: ignore[attr-defined]
    return (
        select(row.person, row.hash, row.wall, row.created_at, row.expires_at)
        .where(row.ended_at.is_(None), row.expires_at > now)
        .order_by(row.created_at.desc(), row.hash)
    )


def end_all(
    database: Database,
    connection: Connection,
    person: str,
    now: datetime,
    *,
    by: str,
    keep: str | None = None,
    walls: bool = False,
) -> Ended:
    """End a person's sessions, without ``keep`` (the token of the one who asks), and the links
    that would begin another. Large screens stay in, but for ``walls``: whoever finds a telephone
    has none of them. ``by`` is who asked, for the log of the program."""
    kept = None if keep is None else digest(keep)
    held = [one.hash for one in running(connection, person, now)
            if (walls or not one.wall) and one.hash != kept]  # fmt: skip
    theirs = col(SessionRow.hash).in_(held)
    connection.execute(update(SessionRow).where(theirs).values(ended_at=now))
    unused = (
        col(SignInLinkRow.person) == person,
        col(SignInLinkRow.used_at).is_(None),
        col(SignInLinkRow.expires_at) > now,
        *(() if walls else (col(SignInLinkRow.wall).is_(False),)),
    )
    links = connection.execute(update(SignInLinkRow).where(*unused).values(used_at=now)).rowcount
    database.hint(connection, TOPIC)
    _log.warning("sessions of %s: %d ended, %d links voided, by %s", person, len(held), links, by)
    return Ended(len(held), links)
