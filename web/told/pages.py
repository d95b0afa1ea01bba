"""What one person was told, as the page behind their row of the board; it stays true while open."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket

from web.board.socket import Doors
from web.hub.hub import Hub
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services
from web.told.view import UNSETTLED_PART, Looks, inside, looks, seen_of


def routes(services: Services, hub: Hub[Looks], doors: Doors[Looks]) -> APIRouter:
    """``/incidents/<incident>/told/<person>``, and what keeps it true."""
    router = APIRouter(prefix="/incidents/{incident}/told", include_in_schema=False)

    def seen_by(request: Request, incident: str, person: str) -> tuple[Reader, Looks]:
        who = by_session(services, request)
        with services.database.read() as connection:
            return who, looks(services, connection, who, incident, person)

    @router.get("/{person}.json")
    async def whole(request: Request, incident: str, person: str) -> Response:
        _, view = await run_in_threadpool(seen_by, request, incident, person)
        return JSONResponse((await hub.look(view)).whole())

    @router.get("/{person}")
    async def page(request: Request, incident: str, person: str) -> Response:
        who, view = await run_in_threadpool(seen_by, request, incident, person)
        kept = await hub.look(view)
        parts = {key: html for key, html in kept.parts().items() if html}
        return await run_in_threadpool(_page, services, who, view, parts, kept.standing())

    @router.websocket("/{person}/live")
    async def live(socket: WebSocket, incident: str, person: str) -> None:
        def sees(who: Reader, connection: Connection) -> Looks:
            return looks(services, connection, who, incident, person)

        await doors.attend(socket, sees)

    return router


def _page(
    services: Services, who: Reader, view: Looks, parts: dict[str, str], live: dict[str, Any]
) -> Response:
    # The alerts are the hub's; what stands around them needs none of them.
    seen = seen_of(services, view, told=False)
    return HTMLResponse(
        render(
            "told.html",
            who.lang,
            seen.board.zone,
            seen.board.now,
            reader=who,
            board=seen.board,
            person=view.person,
            name=seen.names[view.person],
            inside=inside(seen.board),
            unsettled=parts.pop(UNSETTLED_PART, ""),
            parts=sorted(parts.items(), reverse=True),
            live=live,
        )
    )
