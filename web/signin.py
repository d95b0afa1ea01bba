"""Coming in and going out. A one-time link shows a button first, so that a program that only
looks at the link (a preview in a messenger) does not use it up."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from runtime.language import Lang
from web.access import SESSION_AT_MOST, WALL_LASTS, digest, end_session, of_session, use_link
from web.paper import render
from web.reader import COOKIE, Reader, by_session, language
from web.services import Services
from web.sessions import TOPIC, end_all, running, signed_in


def routes(services: Services) -> APIRouter:
    """``/sign-in``, ``/enter/<token>``, ``/leave``, and ``/sessions`` of one's own."""
    router = APIRouter(include_in_schema=False)
    secure = (services.settings.base_url or "").startswith("https://")

    def lang(request: Request) -> Lang:
        return language(request, services.settings.lang)

    @router.get("/sign-in")
    def sign_in(request: Request) -> HTMLResponse:
        return HTMLResponse(render("sign_in.html", lang(request), token=None))

    @router.get("/enter/{token}")
    def look(request: Request, token: str) -> HTMLResponse:
        return HTMLResponse(render("sign_in.html", lang(request), token=token))

    @router.post("/enter/{token}")
    def enter(request: Request, token: str) -> Response:
        with services.database.write() as connection:
            session = use_link(connection, token, services.clock.now())
            # Whoever takes over this browser leaves nobody signed in behind them.
            end_session(connection, request.cookies.get(COOKIE, ""), services.clock.now())
            services.database.hint(connection, TOPIC)
            signed = of_session(connection, session, services.clock.now())
        wall = signed is not None and signed.wall
        # The next request works out where it leads: whatever it meets, the person is signed in.
        answer = RedirectResponse("/wall" if wall else "/begin", 303)
        answer.set_cookie(
            COOKIE,
            session,
            max_age=int((WALL_LASTS if wall else SESSION_AT_MOST).total_seconds()),
            httponly=True,
            samesite="strict",
            secure=secure,
        )
        return answer

    @router.post("/leave")
    def leave(request: Request) -> Response:
        with services.database.write() as connection:
            end_session(connection, request.cookies.get(COOKIE, ""), services.clock.now())
            services.database.hint(connection, TOPIC)
        answer = RedirectResponse("/sign-in", 303)
        answer.delete_cookie(COOKIE, httponly=True, samesite="strict", secure=secure)
        return answer

    @router.get("/sessions")
    def mine(request: Request) -> HTMLResponse:
        who, now = by_session(services, request), services.clock.now()
        with services.database.read() as connection:
            held = running(connection, who.person, now)
            others = _others(services, connection, who) if who.records else []
            signed = of_session(connection, request.cookies[COOKIE], now)
        zone = ZoneInfo(services.shelf.current(who.jurisdiction).plan.document.zone)
        seen = {"held": held, "this": digest(request.cookies[COOKIE]), "others": others}
        longer = signed is not None and signed.could_be_longer
        return HTMLResponse(
            render("sessions.html", who.lang, zone, now, reader=who, longer=longer, **seen)
        )

    @router.post("/sessions/end")
    def end_others(request: Request) -> Response:
        """Every browser but this one; large screens stay."""
        who, now = by_session(services, request), services.clock.now()
        keep = request.cookies[COOKIE]
        with services.database.write() as connection:
            end_all(services.database, connection, who.person, now, by=who.person, keep=keep)
        return RedirectResponse("/sessions", 303)

    return router


def _others(services: Services, connection: Connection, who: Reader) -> list[tuple[str, str, int]]:
    """Person, name and number of browsers of everybody else of the county, who came last first."""
    there = signed_in(connection, who.jurisdiction, who.mode, services.clock.now())
    there.pop(who.person, None)
    names = services.directory.names(connection, sorted(there))
    return [(one, names.get(one) or one, len(held)) for one, held in there.items()]
