"""The page that somebody sees first: after signing in, and on an installed page."""

from __future__ import annotations

from urllib.parse import quote

from fastapi import APIRouter, Depends, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import select

from incident.state import Incident
from incident.tables import IncidentRow
from web.duty.rights import posts_at_desk
from web.me.shown import Me
from web.me.view import me
from web.reader import Reader, by_session
from web.rights import role_of
from web.services import Services

OVER = ("closed", "dismissed")
DESK, OVERVIEW = "/", "/incidents"


def entrances(services: Services) -> APIRouter:
    """``/begin`` and ``/me``."""
    router = APIRouter(include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/begin")
    def begin(who: Reader = Depends(reader)) -> Response:
        """Where signing in leads this person."""
        return RedirectResponse(first_page(services, who), 303)

    @router.get("/me")
    def mine(who: Reader = Depends(reader)) -> Response:
        """The newest incident in which something waits for the reader, else the newest that runs:
        where an installed page begins."""
        running = open_incidents(services, who)
        waits = (i for i in running if something_to_do(me(services, who, i)))
        found = next(waits, next(iter(running), None))
        return RedirectResponse(f"/incidents/{quote(found)}/me" if found else DESK, 303)

    return router


def first_page(services: Services, who: Reader) -> str:
    """Where signing in leads: whoever has something to do in an open incident begins with it, the
    newest incident first. Who keeps the record stays at the desk, and a superior headquarters
    looks at the overview."""
    home = home_of(services, who)
    if home is not None:
        return home
    for incident in open_incidents(services, who):
        if something_to_do(me(services, who, incident)):
            return f"/incidents/{quote(incident)}/me"
    return DESK


def home_of(services: Services, who: Reader) -> str | None:
    """Where somebody looks from whatever runs: the desk of who keeps the record, the overview of a
    superior headquarters; None for everybody else."""
    playbook = services.shelf.current(who.jurisdiction)
    with services.database.read() as connection:
        posts = posts_at_desk(connection, who, services.clock.now())
    if posts & set(playbook.plan.recording.posts):
        return DESK
    role = role_of(Incident(id="", plan=playbook.digest), playbook, posts)
    return OVERVIEW if role == "superior" else None


def something_to_do(page: Me) -> bool:
    """Whether anything on the responders' page waits for this person."""
    waits = page.alerts, page.decisions, page.starts, page.tasks, page.to_verify
    return page.acts and (page.must_answer or any(waits))


def open_incidents(services: Services, who: Reader) -> tuple[str, ...]:
    """Ids of the incidents of the reader's roster that run, the newest first."""
    columns = IncidentRow.__table__.c  # type: ignore[attr-defined]
    query = (
        select(columns.id)
        .where(
            columns.jurisdiction.in_(who.counties),
            columns.mode == who.mode,
            columns.stage.not_in(OVER),
        )
        .order_by(columns.opened_at.desc())
    )
    with services.database.read() as connection:
        return tuple(connection.execute(query).scalars())
