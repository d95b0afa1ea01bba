"""The telephone list as a page: of one incident, and of all that are open."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from notify.channels.calls.results import CallDesk, Said
from runtime.refusal import Refused
from web.calls.sheet import Sheet, open_incidents, sheet
from web.calls.together import folded
from web.calls.words import NUMBERS, RESULTS, why_called
from web.paper import render, told_at
from web.reader import Reader, by_session
from web.requests import Form, command_id, form_body
from web.services import Services

FIRST = 12
"""Lines of an incident that stand open; the others are folded below them."""
NOTE_CHARS, RECORDING_CHARS = 1000, 120
"""What the fields take."""


def routes(services: Services) -> APIRouter:
    """``/calls``, ``/incidents/<incident>/calls``, and what a line's buttons send."""
    router = APIRouter(include_in_schema=False)
    desk = call_desk(services)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/calls")
    def every(
        who: Reader = Depends(reader), part: str | None = Query(default=None)
    ) -> HTMLResponse:
        found = [sheet(services, who, incident) for incident in open_incidents(services, who)]
        return _page(services, who, found, "/calls", part)

    @router.get("/incidents/{incident}/calls")
    def one(
        incident: str, who: Reader = Depends(reader), part: str | None = Query(default=None)
    ) -> HTMLResponse:
        found = [sheet(services, who, incident)]
        return _page(services, who, found, f"/incidents/{incident}/calls", part)

    @router.post("/incidents/{incident}/calls/{call}/{act}")
    def act(
        incident: str,
        call: str,
        act: str,
        who: Reader = Depends(reader),
        form: Form = Depends(form_body),
    ) -> Response:
        seen = sheet(services, who, incident)
        seen.part.must_record()
        if act == "claim":
            desk.claim(incident, call, who.person)
        elif act == "release":
            desk.release(incident, call, who.person)
        elif act == "result":
            record(services, desk, who, seen, call, _said(form), form.get("_key", [""])[-1])
        else:
            allowed = "claim, release, result"
            raise Refused("unknown_item", field="path", value=act, allowed=allowed)
        whole = form.get("from", [""])[-1] == "/calls"
        back = "/calls" if whole else f"/incidents/{incident}/calls"
        return RedirectResponse(f"{back}#call-{call}", 303)

    return router


def call_desk(services: Services) -> CallDesk:
    s = services
    return CallDesk(s.database, s.vault, s.directory, s.desk.put, s.clock)


def record(
    services: Services, desk: CallDesk, who: Reader, seen: Sheet, call: str, said: Said, key: str
) -> None:
    """Record a result under a name that the same sending always has, in every incident that the
    call covers."""
    for field, text, limit in (
        ("note", said.note, NOTE_CHARS),
        ("recording", said.recording, RECORDING_CHARS),
    ):
        if text and len(text) > limit:
            raise Refused("too_long", field=field, value=text, allowed=str(limit))
    incident = seen.incident
    name = command_id(who.person, f"{incident}\0call\0{call}", key) or services.ids.new("try")
    desk.record(incident, call, said, who.person, name, seen.also(call))


def _said(form: Form) -> Said:
    fields = ("note", "recording", "dialled")
    note, recording, dialled = (form.get(name, [""])[-1].strip() or None for name in fields)
    result = form.get("result", [""])[-1].strip()
    # An unknown result is refused where it is recorded.
    return Said(result, note, recording, dialled)  # type: ignore[arg-type]


def _page(
    services: Services, who: Reader, sheets: list[Sheet], here: str, part: str | None
) -> HTMLResponse:
    """The page; with ``part`` only what changes on it, for one that is open already."""
    values: dict[str, Any] = {
        "reader": who,
        "sheets": sheets,
        "here": here,
        "reaches_world": services.reaches_world,
        "results": RESULTS,
        "numbers": NUMBERS,
        "why_called": why_called,
        "whole": here == "/calls",
        "first": FIRST,
        "lines": folded([(s.incident, s.lines) for s in sheets]),
    }
    template = "calls.html" if part is None else "call_rows.html"
    zone = sheets[0].zone if sheets else None
    now = services.clock.now()
    return HTMLResponse(render(template, who.lang, zone, now, **values), headers=told_at(now))
