"""The pages around an incident: the list, the report form, the plan, the simulated phones."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, RedirectResponse, Response
from sqlalchemy import select

from incident.commands import ReportIncident
from incident.tables import IncidentRow
from playbooks.check import check
from playbooks.coverage import coverage
from runtime.language import LANGS
from runtime.refusal import Refused
from web.assets import TYPES, find
from web.choices import level_name
from web.errors import sentence
from web.forms import fields_of, parse
from web.opening import open_once
from web.paper import render
from web.reader import LANG_COOKIE, Reader, by_session
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
        file = find(name)
        if file is None:
            return Response(status_code=404)
        kept = {"cache-control": f"public, max-age={_YEAR_S}, immutable"}
        return FileResponse(file, media_type=TYPES[file.suffix], headers=kept)

    @router.get("/")
    def incidents(request: Request, who: Reader = Depends(reader)) -> HTMLResponse:
        rows = _rows(services, who)
        page = render(
            "incidents.html",
            who.lang,
            reader=who,
            real=[r for r in rows if r["mode"] == "real"],
            exercises=[r for r in rows if r["mode"] == "exercise"],
        )
        answer = HTMLResponse(page)
        if request.query_params.get("lang") in LANGS:
            answer.set_cookie(LANG_COOKIE, who.lang, max_age=_YEAR_S, samesite="strict")
        return answer

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


def _rows(services: Services, who: Reader) -> list[dict[str, object]]:
    columns = IncidentRow.__table__.c  # type: ignore[attr-defined]
    query = select(*columns).where(columns.jurisdiction == who.jurisdiction)
    with services.database.read() as connection:
        found = connection.execute(query.order_by(columns.opened_at.desc())).mappings().all()
    return [
        {
            **row,
            "level_name": level_name(services.shelf.get(row["plan"]), row["level"], who.lang),
            "zone": ZoneInfo(services.shelf.get(row["plan"]).plan.document.zone),
        }
        for row in found
        if who.may_see(row["jurisdiction"], row["mode"])
    ]


def _report_form(services: Services, who: Reader, form: Form, refused: Refused | None) -> str:
    playbook = services.shelf.current(who.jurisdiction)
    with services.database.read() as connection:
        dams = services.directory.dams(connection, playbook.plan.document.jurisdiction.id)
    choices = {"dam": [(d.id, d.say(who.lang)) for d in dams]}
    asked = fields_of(ReportIncident, choices, {"mode": [who.mode], **form}, who.lang)
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
