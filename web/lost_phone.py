"""Somebody reports that their telephone is lost: the duty desk signs them out everywhere.

Two steps, so that nobody is signed out by a slip: the list leads to a page that says whom and from
how many browsers, and only its button does it.
"""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection, select
from sqlmodel import col

from registry.tables import PersonRow
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services
from web.sessions import end_all, running


def routes(services: Services) -> APIRouter:
    """``/sessions/of/<person>`` and its button, for who keeps the record."""
    router = APIRouter(prefix="/sessions/of/{person}", include_in_schema=False)

    @router.get("")
    def look(request: Request, person: str) -> HTMLResponse:
        who, now = by_session(services, request), services.clock.now()
        with services.database.read() as connection:
            name = _known(services, connection, who, person)
            held = [one for one in running(connection, person, now) if not one.wall]
        zone = ZoneInfo(services.shelf.current(who.jurisdiction).plan.document.zone)
        about = {"person": person, "name": name, "held": held}
        return HTMLResponse(render("lost_phone.html", who.lang, zone, now, reader=who, **about))

    @router.post("/end")
    def end(request: Request, person: str) -> Response:
        """Every browser of theirs, and their links that nobody has used; large screens stay."""
        who, now = by_session(services, request), services.clock.now()
        with services.database.write() as connection:
            _known(services, connection, who, person)
            end_all(services.database, connection, person, now, by=who.person)
        return RedirectResponse(f"/sessions/of/{person}", 303)

    return router


def _known(services: Services, connection: Connection, who: Reader, person: str) -> str:
    """The person's name. Raises Refused ``not_allowed`` for who keeps no record, ``unknown_item``
    for somebody of another county, or of exercises where the reader is not."""
    if not who.records:
        allowed = phrase(N_("the duty desk, which keeps the record"))
        raise Refused("not_allowed", field="session", value=None, allowed=allowed)
    query = select(col(PersonRow.id)).where(
        col(PersonRow.id) == person,
        col(PersonRow.jurisdiction) == who.jurisdiction,
        col(PersonRow.mode) == who.mode,
    )
    if connection.execute(query).first() is None:
        allowed = phrase(N_("somebody of your own county's registry"))
        raise Refused("unknown_item", field="person", value=person, allowed=allowed)
    return services.directory.name(connection, person) or person
