"""The sheet on which a warning is handed over, and its CAP file."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, Response

from incident.state import PublicWarning
from incident.words import numbered
from notify.public.cap import MEDIA_TYPE, document
from notify.public.of_warning import alert_of
from registry.places import villages
from runtime.language import N_, listed, phrase
from runtime.refusal import Refused
from web.board.read import board
from web.board.view import Board
from web.board.watching import audience_of
from web.paper import render
from web.reader import Reader, by_session, seen_row
from web.services import Services
from web.warnings.reading import reading


def routes(services: Services) -> APIRouter:
    """``/incidents/<incident>/warnings/<number>.cap.xml`` and ``…/<number>/print``."""
    router = APIRouter(prefix="/incidents/{incident}/warnings", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    def see(who: Reader, incident: str, number: str) -> tuple[Board, PublicWarning]:
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
        seen = board(services, audience, incident, log_shown=0)
        if not (audience.reads_log and (audience.acts or audience.assessed)):
            # Like a page that does not exist: which warnings there are is not theirs to know.
            allowed = phrase(N_("the list of incidents"))
            raise Refused("unknown_item", field="path", value=number, allowed=allowed)
        found = seen.incident.warnings.get(f"warning-{number}")
        if found is None or (found.approved_at is None and not audience.assessed):
            known = [numbered(w) for w in seen.incident.warnings]
            allowed = listed(known) if known else phrase(N_("no warning was drafted"))
            raise Refused("unknown_item", field="warning", value=number, allowed=allowed)
        return seen, found

    @router.get("/{number}.cap.xml")
    def file(incident: str, number: str, who: Reader = Depends(reader)) -> Response:
        seen, warning = see(who, incident, number)
        with services.database.read() as connection:
            named = villages(connection, seen.incident.opened.jurisdiction)
        alert = alert_of(seen.incident, warning, seen.playbook, seen.texts, named)
        name = f"{incident}-warning-{number}-{alert.status.lower()}.cap.xml"
        return Response(
            document(alert, seen.zone),
            media_type=MEDIA_TYPE,
            headers={"content-disposition": f'attachment; filename="{name}"'},
        )

    @router.get("/{number}/print")
    def sheet(incident: str, number: str, who: Reader = Depends(reader)) -> HTMLResponse:
        seen, warning = see(who, incident, number)
        people = [p for p in (warning.drafted_by, warning.approved_person) if p]
        with services.database.read() as connection:
            head = seen_row(connection, who, incident)
            names = services.directory.names(connection, people)
        return HTMLResponse(
            render(
                "warnings/sheet.html",
                who.lang,
                seen.zone,
                reader=who,
                board=seen,
                warning=warning,
                told=reading(seen, warning),
                drafter=names[warning.drafted_by],
                approver=warning.approved_person and names[warning.approved_person],
                head=head,
            )
        )

    return router
