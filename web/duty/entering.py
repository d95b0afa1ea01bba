"""The forms with which the desk enters into its log and corrects it."""

from __future__ import annotations

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from registry.dutylog import DutyEntry, EntryKind, corrected
from runtime.language import N_, listed, phrase
from runtime.refusal import Refused
from web.duty.entries import KINDS, enter, kept_entry, zone_of
from web.duty.forms import NAMES, TITLES, Given, entry_fields, of_entry, read_entry
from web.duty.rights import keeper
from web.errors import sentence
from web.paper import render
from web.reader import Reader, by_session
from web.requests import Form, command_id, form_body, fresh_key
from web.services import Services


def routes(services: Services) -> APIRouter:
    """``/duty/log/<kind>`` and ``/duty/entries/<entry>/correct``."""
    router = APIRouter(prefix="/duty", include_in_schema=False)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/log/{kind}")
    def ask(kind: str, who: Reader = Depends(reader)) -> HTMLResponse:
        with services.database.read() as connection:
            keeper(services, connection, who)
        return HTMLResponse(_entry_form(services, who, _kind(kind), {}))

    @router.post("/log/{kind}")
    def log(kind: str, who: Reader = Depends(reader), form: Form = Depends(form_body)) -> Response:
        known = _kind(kind)
        try:
            enter(services, who, read_entry(known, form, zone_of(services, who)), _key(who, form))
        except Refused as refused:
            page = _entry_form(services, who, known, form, refused=refused)
            return HTMLResponse(page, refused.status)
        return RedirectResponse("/", 303)

    @router.get("/entries/{entry}/correct")
    def ask_correction(entry: str, who: Reader = Depends(reader)) -> HTMLResponse:
        old = kept_entry(services, who, entry)
        if old.corrected_by is not None:
            raise corrected(old)
        given = of_entry(old, zone_of(services, who))
        return HTMLResponse(_entry_form(services, who, old.kind, given, corrects=old))

    @router.post("/entries/{entry}/correct")
    def correct(
        entry: str, who: Reader = Depends(reader), form: Form = Depends(form_body)
    ) -> Response:
        old = kept_entry(services, who, entry)
        try:
            given = read_entry(old.kind, form, zone_of(services, who), corrects=old.id)
            enter(services, who, given, _key(who, form))
        except Refused as refused:
            page = _entry_form(services, who, old.kind, form, corrects=old, refused=refused)
            return HTMLResponse(page, refused.status)
        return RedirectResponse("/", 303)

    return router


def _kind(given: str) -> EntryKind:
    for kind in KINDS:
        if given == kind:
            return kind
    allowed = listed(NAMES.values())
    raise Refused("unknown_item", field="kind", value=given, allowed=allowed)


def _key(who: Reader, form: Form) -> str | None:
    return command_id(who.person, "duty", form.get("_key", [""])[-1])


def _entry_form(
    services: Services,
    who: Reader,
    kind: EntryKind,
    given: Given,
    *,
    corrects: DutyEntry | None = None,
    refused: Refused | None = None,
) -> str:
    return render(
        "duty_entry.html",
        who.lang,
        zone_of(services, who),
        reader=who,
        kind=kind,
        title=TITLES[kind]
        if corrects is None
        else phrase(N_("Correct entry no. {number}"), number=corrects.seq),
        corrects=corrects,
        action=f"/duty/entries/{corrects.id}/correct" if corrects else f"/duty/log/{kind}",
        fields=entry_fields(kind, given, who.lang),
        key=(*given.get("_key", ()), fresh_key())[0],
        refused=refused,
        said=refused and sentence(refused, who.lang),
    )
