"""The duty desk and the overview kept true while they are open: the hub's views of the county."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import datetime

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import Connection, func, select
from sqlmodel import col
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket

from incident.tables import IncidentRow
from notify.unread import count
from registry.tables import DutyEntryRow, HoldingRow
from runtime.hints import EVERYTHING
from web.board.alarms import seen_so_far
from web.board.socket import Doors
from web.duty.county import overview
from web.duty.looking import Looking
from web.duty.lookout import Lookout, Page, lookout_of
from web.duty.parts import desk_parts, overview_parts
from web.duty.view import duty_desk
from web.heads import lost_since
from web.hub.hub import Hub
from web.hub.kept import Source, in_threads
from web.hub.views import Rendered
from web.me.first import OVERVIEW, home_of
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services
from web.set_back import set_back_from
from web.stopped import stopped_since

PAUSE_S = 0.5
"""Seconds between two renderings: in a night every alert and every answer changes something."""


def hub_of_county(services: Services, looking: Looking) -> Hub[Lookout]:
    """The hub of a program's duty desks and overviews."""

    def source(who: Lookout) -> Source:
        return in_threads(
            lambda: _rendered(services, looking, who),
            lambda: _pulse(services, who),
            services.clock.now,
            PAUSE_S,
        )

    return Hub(source, lambda _: EVERYTHING, services.database.hints)


def routes(
    services: Services, looking: Looking, hub: Hub[Lookout], doors: Doors[Lookout]
) -> APIRouter:
    """``/``, ``/incidents``, and what keeps them true under ``/county``."""
    router = APIRouter(include_in_schema=False)

    def looks(request: Request, page: Page) -> tuple[Reader, Lookout]:
        who = by_session(services, request)
        with services.database.read() as connection:
            return who, lookout_of(services, connection, who, page)

    def first(request: Request) -> Page:
        who = by_session(services, request)
        watches = who.mode != "real" or home_of(services, who) == OVERVIEW
        return "incidents" if watches else "desk"

    async def shown(request: Request, page: Page) -> Response:
        who, view = await run_in_threadpool(looks, request, page)
        kept = await hub.look(view)
        return await run_in_threadpool(
            _page, services, looking, who, view, kept.parts(), kept.standing()
        )

    async def whole(request: Request, page: Page) -> Response:
        _, view = await run_in_threadpool(looks, request, page)
        return JSONResponse((await hub.look(view)).whole())

    @router.get("/")
    async def start(request: Request) -> Response:
        """The duty desk; for a superior headquarters the overview, and whoever plays a part in an
        exercise sees exercises only."""
        return await shown(request, await run_in_threadpool(first, request))

    @router.get("/incidents")
    async def incidents(request: Request) -> Response:
        return await shown(request, "incidents")

    @router.get("/county/{page}.json")
    async def anew(request: Request, page: Page) -> Response:
        return await whole(request, page)

    @router.websocket("/county/{page}/live")
    async def live(socket: WebSocket, page: Page) -> None:
        def sees(who: Reader, connection: Connection) -> Lookout:
            return lookout_of(services, connection, who, page)

        await doors.attend(socket, sees)

    return router


def _page(
    services: Services,
    looking: Looking,
    who: Reader,
    view: Lookout,
    parts: dict[str, str],
    live: dict[str, object],
) -> Response:
    lists: dict[str, list[tuple[str, str]]] = {}
    for key, html in sorted(parts.items(), reverse=True):
        if "/" in key and html:
            lists.setdefault(key.split("/")[0], []).append((key, html))
    given = {"reader": who, "parts": parts, "lists": lists, "live": live}
    if view.page == "desk":
        desk = duty_desk(services, looking, view)
        return HTMLResponse(render("duty.html", who.lang, desk.zone, desk.now, desk=desk, **given))
    seen = overview(services, view)
    return HTMLResponse(render("incidents.html", who.lang, seen.zone, seen.now, seen=seen, **given))


def _rendered(services: Services, looking: Looking, who: Lookout) -> Rendered:
    if who.page == "desk":
        desk = duty_desk(services, looking, who)
        fragments, now, shown = desk_parts(desk, who.lang), desk.now, desk.running
        rings_at = desk.rings_at
    else:
        seen = overview(services, who)
        fragments, now, shown = overview_parts(seen, who.lang), seen.now, seen.cards
        rings_at = seen.rings_at
    coming = (rings_at, *(r.changes_at for r in shown))
    due = min((at for at in coming if at), default=None)
    return Rendered(fragments, now, 1.0, due)


def _pulse(services: Services, who: Lookout) -> Hashable:
    """How far every log has come, who holds which posts, which replies wait, what was seen, and the
    minute: times are said to it."""
    with services.database.read() as connection:
        rows = connection.execute(
            select(col(IncidentRow.id), col(IncidentRow.seq))
            .where(col(IncidentRow.jurisdiction).in_(who.counties))
            .order_by(col(IncidentRow.id))
        )
        heads = tuple((row.id, row.seq) for row in rows)
        held = col(HoldingRow.until)
        holdings = connection.execute(
            select(func.count(), func.count(held), func.max(held), func.max(col(HoldingRow.since)))
            .where(col(HoldingRow.jurisdiction).in_(who.counties))
        ).one()  # fmt: skip
        unread = count(connection, None, who.counties)
        seen = seen_so_far(connection, [row[0] for row in heads])
        quiet = seen, stopped_since(services), set_back_from(services)
        desk: tuple[object, ...] = ()
        if who.page == "desk":
            last = select(func.max(col(DutyEntryRow.seq))).where(
                col(DutyEntryRow.jurisdiction) == who.jurisdiction
            )
            desk = (
                connection.execute(last).scalar(),
                lost_since(services),
            )
    return heads, tuple(holdings), unread, quiet, desk, _minute(services.clock.now())


def _minute(now: datetime) -> datetime:
    return now.replace(second=0, microsecond=0)
