"""``/incidents/<incident>/seen``: somebody at the desk or in command has seen what rings, for every
page and wall of the incident."""

from __future__ import annotations

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response
from starlette.concurrency import run_in_threadpool

from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.board.alarms import ringing, see
from web.board.audience import Audience, Watch
from web.board.watching import audience_of
from web.hub.hub import Hub
from web.reader import Reader, by_session
from web.requests import form_body
from web.services import Services


def routes(services: Services, hub: Hub[Watch]) -> APIRouter:
    """Takes the alarms that a page shows, as fields ``alarm``."""
    router = APIRouter(prefix="/incidents/{incident}/seen", include_in_schema=False)

    def admitted(request: Request, incident: str) -> tuple[Reader, Audience]:
        who = by_session(services, request)
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
        if not audience.quiets:
            allowed = phrase(N_("the duty desk and those who command"))
            raise Refused("not_allowed", field="seen", value=None, allowed=allowed)
        return who, audience

    def keep(who: Reader, incident: str, alarms: frozenset[str]) -> None:
        at = services.desk.clock(incident).now()
        with services.database.write() as connection:
            see(connection, incident, alarms, who.person, at)
            services.database.hint(connection, f"incident:{incident}")

    @router.post("")
    async def seen(request: Request, incident: str) -> Response:
        """What rings now on the sender's own page: nobody quiets what is still to come."""
        who, audience = await run_in_threadpool(admitted, request, incident)
        said = frozenset((await form_body(request)).get("alarm", []))
        kept = await hub.look(Watch(incident, audience))
        rings = ringing(fragment.html for fragment in kept.view.fragments.values())
        if said & rings:
            await run_in_threadpool(keep, who, incident, said & rings)
        return JSONResponse({"seen": sorted(said & rings)})

    return router
