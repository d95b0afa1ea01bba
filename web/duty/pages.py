"""The start page, the overview of incidents, and the whole log of the duty desk."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from notify.unread import count
from web.duty import reach, replies
from web.duty.forms import NAMES
from web.duty.looking import Looking
from web.duty.running import named, rows_of
from web.duty.view import duty_desk, log_page
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services


def routes(services: Services) -> APIRouter:
    """``/``, ``/incidents``, ``/duty/log`` and ``/duty/reach``."""
    router = APIRouter(include_in_schema=False)
    looking = Looking(services)
    router.include_router(reach.routes(services, looking))
    router.include_router(replies.routes(services))

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/")
    def start(who: Reader = Depends(reader)) -> HTMLResponse:
        """The duty desk; whoever plays a part in an exercise sees exercises only."""
        if who.mode == "exercise":
            return HTMLResponse(_overview(services, who))
        desk = duty_desk(services, who)
        keeps = desk.rights.keeps
        looked = looking.lately(services.shelf.current(who.jurisdiction)) if keeps else None
        with services.database.read() as connection:
            unread = count(connection, None, who.counties) if keeps else 0
        given = {"reader": who, "desk": desk, "names": NAMES, "looked": looked, "unread": unread}
        return HTMLResponse(render("duty.html", who.lang, desk.zone, **given))

    @router.get("/incidents")
    def overview(who: Reader = Depends(reader)) -> HTMLResponse:
        return HTMLResponse(_overview(services, who))

    @router.get("/duty/log")
    def whole_log(
        before: int | None = Query(None, ge=1, le=2**31 - 1), who: Reader = Depends(reader)
    ) -> HTMLResponse:
        page = log_page(services, who, before)
        return HTMLResponse(
            render("duty_log.html", who.lang, page.zone, reader=who, desk=page, names=NAMES)
        )

    return router


def _overview(services: Services, who: Reader) -> str:
    with services.database.read() as connection:
        rows = named(connection, services, who, rows_of(connection, services, who))
    return render(
        "incidents.html",
        who.lang,
        reader=who,
        real=[r for r in rows if r["mode"] == "real"],
        exercises=[r for r in rows if r["mode"] == "exercise"],
    )
