"""The pages around an incident: the report form, the plan, the simulated phones."""

from __future__ import annotations

from pathlib import Path
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from incident.commands import ReportIncident
from playbooks.check import check
from playbooks.coverage import coverage
from runtime.refusal import Refused
from web.assets import TYPES, content, find
from web.errors import sentence
from web.face import Face
from web.forms import fields_of, parse
from web.opening import open_once
from web.paper import environment, render
from web.reader import Reader, by_session
from web.requests import Form, command_id, form_body, fresh_key
from web.services import Services

_YEAR_S = 31_536_000


def routes(services: Services) -> APIRouter:
    """Pages that belong to no single incident."""
    router = APIRouter(include_in_schema=False)

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

    @router.get("/report")
    def report_form(who: Reader = Depends(reader)) -> HTMLResponse:
        return HTMLResponse(_report_form(services, who, {}, None))

    @router.post("/report")
    def report(who: Reader = Depends(reader), form: Form = Depends(form_body)) -> Response:
        try:
            given: Form = {"mode": [who.mode], **form}
            made = parse(ReportIncident, given, _zone(services, who), {})
            assert isinstance(made, ReportIncident)  # noqa: S101 - for the type checker
            key = command_id(who.person, "report", form.get("_key", [""])[-1])
            incident, _ = open_once(services, who, made, key)
        except Refused as refused:
            return HTMLResponse(_report_form(services, who, form, refused), refused.status)
        return RedirectResponse(f"/incidents/{incident}", 303)

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
        )
        return HTMLResponse(page)

    @router.get("/phones")
    def phones(who: Reader = Depends(reader)) -> HTMLResponse:
        shown = [p for p in services.phones() if p.get("mode", "exercise") == who.mode]
        return HTMLResponse(
            render("phones.html", who.lang, _zone(services, who), reader=who, phones=shown)
        )

    return router


def _zone(services: Services, who: Reader) -> ZoneInfo:
    return ZoneInfo(services.shelf.current(who.jurisdiction).plan.document.zone)


def _report_form(services: Services, who: Reader, form: Form, refused: Refused | None) -> str:
    playbook = services.shelf.current(who.jurisdiction)
    with services.database.read() as connection:
        dams = services.directory.dams(connection, playbook.plan.document.jurisdiction.id)
    choices = {"dam": [(d.id, d.say(who.lang)) for d in dams]}
    face = Face(_zone(services, who), services.clock.now())
    asked = fields_of(ReportIncident, choices, {"mode": [who.mode], **form}, who.lang, face)
    order = ("place", "occurred_at", "what", "source", "police_number", "dam", "kind", "title")
    by_name = {f.name: f for f in asked}
    return render(
        "report.html",
        who.lang,
        _zone(services, who),
        reader=who,
        fields=[by_name[name] for name in order],
        key=form.get("_key", [fresh_key()])[-1],
        refused=refused,
        said=refused and sentence(refused, who.lang),
    )
