"""``/duty/channels``: the channels of this process, kept true while the page is open."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket

from runtime.hints import EVERYTHING
from runtime.language import Lang
from runtime.turned_away import KINDS, TRIES, Counted
from runtime.wallclock import midnight
from web.board.socket import Doors
from web.duty.channels import counts_of, lines_of
from web.duty.rights import keeper
from web.hub.hub import Hub
from web.hub.kept import Source, in_threads
from web.hub.views import Rendered
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services

PAUSE_S = 0.5
"""Seconds between two renderings: in a night many messages leave by one channel."""

PART = "channels"


@dataclass(frozen=True, slots=True)
class ChannelsSeen:
    """Whoever keeps the record under plans of one zone sees the same, in one language."""

    zone: str
    lang: Lang


def hub_of_channels(services: Services) -> Hub[ChannelsSeen]:
    """The hub of a program's pages of channels."""

    def source(view: ChannelsSeen) -> Source:
        return in_threads(
            lambda: _rendered(services, view),
            lambda: _pulse(services, view),
            services.clock.now,
            PAUSE_S,
        )

    return Hub(source, lambda _: EVERYTHING, services.database.hints)


def routes(services: Services, hub: Hub[ChannelsSeen], doors: Doors[ChannelsSeen]) -> APIRouter:
    """The page, and what keeps it true; for those who keep the record."""
    router = APIRouter(include_in_schema=False)

    def sees(who: Reader, connection: Connection) -> ChannelsSeen:
        return ChannelsSeen(keeper(services, connection, who).plan.document.zone, who.lang)

    def seen_by(request: Request) -> tuple[Reader, ChannelsSeen]:
        who = by_session(services, request)
        with services.database.read() as connection:
            return who, sees(who, connection)

    @router.get("/duty/channels.json")
    async def whole(request: Request) -> Response:
        _, view = await run_in_threadpool(seen_by, request)
        return JSONResponse((await hub.look(view)).whole())

    @router.get("/duty/channels")
    async def page(request: Request) -> Response:
        who, view = await run_in_threadpool(seen_by, request)
        kept = await hub.look(view)
        now = services.clock.now()
        given = {"reader": who, "parts": kept.parts(), "live": kept.standing()}
        return HTMLResponse(
            render("duty_channels.html", who.lang, ZoneInfo(view.zone), now, **given)
        )

    @router.websocket("/duty/channels/live")
    async def live(socket: WebSocket) -> None:
        await doors.attend(socket, sees)

    return router


def _rendered(services: Services, view: ChannelsSeen) -> Rendered:
    now, zone = services.clock.now(), ZoneInfo(view.zone)
    with services.database.read() as connection:
        lines = lines_of(services, connection, now, zone)
    away, tried = _counted(services)
    said = {"away": away, "kinds": KINDS, "tried": tried, "tries": TRIES}
    html = render("duty_channel_lines.html", view.lang, zone, now, channels=lines, **said)
    rests = (line.until for line in lines if line.until is not None)
    return Rendered({PART: html}, now, 1.0, min([midnight(now, zone), *rests]))


def _counted(services: Services) -> list[Counted | None]:
    """Requests of providers that were not taken, and what was tried in vain."""
    both = (services.turned_away, services.tries.told)
    return [None if one is None else one.counted for one in both]


def _pulse(services: Services, view: ChannelsSeen) -> Hashable:
    told = tuple(of and (tuple(sorted(of.counts.items())), of.last) for of in _counted(services))
    with services.database.read() as connection:
        return told, counts_of(services, connection, services.clock.now(), ZoneInfo(view.zone))
