"""The board as a page, whole; as it was at any past minute; and its fragments for a board that has
to begin anew."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.board.around import Around, around
from web.board.audience import Audience, Watch, form_of
from web.board.fragments import fragments
from web.board.logkinds import KINDS
from web.board.read import LOG_SHOWN, board
from web.board.watching import audience_of
from web.hub.hub import Hub
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services
from web.taken import beyond, years

EARLIEST_YEAR = 1900
WITH_OFFSET = N_("a time with its offset, such as 2026-05-17T02:36:00+08:00")


def routes(services: Services, hub: Hub[Watch]) -> APIRouter:
    """``/incidents/<incident>`` with ``?wall``, ``?at=`` and ``?log=all``, and ``…/board.json``."""
    router = APIRouter(prefix="/incidents/{incident}", include_in_schema=False)

    def seen_by(request: Request, incident: str) -> tuple[Reader, Audience]:
        reader = by_session(services, request)
        form = form_of(request.query_params)
        with services.database.read() as connection:
            return reader, audience_of(services, connection, reader, incident, form)

    @router.get("")
    async def page(request: Request, incident: str) -> Response:
        reader, audience = await run_in_threadpool(seen_by, request, incident)
        at = _moment(request.query_params.get("at"))
        whole = request.query_params.get("log") == "all"
        if at is not None or whole:
            return await run_in_threadpool(_still, services, reader, audience, incident, at, whole)
        kept = await hub.look(Watch(incident, audience))
        seen = kept.present()
        live, parts = kept.standing(), kept.parts()
        return await run_in_threadpool(_render, reader, seen.around, parts, seen.now, live)

    @router.get("/board.json")
    async def whole(request: Request, incident: str) -> Response:
        _, audience = await run_in_threadpool(seen_by, request, incident)
        return JSONResponse((await hub.look(Watch(incident, audience))).whole())

    return router


def _moment(given: str | None) -> datetime | None:
    """A moment from the address. Raises Refused ``invalid``."""
    if not given:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or at.utcoffset() is None or at.year < EARLIEST_YEAR:
        early = at is not None and at.year < EARLIEST_YEAR
        allowed = years(EARLIEST_YEAR) if early or beyond(given) else phrase(WITH_OFFSET)
        raise Refused("invalid", field="at", value=given, allowed=allowed)
    return at


def _still(
    services: Services,
    reader: Reader,
    audience: Audience,
    incident: str,
    at: datetime | None,
    whole: bool,
) -> Response:
    """A page that does not change: a past moment, or the whole log."""
    seen = board(services, audience, incident, log_shown=None if whole else LOG_SHOWN, at=at)
    # Whole seconds, as the slider over the board counts.
    learned_at = seen.incident.opened.learned_at.replace(microsecond=0)
    if at is not None and at < learned_at:
        since = learned_at.astimezone(seen.zone).strftime("%Y-%m-%d %H:%M:%S")
        allowed = phrase(N_("a time from the report on, {time}"), time=since)
        raise Refused("invalid", field="at", value=at.isoformat(), allowed=allowed)
    present = services.desk.clock(incident).now() if seen.past else None
    return _render(reader, around(seen), fragments(seen), seen.now, live_now=present)


def _render(
    reader: Reader,
    stands: Around,
    parts: Mapping[str, str],
    now: datetime,
    live: Mapping[str, Any] | None = None,
    live_now: datetime | None = None,
) -> HTMLResponse:
    """The parts, and what stands around them; ``live_now`` is the present of what is past."""
    lists: dict[str, list[tuple[str, str]]] = {}
    for key, html in parts.items():
        if "/" in key and html:
            lists.setdefault(key.split("/")[0], []).append((key, html))
    template = "wall.html" if stands.audience.form == "wall" else "incident.html"
    page = render(
        template,
        stands.audience.lang,
        stands.zone,
        now,
        reader=reader,
        around=stands,
        parts=parts,
        kinds=KINDS,
        log_shown=LOG_SHOWN,
        lists={name: sorted(items, reverse=name == "log") for name, items in lists.items()},
        live=live,
        live_now=live_now,
    )
    return HTMLResponse(page)
