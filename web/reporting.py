"""接报: the form that opens an incident, with the first figures that the caller gives."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from incident.commands import RecordClaim, ReportIncident
from incident.names import Names
from incident.posts import recorders
from playbooks.lookup import Playbook
from registry.dams import Dam
from registry.places import Named, townships
from runtime.language import N_, Lang, phrase, translate
from runtime.refusal import Refused
from web.answers import parse
from web.choices import sources
from web.duty.telephone import desk_telephones
from web.errors import sentence
from web.face import Face
from web.forms import Field, Option, fields_of
from web.nearby import named_in
from web.opening import open_once
from web.paper import render
from web.reader import Reader, by_session
from web.requests import Form, command_id, form_body, fresh_key
from web.services import Services

FIRST = ("learned_at", "place", "what", "dam", "township", "occurred_at", "source")
"""What every report is asked for, in the order in which a caller tells it."""
RARE = ("police_number", "kind", "title")

NUMBER, SAYS, FIGURE = "caller_number", "figures_source", "figures."
"""What the form asks beside the report itself: who can be called back, and the first figures."""
PUBLIC = "public"
"""Who says the first figures where nobody says otherwise: who called."""


def routes(services: Services) -> APIRouter:
    """``/report``, and the hint beside its place."""
    router = APIRouter(prefix="/report", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("")
    def ask(request: Request, who: Reader = Depends(reader)) -> HTMLResponse:
        linked = {name: [answer] for name, answer in request.query_params.items()}
        return HTMLResponse(_page(services, who, linked, None))

    @router.get("/dams")
    def dams(place: str = Query("", max_length=400), who: Reader = Depends(reader)) -> HTMLResponse:
        """The dams that the place may mean, as buttons; empty where it names none."""
        known, there = _places(services, who)
        meant = named_in(place, known, there)
        return HTMLResponse(render("dams.html", who.lang, meant=_dams(meant, there, who.lang)))

    @router.post("")
    def report(who: Reader = Depends(reader), form: Form = Depends(form_body)) -> Response:
        playbook = services.shelf.current(who.jurisdiction)
        zone = ZoneInfo(playbook.plan.document.zone)
        try:
            made = parse(ReportIncident, _report(form, who), zone, {})
            assert isinstance(made, ReportIncident)  # noqa: S101 - for the type checker
            claims = _claims(form, playbook, zone)
            key = form.get("_key", [""])[-1]
            incident, _ = open_once(services, who, made, command_id(who.person, "report", key))
        except Refused as refused:
            return HTMLResponse(_page(services, who, form, refused), refused.status)
        for claim in claims:
            once = command_id(who.person, f"{incident}\0first {claim.measure}", key)
            try:
                services.desk.put(incident, claim, who.person, command_id=once, sent=claim)
            except Refused:
                # the incident stands; what was typed is not lost, and the form says why
                again = {"measure": claim.measure, "value": claim.value, "source": claim.source}
                form_of_it = f"/incidents/{incident}/do/RecordClaim?{urlencode(again)}"
                return RedirectResponse(form_of_it, 303)
        return RedirectResponse(f"/incidents/{incident}", 303)

    return router


def _report(form: Form, who: Reader) -> Form:
    """What belongs to the report. The caller's number goes with the caller into the vault."""
    own = {n: a for n, a in form.items() if n not in {NUMBER, SAYS} and not n.startswith(FIGURE)}
    number, caller = _last(form, NUMBER), _last(form, "source")
    if number:
        told = phrase(CALLER if caller else CALLER_UNNAMED, caller=caller, number=number)
        own["source"] = [told.say(who.lang)]
    return {"mode": [who.mode], **own}


CALLER = N_("{caller}, telephone {number}")
CALLER_UNNAMED = N_("telephone {number}")


def _claims(form: Form, playbook: Playbook, zone: ZoneInfo) -> tuple[RecordClaim, ...]:
    """The figures that were given. Raises Refused before anything was opened."""
    kinds = {m.id: m.kind for m in playbook.plan.criteria.measures}
    found: list[RecordClaim] = []
    for name in form:
        measure = name.removeprefix(FIGURE)
        if measure == name or not _last(form, name):
            continue
        given = {"measure": measure, "value": _last(form, name), "source": _says(form)}
        claim = parse(RecordClaim, {n: [a] for n, a in given.items()}, zone, kinds)
        assert isinstance(claim, RecordClaim)  # noqa: S101 - for the type checker
        if measure not in kinds:
            raise Refused("unknown_measure", field=name, value=measure, allowed=phrase(COUNTED))
        if isinstance(claim.value, int) and claim.value < 0:
            allowed = phrase(N_("a whole number, 0 or more"))
            raise Refused("negative", field="value", value=claim.value, allowed=allowed)
        found.append(claim)
    return tuple(found)


COUNTED = N_("one of the figures on the form")


def _says(form: Form) -> str:
    return _last(form, SAYS) or PUBLIC


def _places(services: Services, who: Reader) -> tuple[tuple[Dam, ...], Mapping[str, Named]]:
    with services.database.read() as connection:
        dams = services.directory.dams(connection, who.jurisdiction)
        return dams, townships(connection, who.jurisdiction)


def _dams(dams: Sequence[Dam], there: Mapping[str, Named], lang: Lang) -> list[Option]:
    """Dams by township, those whose township is known first."""
    listed = [(there.get(dam.township_id or ""), dam) for dam in dams]
    listed.sort(key=lambda pair: (pair[0] is None, pair[0].name if pair[0] else ""))
    return [
        (dam.id, f"{dam.say(lang)} · {township.say(lang)}" if township else dam.say(lang))
        for township, dam in listed
    ]


def _page(services: Services, who: Reader, given: Form, refused: Refused | None) -> str:
    playbook, lang = services.shelf.current(who.jurisdiction), who.lang
    zone = ZoneInfo(playbook.plan.document.zone)
    face = Face(zone, services.clock.now())
    dams, there = _places(services, who)
    options = {
        "dam": _dams(dams, there, lang),
        "township": [(id_, township.say(lang)) for id_, township in there.items()],
    }
    filled: Form = {"mode": [who.mode], "learned_at": [face.typed], **given}
    asked = {f.name: f for f in fields_of(ReportIncident, options, filled, lang, face)}
    asked["learned_at"] = replace(asked["learned_at"], required=True)
    figures = [m for m in playbook.plan.criteria.measures if m.kind == "count"]
    others = None if who.records else Names(playbook).posts(recorders(playbook))
    with services.database.read() as connection:
        phones = desk_telephones(services, connection, playbook, who, face.now)
    meant = () if _last(given, "dam") else named_in(_last(given, "place"), dams, there)
    return render(
        "report.html",
        lang,
        zone,
        reader=who,
        others=others,
        phones=phones,
        first=[asked[name] for name in FIRST],
        number=_last(given, NUMBER),
        figures=[(m, _last(given, f"{FIGURE}{m.id}")) for m in figures],
        says=_who_says(playbook, given, lang),
        rare=[asked[name] for name in RARE],
        meant=_dams(meant, there, lang),
        key=_last(given, "_key") or fresh_key(),
        refused=refused,
        said=refused and sentence(refused, lang, "ReportIncident"),
    )


def _who_says(playbook: Playbook, given: Form, lang: Lang) -> Field:
    return Field(
        name=SAYS,
        label=translate(N_("Who gives these figures"), lang),
        sort="select",
        required=False,
        options=tuple(sources(playbook, lang)),
        value=_says(given),
    )


def _last(form: Form, name: str) -> str:
    answers = form.get(name, [])
    return answers[-1].strip() if answers else ""
