"""The wall of whatever is going on: finds the incident by itself, and waits while there is none."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import select
from sqlmodel import col

from incident.tables import IncidentRow
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services

OVER = ("closed", "dismissed")


def routes(services: Services) -> APIRouter:
    """``/wall``: the newest open incident of the county, a real one before any exercise."""
    router = APIRouter(include_in_schema=False)

    @router.get("/wall")
    def wall(request: Request) -> Response:
        who = by_session(services, request)
        found = _newest(services, who)
        if found is not None:
            return RedirectResponse(f"/incidents/{found}?wall", 303)
        return HTMLResponse(render("no_wall.html", who.lang))

    return router


def _newest(services: Services, who: Reader) -> str | None:
    query = (
        select(col(IncidentRow.id), col(IncidentRow.jurisdiction), col(IncidentRow.mode))
        .where(col(IncidentRow.stage).not_in(OVER))
        .order_by(col(IncidentRow.mode).desc(), col(IncidentRow.opened_at).desc())
    )
    with services.database.read() as connection:
        rows = connection.execute(query).all()
    return next((r.id for r in rows if who.may_see(r.jurisdiction, r.mode)), None)
