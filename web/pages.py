"""The pages around an incident: the plan, the simulated phones, what every page loads."""

from __future__ import annotations

from pathlib import Path

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, Response

from incident.names import Names
from playbooks.check import check
from playbooks.coverage import coverage
from playbooks.crossref import all_tasks
from web import reporting
from web.assets import TYPES, content, find
from web.paper import environment, render
from web.reader import Reader, by_session
from web.services import Services

_YEAR_S = 31_536_000


def routes(services: Services) -> APIRouter:
    """Pages that belong to no single incident."""
    router = APIRouter(include_in_schema=False)
    router.include_router(reporting.routes(services))

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/static/{name}")
    def static(name: str) -> Response:
        plain = find(name)
        if plain is None:
            return Response(status_code=404)
        kept = {"cache-control": f"public, max-age={_YEAR_S}, immutable"}
        return Response(content(plain), media_type=TYPES[Path(plain).suffix], headers=kept)

    @router.get("/icon.svg")
    def icon(count: int = Query(0, ge=0, le=99)) -> Response:
        """The page's icon with the number of alarms that nobody has seen."""
        drawn = environment().get_template("icon.svg").render(count=count)
        return Response(drawn, media_type=TYPES[".svg"])

    @router.get("/plan")
    def plan(who: Reader = Depends(reader)) -> HTMLResponse:
        playbook = services.shelf.current(who.jurisdiction)
        page = render(
            "plan.html",
            who.lang,
            reader=who,
            playbook=playbook,
            checked=check(playbook),
            covered=coverage(playbook.plan),
            timed=[task for _, task in all_tasks(playbook.plan) if task.target_min],
            names=Names(playbook),
        )
        return HTMLResponse(page)

    return router
