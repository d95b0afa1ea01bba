"""What one person was told, as the page behind their row of the board."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse

from notify.channelwords import title
from web.board.read import board
from web.board.watching import audience_of
from web.calls.words import NUMBERS, RESULTS, why_called
from web.paper import render
from web.reader import Reader, by_session
from web.services import Services
from web.told.read import told_of
from web.told.words import STATES, times, why


def routes(services: Services) -> APIRouter:
    """``/incidents/<incident>/told/<person>``."""
    router = APIRouter(prefix="/incidents/{incident}/told", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/{person}")
    def page(incident: str, person: str, who: Reader = Depends(reader)) -> HTMLResponse:
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
            told = told_of(connection, services.vault, audience, incident, person)
            entered = {a.by for one in told for a in one.answers}
            entered |= {call.by for one in told for call in one.calls}
            names = services.directory.names(connection, sorted(entered | {person}))
        # The sentences of the log say what each alert was about, as far as this reader may read.
        seen = board(services, audience, incident, log_shown=None)
        return HTMLResponse(
            render(
                "told.html",
                who.lang,
                seen.zone,
                reader=who,
                board=seen,
                person=person,
                names=names,
                told=told,
                about={f"entry-{line.seq}": line.text for line in seen.log},
                states=STATES,
                results=RESULTS,
                numbers=NUMBERS,
                times=times,
                why=lambda sent: why(sent, who.lang),
                way=lambda channel: title(channel).say(who.lang),
                why_called=why_called,
            )
        )

    return router
