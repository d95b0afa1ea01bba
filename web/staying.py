"""Staying signed in: a page says in time that its sign-in ends, and one press makes it longer."""

from __future__ import annotations

from datetime import datetime
from typing import TypedDict
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, RedirectResponse, Response
from sqlalchemy import Connection

from runtime import wallclock
from runtime.language import N_, phrase
from web.access import of_session, stay
from web.errors import by_program
from web.reader import COOKIE, Reader, by_session
from web.services import Services

SOON = N_("Your sign-in ends at {time}.")
FOR_GOOD = N_("Your sign-in ends at {time}. Get a new sign-in link from the duty desk before then.")
ENDED = N_(
    "Your sign-in has ended; nothing is sent from this page. What you typed stays here: open a new "
    "sign-in link in another tab of this browser, then send it."
)


class Ends(TypedDict):
    """What a page is told. ``left_s`` counts from now; ``stay`` heads the button, None where only
    a new link helps; ``ended`` is what it says once it is over, ``close`` puts the words away."""

    left_s: int
    soon: str
    stay: str | None
    ended: str
    close: str


def routes(services: Services) -> APIRouter:
    """``GET /sessions/ends.json`` and ``POST /sessions/stay``, of one's own browser."""
    router = APIRouter(include_in_schema=False)

    @router.get("/sessions/ends.json")
    def ends(request: Request) -> JSONResponse:
        who, now = by_session(services, request), services.clock.now()
        with services.database.read() as connection:
            told = _told(services, connection, who, request.cookies[COOKIE], now)
        return JSONResponse(told)

    @router.post("/sessions/stay")
    def stays(request: Request) -> Response:
        who, now = by_session(services, request), services.clock.now()
        with services.database.write() as connection:
            stay(connection, request.cookies[COOKIE], now)
            told = _told(services, connection, who, request.cookies[COOKIE], now)
        return JSONResponse(told) if by_program(request) else RedirectResponse("/sessions", 303)

    return router


def _told(
    services: Services, connection: Connection, who: Reader, session: str, now: datetime
) -> Ends | None:
    """None of a session that ends just now."""
    signed = of_session(connection, session, now)
    if signed is None:
        return None
    zone = ZoneInfo(services.shelf.current(who.jurisdiction).plan.document.zone)
    at = wallclock.minute(signed.ends_at, zone, now)
    longer = signed.could_be_longer
    return Ends(
        left_s=int((signed.ends_at - now).total_seconds()),
        soon=phrase(SOON if longer else FOR_GOOD, time=at).say(who.lang),
        stay=phrase(N_("Stay signed in")).say(who.lang) if longer else None,
        ended=phrase(ENDED).say(who.lang),
        close=phrase(N_("Close")).say(who.lang),
    )
