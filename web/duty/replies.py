"""Replies that nobody could make anything of: read by a person at the desk, then out of the way."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse

from notify.unread import Replies
from web.duty.rights import keeper
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services


def routes(services: Services) -> APIRouter:
    """``/duty/replies``, for those who keep the record."""
    router = APIRouter(include_in_schema=False)
    replies = Replies(services.database, services.vault, services.clock)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/duty/replies")
    def waiting(who: Reader = Depends(reader)) -> HTMLResponse:
        with services.database.read() as connection:
            zone = ZoneInfo(keeper(services, connection, who).plan.document.zone)
            found = replies.unread(connection, who.counties)
            names = services.directory.names(
                connection, sorted({r.person for r in found if r.person})
            )
        now, given = services.clock.now(), {"reader": who, "replies": found, "names": names}
        page = render("duty_replies.html", who.lang, zone, now, **given)
        return HTMLResponse(page, headers={"cache-control": "no-store"})

    @router.post("/duty/replies/{name}/read")
    def read(name: str, who: Reader = Depends(reader)) -> RedirectResponse:
        with services.database.read() as connection:
            keeper(services, connection, who)
        replies.read(name, who.person, who.counties)
        return RedirectResponse("/duty/replies", 303)

    return router
