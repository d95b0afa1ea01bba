"""Who is asking: the person behind a request, from its session or token and nothing else."""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import cast
from urllib.parse import unquote

from sqlalchemy import Connection, select
from sqlmodel import col
from starlette.requests import HTTPConnection

from incident.model import Mode
from incident.posts import recorders
from incident.tables import IncidentRow
from registry.tables import HoldingRow, PersonRow
from runtime.language import LANGS, N_, Lang, phrase
from runtime.refusal import Refused
from web.access import of_session, person_of_token, stay
from web.rights import in_sight
from web.services import Services

COOKIE = "tailings_session"
LANG_COOKIE = "tailings_lang"
TOKEN = N_(
    "the header Authorization: Bearer TOKEN, with a token that is in use; to make one, on the "
    "computer of the program: tailings token create NAME --person PERSON"
)
_KEPT_EVERY = timedelta(minutes=30)
"""A session is made longer no more often than this."""
_WALL = re.compile(r"/wall|/incidents/[^/]+(/board\.json)?|/live/[^/]+")


@dataclass(frozen=True, slots=True)
class Reader:
    """A signed-in person. ``mode`` is the roster they belong to."""

    person: str
    name: str
    jurisdiction: str
    mode: Mode
    lang: Lang
    elsewhere: frozenset[str] = frozenset()
    """Other counties in which the person holds a post now."""
    records: bool = False
    """Whether a post of theirs keeps the record: who may open an incident."""

    @property
    def counties(self) -> frozenset[str]:
        """Every county whose incidents they may see."""
        return self.elsewhere | {self.jurisdiction}

    def may_see(self, jurisdiction: str, mode: str) -> bool:
        """Of their own county and those where they hold a post, as ``in_sight``."""
        return in_sight(self.counties, self.mode, jurisdiction, mode)


def language(request: HTTPConnection, default: Lang) -> Lang:
    """The language asked for: by the address, else as chosen before, else the installation's."""
    for asked in (request.query_params.get("lang"), request.cookies.get(LANG_COOKIE)):
        if asked in LANGS:
            return asked
    return default


def by_session(services: Services, request: HTTPConnection) -> Reader:
    """The person signed in with this browser; what they send keeps it signed in. Raises Refused
    ``sign_in``, or ``other_person`` for what a page sends that was made for somebody else."""
    session, now = request.cookies.get(COOKIE, ""), services.clock.now()
    with services.database.read() as connection:
        signed = of_session(connection, session, now)
        if signed is not None and signed.wall and not _looks_at_a_wall(request):
            allowed = phrase(N_("the wall; this screen was signed in for nothing else"))
            raise Refused("not_allowed", field="session", value=None, allowed=allowed)
        found = _reader(services, connection, signed.person if signed else None, request)
    if found is None:
        allowed = phrase(N_("open the sign-in link that the duty desk gives you"))
        raise Refused("sign_in", field="session", value=None, allowed=allowed)
    if (sender := request.headers.get("x-person")) is not None:
        must_be_theirs(unquote(sender), found.person)
    sends = request.scope.get("method") == "POST"
    if sends and signed and signed.could_end_at - signed.ends_at > _KEPT_EVERY:
        with services.database.write() as connection:
            stay(connection, session, now)
    return found


def must_be_theirs(person: str, reader: str) -> None:
    """Raises Refused ``other_person`` for what somebody else wrote or pressed in the same browser.
    ``person`` is for whom the page was made, ``reader`` who is signed in there now."""
    if person != reader:
        allowed = phrase(N_("whoever pressed it signs in on this phone again; then it is sent"))
        raise Refused("other_person", field="person", value=None, allowed=allowed)


def _looks_at_a_wall(request: HTTPConnection) -> bool:
    scope = request.scope
    reads = scope["type"] == "websocket" or scope.get("method") in ("GET", "HEAD")
    asked = scope["path"] == "/wall" or "wall" in request.query_params
    return reads and asked and _WALL.fullmatch(scope["path"]) is not None


def by_token(services: Services, request: HTTPConnection) -> Reader:
    """The person as whom a program acts. Raises Refused ``sign_in``, which says how a program gets
    a token and sends it."""
    with services.database.read() as connection:
        return by_token_in(services, connection, request)


def by_token_in(services: Services, connection: Connection, request: HTTPConnection) -> Reader:
    """``by_token`` at the moment of a read that is under way: what is read in it is what they may
    read then."""
    kind, _, token = request.headers.get("authorization", "").partition(" ")
    person = person_of_token(connection, token) if kind.lower() == "bearer" else None
    found = _reader(services, connection, person, request)
    if found is None:
        # of what was sent only its first word: a mistyped token is still most of a secret
        value = f"{kind} …" if token else None
        raise Refused("sign_in", field="Authorization", value=value, allowed=phrase(TOKEN))
    return found


def seen_row(connection: Connection, reader: Reader, incident: str) -> IncidentRow:
    """The row of an incident that the reader may see. Raises Refused ``unknown_incident``.

    One that they may not see is answered exactly like one that does not exist.
    """
    columns = IncidentRow.__table__.c  # type: ignore[attr-defined]
    found = connection.execute(select(*columns).where(columns.id == incident)).mappings().first()
    if found is None or not reader.may_see(found["jurisdiction"], found["mode"]):
        raise Refused(
            "unknown_incident",
            field="incident",
            value=incident,
            allowed=phrase(N_("an incident of the list")),
        )
    return IncidentRow(**found)


def _reader(
    services: Services, connection: Connection, person: str | None, request: HTTPConnection
) -> Reader | None:
    columns = (col(PersonRow.jurisdiction), col(PersonRow.mode))
    row = person and connection.execute(select(*columns).where(col(PersonRow.id) == person)).first()
    if not person or not row:
        return None
    name = services.directory.name(connection, person) or person
    lang = language(request, services.settings.lang)
    held = _held(connection, person, services.clock.now())
    at_home = {post for county, post in held if county == row[0]}
    return Reader(
        person, name, row[0], cast("Mode", row[1]), lang,
        elsewhere=frozenset(county for county, _ in held),
        records=_records(services, row[0], at_home),
    )  # fmt: skip


def _records(services: Services, jurisdiction: str, posts: Set[str]) -> bool:
    """False in a county without a plan: there is nothing yet that says who keeps the record."""
    try:
        return not posts.isdisjoint(recorders(services.shelf.current(jurisdiction)))
    except Refused:
        return False


def _held(connection: Connection, person: str, at: datetime) -> list[tuple[str, str]]:
    """Counties and posts."""
    query = select(col(HoldingRow.jurisdiction), col(HoldingRow.post)).where(
        col(HoldingRow.person_id) == person,
        col(HoldingRow.since) <= at,
        col(HoldingRow.until).is_(None) | (col(HoldingRow.until) > at),
    )
    return [(county, post) for county, post in connection.execute(query)]
