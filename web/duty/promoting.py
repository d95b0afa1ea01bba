"""转突发事件: what is read back before an entry becomes an incident."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from registry.dutylog import DutyEntry, corrected
from runtime.refusal import Refused
from web.duty.entries import incidents_of, kept_entry, zone_of
from web.duty.forms import NAMES, Given, promote_fields, read_promotion
from web.duty.promote import named_dam, named_place, promote
from web.errors import sentence
from web.paper import render
from web.reader import Reader, by_session
from web.requests import Form, form_body
from web.services import Services


def routes(services: Services) -> APIRouter:
    """``/duty/entries/<entry>/promote``."""
    router = APIRouter(prefix="/duty/entries/{entry}", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/promote")
    def read_back(entry: str, who: Reader = Depends(reader)) -> Response:
        old = kept_entry(services, who, entry)
        with services.database.read() as connection:
            become = incidents_of(connection, [old.first]).get(old.first)
            given = _prefilled(services, connection, who, old)
        if become is not None:
            return RedirectResponse(f"/incidents/{become}", 303)
        if old.corrected_by is not None:
            raise corrected(old)
        return HTMLResponse(_promote_form(services, who, old, given, None))

    @router.post("/promote")
    def turn(
        entry: str, who: Reader = Depends(reader), form: Form = Depends(form_body)
    ) -> Response:
        old = kept_entry(services, who, entry)
        try:
            given = read_promotion(form, zone_of(services, who))
            incident, _ = promote(services, who, entry, given)
        except Refused as refused:
            page = _promote_form(services, who, old, form, refused)
            return HTMLResponse(page, refused.status)
        return RedirectResponse(f"/incidents/{incident}", 303)

    return router


def _prefilled(
    services: Services, connection: Connection, who: Reader, entry: DutyEntry
) -> dict[str, list[str]]:
    """What the entry says already, so that nothing is typed twice."""
    dams = services.directory.dams(connection, who.jurisdiction)
    dam = named_dam(dams, entry)
    place = named_place(connection, who.jurisdiction, dams, entry)
    known = {"what": entry.words, "place": place, "dam": dam and dam.id, "kind": "accident"}
    return {name: [text] for name, text in known.items() if text}


def _promote_form(
    services: Services, who: Reader, entry: DutyEntry, given: Given, refused: Refused | None
) -> str:
    with services.database.read() as connection:
        dams = services.directory.dams(connection, who.jurisdiction)
    return render(
        "duty_promote.html",
        who.lang,
        zone_of(services, who),
        reader=who,
        entry=entry,
        now=services.clock.now(),
        name=NAMES[entry.kind],
        fields=promote_fields(given, [(d.id, d.say(who.lang)) for d in dams], who.lang),
        refused=refused,
        said=refused and sentence(refused, who.lang),
    )
