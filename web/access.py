"""Who comes in: one-time links, sessions and tokens.

Every secret is 256 random bits; the database holds its SHA-256 only, so a copy of the database
opens nothing. Each function works in the transaction of the connection it is given.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select, update
from sqlmodel import col

from registry.tables import PersonRow
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.tables import ApiTokenRow, SessionRow, SignInLinkRow

LINK_LASTS = timedelta(minutes=30)
SESSION_LASTS = timedelta(hours=14)
"""After the last thing that was sent from it: a shift and its handover."""
SESSION_AT_MOST = timedelta(hours=72)
"""After signing in, whatever was sent: a stolen browser does not stay in for ever."""
WALL_LASTS = timedelta(days=31)
"""A large screen in the command room: longer than any incident so far, and renewed by a link."""


@dataclass(frozen=True, slots=True)
class Signed:
    """Who is signed in; ``wall`` on a machine that may look at walls and nothing else."""

    person: str
    wall: bool
    ends_at: datetime
    could_end_at: datetime
    """When it ends if it is made longer now."""

    @property
    def could_be_longer(self) -> bool:
        """By enough to be worth a press."""
        return self.could_end_at - self.ends_at >= timedelta(minutes=1)


_TOKEN_BYTES = 32
_AT_ONCE = 500  # below every engine's limit of parameters in one statement


def issue_link(connection: Connection, person: str, now: datetime, *, wall: bool = False) -> str:
    """A token for ``/enter/<token>``, good once and for ``LINK_LASTS``.

    Raises Refused ``unknown_person``.
    """
    known(connection, person)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {
        "hash": digest(token),
        "person": person,
        "wall": wall,
        "expires_at": now + LINK_LASTS,
    }
    connection.execute(insert(SignInLinkRow), {**row, "used_at": None})
    return token


def use_link(connection: Connection, token: str, now: datetime) -> str:
    """Turn a link into a session; the session's token. Raises Refused ``link_used``."""
    mine = col(SignInLinkRow.hash) == digest(token)
    # One statement both checks and marks, so that two clicks never make two sessions.
    used = connection.execute(
        update(SignInLinkRow)
        .where(mine, col(SignInLinkRow.used_at).is_(None), col(SignInLinkRow.expires_at) > now)
        .values(used_at=now)
    )
    if used.rowcount != 1:
        raise Refused(
            "link_used",
            field="link",
            value=None,
            allowed=phrase(N_("a new link from the duty desk")),
        )
    link = select(col(SignInLinkRow.person), col(SignInLinkRow.wall)).where(mine)
    person, wall = connection.execute(link).one()
    session = secrets.token_urlsafe(_TOKEN_BYTES)
    connection.execute(
        insert(SessionRow),
        {
            "hash": digest(session),
            "person": person,
            "wall": wall,
            "created_at": now,
            "expires_at": now + (WALL_LASTS if wall else SESSION_LASTS),
            "ended_at": None,
        },
    )
    return session


def of_session(connection: Connection, session: str, now: datetime) -> Signed | None:
    """Who is signed in with it; None once it ended or expired."""
    row = SessionRow.__table__.c  # type: ignore[attr-defined]
    query = select(row.person, row.wall, row.expires_at, row.created_at)
    held = (row.hash == digest(session), row.ended_at.is_(None), row.expires_at > now)
    found = connection.execute(query.where(*held)).first()
    if found is None:
        return None
    person, wall, ends, began = found
    longest = ends if wall else max(ends, min(now + SESSION_LASTS, began + SESSION_AT_MOST))
    return Signed(person, wall, ends, longest)


def stay(connection: Connection, session: str, now: datetime) -> None:
    """Make a session longer, as far as it can be; nothing of one that has ended."""
    signed = of_session(connection, session, now)
    if signed is not None:
        mine = update(SessionRow).where(col(SessionRow.hash) == digest(session))
        connection.execute(mine.values(expires_at=signed.could_end_at))


def sessions_that_hold(
    connection: Connection, hashes: Collection[str], now: datetime
) -> frozenset[str]:
    """Those of these sessions, by digest, that have not ended or expired."""
    wanted, held = sorted(hashes), set[str]()
    for start in range(0, len(wanted), _AT_ONCE):
        query = select(col(SessionRow.hash)).where(
            col(SessionRow.hash).in_(wanted[start : start + _AT_ONCE]),
            col(SessionRow.ended_at).is_(None),
            col(SessionRow.expires_at) > now,
        )
        held.update(connection.execute(query).scalars())
    return frozenset(held)


def end_session(connection: Connection, session: str, now: datetime) -> None:
    """Sign out."""
    connection.execute(
        update(SessionRow)
        .where(col(SessionRow.hash) == digest(session), col(SessionRow.ended_at).is_(None))
        .values(ended_at=now)
    )


def create_token(connection: Connection, name: str, person: str, now: datetime) -> str:
    """A bearer token for another program that acts as ``person``; shown once, never again.

    Raises Refused ``unknown_person``.
    """
    known(connection, person)
    token = secrets.token_urlsafe(_TOKEN_BYTES)
    row = {"hash": digest(token), "name": name, "person": person, "created_at": now}
    connection.execute(insert(ApiTokenRow), {**row, "revoked_at": None})
    return token


def revoke_tokens(connection: Connection, name: str, now: datetime) -> int:
    """End every token of this name; how many there were."""
    ended = connection.execute(
        update(ApiTokenRow)
        .where(col(ApiTokenRow.name) == name, col(ApiTokenRow.revoked_at).is_(None))
        .values(revoked_at=now)
    )
    return ended.rowcount


def person_of_token(connection: Connection, token: str) -> str | None:
    """As whom the token acts; None if there is no such token or it was revoked."""
    return connection.execute(
        select(col(ApiTokenRow.person)).where(
            col(ApiTokenRow.hash) == digest(token), col(ApiTokenRow.revoked_at).is_(None)
        )
    ).scalar()


def digest(token: str) -> str:
    """What is stored in place of a secret."""
    return hashlib.sha256(token.encode("utf-8")).hexdigest()


def known(connection: Connection, person: str) -> None:
    """Raises Refused ``unknown_person``."""
    found = select(col(PersonRow.id)).where(col(PersonRow.id) == person)
    if connection.execute(found).scalar() is None:
        raise Refused(
            "unknown_person",
            field="person",
            value=person,
            allowed=phrase(N_("the id of a person of the registry")),
        )
