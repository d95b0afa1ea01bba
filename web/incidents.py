"""An incident's forms and its papers."""

from __future__ import annotations

from collections.abc import Mapping

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from incident.commands import COMMANDS, Command
from incident.lifecycle import ROWS
from incident.words import numbered
from runtime.language import N_, listed, phrase
from runtime.refusal import Refused
from web.board.view import Board, board
from web.board.watching import audience_of
from web.choices import choices
from web.effects import Effects, effects
from web.errors import sentence
from web.forms import fields_of, parse, spoken_fields
from web.labels import LABELS
from web.paper import render
from web.reader import Reader, by_session, seen_row
from web.requests import Form, command_id, form_body, fresh_key
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
        given: dict[str, list[str]] = {}
        for name, value in request.query_params.multi_items():
            given.setdefault(name, []).append(value)
        given.pop("lang", None)
        seen = see(who, incident)
        return HTMLResponse(_form(request, who, seen, kind, given, None))

    @router.post("/do/{command}")
    def put(
        request: Request,
        incident: str,
        command: str,
        who: Reader = Depends(reader),
        form: Form = Depends(form_body),
    ) -> Response:
        kind = _command(command)
        seen = see(who, incident)
        kinds = {m.id: m.kind for m in seen.playbook.plan.criteria.measures}
        try:
            made = parse(kind, form, seen.zone, kinds)
            key = command_id(who.person, f"{incident}\0{command}", form.get("_key", [""])[-1])
            services.desk.put(incident, made, who.person, command_id=key)
        except Refused as refused:
            again = see(who, incident)
            return HTMLResponse(_form(request, who, again, kind, form, refused), refused.status)
        if _in_dialogue(request):
            return Response(status_code=204)
        return RedirectResponse(f"/incidents/{incident}", 303)

    @router.get("/orders/{order}/print")
    def paper(incident: str, order: str, who: Reader = Depends(reader)) -> HTMLResponse:
        seen = see(who, incident, None)
        known = seen.incident.orders.get(order)
        if known is None:
            recorded = listed(map(numbered, seen.incident.orders))
            allowed = recorded if seen.incident.orders else phrase(N_("no order was recorded"))
            raise Refused("unknown_order", field="order", value=order, allowed=allowed)
        with services.database.read() as connection:
            head = seen_row(connection, who, incident)
        return HTMLResponse(
            render(
                "order.html",
                who.lang,
                seen.zone,
                reader=who,
                board=seen,
                order=known,
                head=head,
                lines=[line for line in reversed(seen.log) if line.order == order],
            )
        )

    return router


def _command(name: str) -> type[Command]:
    if name not in OFFERED:
        raise Refused(
            "unknown_item",
            field="command",
            value=name,
            allowed=listed(phrase(LABELS[n]) for n in OFFERED),
        )
    return COMMANDS[name]


def _in_dialogue(request: Request) -> bool:
    """Whether the board asks for the form alone, to show it over the page."""
    return "x-dialogue" in request.headers


def _form(
    request: Request,
    who: Reader,
    seen: Board,
    kind: type[Command],
    given: Mapping[str, list[str]],
    refused: Refused | None,
) -> str:
    lang = seen.audience.lang
    options = choices(seen.incident, seen.playbook, seen.texts, lang)
    # A typed-in answer outside the options would be lost from a list: then there is no list.
    return render(
        "do.html",
        lang,
        seen.zone,
        reader=who,
        bare=_in_dialogue(request),
        board=seen,
        command=kind.wire(),
        fields=fields_of(kind, options, given, lang),
        spoken=spoken_fields(options, given, lang),
        spoken_open=any(k.startswith("spoken") for k in given),
        override=given.get("override.reason", [""])[-1],
        decided_on={k: v[-1] for k, v in given.items() if k.startswith("decided_on.")},
        happened_at=given.get("happened_at", [""])[-1],
        key=given.get("_key", [fresh_key()])[-1],
        effects=_effects(seen, kind, given),
        weighty=ROWS[kind.wire()].who == "authority",
        refused=refused,
        said=refused and sentence(refused, lang, kind.wire()),
    )


def _effects(seen: Board, kind: type[Command], given: Mapping[str, list[str]]) -> Effects | None:
    """Only for what the plan gives to an authority, and where enough is known to try it."""
    if ROWS[kind.wire()].who != "authority":
        return None
    kinds = {m.id: m.kind for m in seen.playbook.plan.criteria.measures}
    needed = {n: ["—"] for n, f in kind.model_fields.items() if f.is_required()}
    asked = {k: v for k, v in given.items() if "." not in k and k != "happened_at"}
    try:
        return effects(seen, parse(kind, {**needed, **asked}, seen.zone, kinds))
    except Refused:
        return None
