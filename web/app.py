"""The web application, made around a running program."""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from types import MappingProxyType
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.responses import Response

from runtime.faults import Wordless
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web import (
    api,
    callbacks,
    health,
    incidents,
    links,
    lost_phone,
    pages,
    phones,
    signin,
    staying,
    stream,
)
from web.board import copying, seeing, walls
from web.board import pages as board_pages
from web.board import socket as board_socket
from web.board.anteroom import Anteroom
from web.board.doorkeeper import Doorkeeper
from web.board.socket import Doors
from web.board.watching import hub_of
from web.bodies import bodies
from web.calls import api as calls_api
from web.calls import pages as calls_pages
from web.contract import PREFIX, describe
from web.duty import api as duty_api
from web.duty import channels_live, entering, promoting
from web.duty import pages as duty_pages
from web.duty.channels_live import hub_of_channels
from web.duty.live import hub_of_county
from web.duty.looking import Looking
from web.errors import of_mistake, respond
from web.guard import Guard, HideLinks
from web.materials import api as materials
from web.me import pages as me_pages
from web.notices import api as notices_api
from web.reader import by_session
from web.refused import turned_away
from web.services import Services
from web.told import api as told_api
from web.told import pages as told_pages
from web.told.live import hub_of_told
from web.warming import warm
from web.warnings import pages as warning_pages

FILTERED: Mapping[str, type[logging.Filter]] = MappingProxyType(
    {"uvicorn.access": HideLinks, "uvicorn.error": Wordless, "asyncio": Wordless}
)
"""What the logs of others may not hold."""


def create_app(services: Services) -> FastAPI:
    """Pages, live updates and the API over one set of services."""
    hub, keeper, anteroom = hub_of(services), Doorkeeper(services), Anteroom()
    looking = Looking(services)
    county, told = hub_of_county(services, looking), hub_of_told(services)
    channels = hub_of_channels(services)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        await warm(services, hub, app.routes)
        yield
        await hub.close()
        await county.close()
        await told.close()
        await channels.close()
        await keeper.close()

    app = FastAPI(
        title="tailings",
        lifespan=running,
        docs_url=None,
        redoc_url=None,
        openapi_url=f"{PREFIX}/openapi.json",
    )
    county_doors = Doors(services, county, keeper, anteroom)
    app.include_router(duty_pages.routes(services, looking, county, county_doors))
    channel_doors = Doors(services, channels, keeper, anteroom)
    app.include_router(channels_live.routes(services, channels, channel_doors))
    desk = (entering, promoting, duty_api)
    calling = (calls_pages, calls_api)
    entrance = (signin, staying, lost_phone)
    for part in (*entrance, *desk, *calling, me_pages, pages, incidents, materials, api, callbacks):
        app.include_router(part.routes(services))
    told_doors = Doors(services, told, keeper, anteroom)
    app.include_router(told_pages.routes(services, told, told_doors))
    app.include_router(told_api.routes(services))
    app.include_router(notices_api.routes(services))
    for part in (stream, walls, copying, health, warning_pages, links, phones):
        app.include_router(part.routes(services))
    app.include_router(board_pages.routes(services, hub))
    app.include_router(seeing.routes(services, hub))
    app.include_router(board_socket.routes(services, Doors(services, hub, keeper, anteroom)))
    app.add_middleware(
        Guard,
        settings=services.settings,
        bodies=bodies(services),
        told=turned_away(services),
    )
    # Whole pages are ten times smaller so; patches over the WebSocket are left as they are.
    app.add_middleware(GZipMiddleware, minimum_size=1024)
    app.openapi = lambda: _once(app)  # type: ignore[method-assign]
    _answers(app, services)
    for name, kind in FILTERED.items():
        log = logging.getLogger(name)
        if not any(isinstance(f, kind) for f in log.filters):
            log.addFilter(kind())
    return app


def _once(app: FastAPI) -> dict[str, Any]:
    app.openapi_schema = app.openapi_schema or describe(app)
    return app.openapi_schema


def _unread() -> Refused:
    """A body that could not be read at all, such as one that is nested too deeply."""
    return Refused("invalid", field="body", value=None, allowed=phrase(N_("a JSON object")))


def _answers(app: FastAPI, services: Services) -> None:
    """Every refusal and fault gets the same shape."""
    lang = services.settings.lang

    @app.exception_handler(Refused)
    def refused(request: Request, error: Refused) -> Response:
        told = services.tries.weighed(request, error, services.clock.now())
        return respond(request, told, lang)

    @app.exception_handler(RequestValidationError)
    def invalid(request: Request, error: RequestValidationError) -> Response:
        told = of_mistake(error.errors()[0])
        same = Refused("invalid", field=told.field, value=told.value, allowed=told.allowed)
        return respond(request, same, lang)

    @app.exception_handler(HTTPException)
    def other(request: Request, error: HTTPException) -> Response:
        told = _unread() if error.status_code == 400 else api.unknown_path(request.url.path)
        answer = respond(request, told, lang)
        # to a program a path and a method are one thing: what it can call, or cannot
        unknown = error.status_code == 405 and request.url.path.startswith("/api/")
        answer.status_code = 404 if unknown else error.status_code
        return answer

    @app.get("/{path:path}", include_in_schema=False)
    def unknown(request: Request, path: str) -> Response:
        if not request.url.path.startswith("/api/"):
            by_session(services, request)
            allowed = phrase(N_("the list of incidents"))
            raise Refused("unknown_item", field="path", value=path, allowed=allowed)
        raise api.unknown_path(request.url.path)
