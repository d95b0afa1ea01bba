"""The wall of whatever is going on: finds the incident by itself, and waits while there is none."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from web.board.others import most_pressing, standing
from web.paper import render, told_at
from web.reader import by_session
from web.services import Services


def routes(services: Services) -> APIRouter:
    """``/wall``: the newest open incident, a real one before any exercise; its page follows."""
    router = APIRouter(include_in_schema=False)

    @router.get("/wall")
    def wall(request: Request) -> Response:
        who = by_session(services, request)
        with services.database.read() as connection:
            found = most_pressing(standing(connection, who.may_see))
        if found is not None:
            return RedirectResponse(f"/incidents/{found.id}?wall=follow", 303)
        now = services.clock.now()
        page = render("no_wall.html", who.lang, now=now)
        return HTMLResponse(page, headers=told_at(now))

    return router
