"""The pages of the duty desk: the start page, the overview of incidents, the whole log."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse

from web.board.socket import Doors
from web.duty import live, reach, replies
from web.duty.forms import NAMES
from web.duty.looking import Looking
from web.duty.lookout import Lookout
from web.duty.view import log_page
from web.hub.hub import Hub
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services


def routes(
    services: Services, looking: Looking, hub: Hub[Lookout], doors: Doors[Lookout]
) -> APIRouter:
    """``/``, ``/incidents``, ``/duty/log``, ``/duty/reach`` and ``/duty/replies``."""
    router = APIRouter(include_in_schema=False)
    router.include_router(live.routes(services, looking, hub, doors))
    router.include_router(reach.routes(services, looking))
    router.include_router(replies.routes(services))

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/duty/log")
    def whole_log(
        before: int | None = Query(None, ge=1, le=2**31 - 1), who: Reader = Depends(reader)
    ) -> HTMLResponse:
        page = log_page(services, who, before)
        return HTMLResponse(
            render(
                "duty_log.html", who.lang, page.zone, page.now, reader=who, desk=page, names=NAMES
            )
        )

    return router
