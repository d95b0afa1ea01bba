"""An incident's forms and its papers."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from incident.commands import COMMANDS, Command, SendNotice
from incident.lifecycle import ROWS
from incident.words import numbered
from runtime.language import N_, listed, phrase
from runtime.refusal import Refused
from web.answers import parse
from web.asking import form_page
from web.board.read import board
from web.board.view import Board
from web.board.watching import audience_of
from web.notices.preview import CHANGE, preview_page
from web.paper import render
from web.reader import Reader, by_session, seen_row
from web.requests import Form, command_id, form_body
from web.services import Services

AT_ONCE = frozenset({"ReceiveTask", "StartTask", "VerifyTask"})
"""Commands that a button on the page gives without a form."""

OFFERED = tuple(n for n in COMMANDS if ROWS[n].who != "engine" and n != "ReportIncident")
"""Commands that people give on an incident."""


def routes(services: Services) -> APIRouter:
    """``/incidents/<incident>`` and below."""
    router = APIRouter(prefix="/incidents/{incident}", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    def see(who: Reader, incident: str, log_shown: int | None = 0) -> Board:
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
        return board(services, audience, incident, log_shown=log_shown)

    @router.get("/do/{command}")
    def ask(
        request: Request, incident: str, command: str, who: Reader = Depends(reader)
    ) -> HTMLResponse:
        kind = _command(command)
        given = _asked(request)
        seen = see(who, incident, _log_for(kind))
        alone = _in_dialogue(request)
        place = _in_place(request)
        page = form_page(services, who, seen, kind, given, bare=alone, in_place=place)
        return HTMLResponse(page)

    @router.post("/do/{command}")
    def put(
        request: Request,
        incident: str,
        command: str,
        who: Reader = Depends(reader),
        form: Form = Depends(form_body),
    ) -> Response:
        kind = _command(command)
        shown = _log_for(kind)
        seen = see(who, incident, shown)
        kinds = {m.id: m.kind for m in seen.playbook.plan.criteria.measures}
        made: Command | None = None
        try:
            made = parse(kind, form, seen.zone, kinds)
            if step := _before(services, who, seen, made, form, bare=_in_dialogue(request)):
                return HTMLResponse(step)
            key = command_id(who.person, f"{incident}\0{command}", form.get("_key", [""])[-1])
            services.desk.put(incident, made, who.person, command_id=key, sent=made)
        except Refused as refused:
            again, alone = see(who, incident, shown), _in_dialogue(request)
            if made and (step := _before(services, who, again, made, form, refused, bare=alone)):
                return HTMLResponse(step, refused.status)
            place = _in_place(request)
            page = form_page(services, who, again, kind, form, refused, bare=alone, in_place=place)
            return HTMLResponse(page, refused.status)
        if _in_dialogue(request):
            return Response(status_code=204)
        return RedirectResponse(f"/incidents/{incident}", 303)

    @router.get("/orders/{order}/print")
    def paper(incident: str, order: str, who: Reader = Depends(reader)) -> HTMLResponse:
        seen = see(who, incident, None)
        may = seen.audience
        if not (may.reads_log and (may.acts or may.assessed)):
            # Like a page that does not exist: which orders there are is not theirs to know.
            allowed = phrase(N_("the list of incidents"))
            raise Refused("unknown_item", field="path", value=order, allowed=allowed)
        known = seen.incident.orders.get(order)
        if known is None:
            recorded = listed(map(numbered, seen.incident.orders))
            allowed = recorded if seen.incident.orders else phrase(N_("no order was recorded"))
            raise Refused("unknown_order", field="order", value=order, allowed=allowed)
        said = [line for line in reversed(seen.log) if line.order == order]
        people = [known.recorded_by, *([known.witness] if known.witness else [])]
        with services.database.read() as connection:
            head = seen_row(connection, who, incident)
            names = services.directory.names(connection, people)
        return HTMLResponse(
            render(
                "order.html",
                who.lang,
                seen.zone,
                reader=who,
                board=seen,
                order=known,
                number=numbered(order),
                recorder=names[known.recorded_by],
                witness=known.witness and names[known.witness],
                head=head,
                # the first entry says that the order was written down; the rest is what it says
                lines=said[1:],
                doubtful=known.said_at > said[0].recorded_at,
            )
        )

    return router


def _before(
    services: Services,
    who: Reader,
    seen: Board,
    made: Command,
    form: Form,
    refused: Refused | None = None,
    *,
    bare: bool,
) -> str | None:
    """What is looked at before a message in own words is sent; None where nothing is."""
    if not isinstance(made, SendNotice) or (refused and refused.field != "audience"):
        return None
    if CHANGE in form:
        typed = {name: answers for name, answers in form.items() if name != "audience"}
        return form_page(services, who, seen, SendNotice, typed, bare=bare)
    if made.audience is None or refused:
        return preview_page(services, who, seen, made, form, refused, bare=bare)
    return None


def _command(name: str) -> type[Command]:
    if name not in OFFERED:
        raise Refused(
            "unknown_item",
            field="command",
            value=name,
            allowed=phrase(N_("a button on the incident's page")),
        )
    return COMMANDS[name]


def _log_for(kind: type[Command]) -> int | None:
    """How much of the log a form needs: all of it where alerts are named by their entries."""
    return None if "alert" in kind.model_fields else 0


def _asked(request: Request) -> dict[str, list[str]]:
    """What a link fills in."""
    given: dict[str, list[str]] = {}
    for name, value in request.query_params.multi_items():
        given.setdefault(name, []).append(value)
    given.pop("lang", None)
    return given


def _in_dialogue(request: Request) -> bool:
    """Whether the board asks for the form alone, to show it over the page."""
    return "x-dialogue" in request.headers


def _in_place(request: Request) -> bool:
    """Whether the board asks for the small form that it opens in a row."""
    return request.headers.get("x-dialogue") == "in-place"
