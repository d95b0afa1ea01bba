"""``/incidents/<incident>/me`` with its parts and presses, and what makes it an installed page."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any
from urllib.parse import quote
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request
from fastapi.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from incident.words import word
from runtime.language import Lang
from runtime.refusal import Refused
from web.errors import as_json, sentence
from web.me.acts import Press, act, press_of, press_of_form
from web.me.first import entrances
from web.me.fresh import Fresh
from web.me.installed import manifest, worker
from web.me.ringing import ringing
from web.me.shown import Me
from web.me.view import me
from web.paper import render
from web.reader import Reader, by_session, must_be_theirs
from web.requests import form_of, fresh_key, raw_body
from web.services import Services

PARTS = (
    "alarms",
    "head",
    "presence",
    "escape",
    "alerts",
    "decisions",
    "tasks",
    "verify",
    "aloud",
    "overall",
    "nav",
)
"""What is exchanged while the page stands; the form for figures stays as it is typed."""


def routes(services: Services) -> APIRouter:
    """Pages of one person."""
    router = APIRouter(include_in_schema=False)
    router.include_router(entrances(services))
    fresh = Fresh(services)

    def reader(request: Request) -> Reader:
        return by_session(services, request)

    @router.get("/incidents/{incident}/me")
    def page(incident: str, who: Reader = Depends(reader)) -> HTMLResponse:
        return HTMLResponse(_page(services, who, me(services, who, incident), None))

    @router.get("/incidents/{incident}/me/parts")
    def parts(request: Request, incident: str) -> Response:
        headers = {"cache-control": "private, no-cache"}
        has, at = request.headers.get("if-none-match"), services.clock.now()
        try:
            who = by_session(services, request)
            # The phone may hold a page of somebody who was signed in before.
            headers["x-person"] = quote(who.person)
            if (time := fresh.again(who, incident, has, at)) is not None:
                return Response(status_code=304, headers=headers | _told(has or "", *time))
            stamp, seen = fresh.stamp(who, incident), me(services, who, incident)
        except Refused as refused:
            return JSONResponse(as_json(refused), refused.status, headers)
        shown = json.dumps(_parts(services, who, seen), ensure_ascii=False)
        of_whom = hashlib.sha256(f"{who.person} {shown}".encode())
        tag = f'"{of_whom.hexdigest()[:20]}"'
        fresh.keep(who, seen, tag, stamp, at)
        headers |= _told(tag, seen.now, seen.rate)
        if has == tag:
            return Response(status_code=304, headers=headers)
        return Response(shown, media_type="application/json", headers=headers)

    @router.post("/incidents/{incident}/me/act")
    def press(request: Request, incident: str, body: bytes = Depends(raw_body)) -> Response:
        if not request.headers.get("content-type", "").startswith("application/json"):
            return _by_form(services, request, incident, body)
        asked = None
        try:
            who = by_session(services, request)
            asked = press_of(body)
            return JSONResponse(dict(act(services, who, incident, asked)))
        except Refused as refused:
            told = as_json(refused, asked.command if asked else "")
            return JSONResponse(told, refused.status)

    @router.get("/manifest.webmanifest")
    def install() -> Response:
        return Response(manifest(), media_type="application/manifest+json")

    @router.get("/sw.js")
    def service_worker() -> Response:
        headers = {"service-worker-allowed": "/", "cache-control": "no-cache"}
        return Response(worker(), media_type="text/javascript", headers=headers)

    return router


def _told(tag: str, now: datetime, rate: float) -> dict[str, str]:
    return {"etag": tag, "x-incident-now": now.isoformat(), "x-incident-rate": str(rate)}


def _by_form(services: Services, request: Request, incident: str, body: bytes) -> Response:
    who = by_session(services, request)
    asked: Press = press_of_form(form_of(body.decode("utf-8")))
    must_be_theirs(asked.person, who.person)  # what is refused so shows nothing of the page
    try:
        act(services, who, incident, asked)
    except Refused as refused:
        said = sentence(refused, who.lang, asked.command)
        seen = me(services, who, incident)
        return HTMLResponse(_page(services, who, seen, said), refused.status)
    return RedirectResponse(f"/incidents/{incident}/me", 303)


def _zone(services: Services, incident: str) -> ZoneInfo:
    state = services.desk.state(incident)
    return ZoneInfo(services.shelf.get(state.plan).plan.document.zone)


def _page(services: Services, who: Reader, seen: Me, refused: Any) -> str:
    return render(
        "me.html",
        who.lang,
        _zone(services, seen.incident),
        seen.now,
        reader=who,
        me=seen,
        ringing=ringing(services, who, seen),
        parts=PARTS,
        refused=refused,
        key=fresh_key,
        outcome=_outcome(who.lang),
    )


def _parts(services: Services, who: Reader, seen: Me) -> dict[str, str]:
    zone = _zone(services, seen.incident)
    given = {
        "me": seen,
        "ringing": ringing(services, who, seen),
        "key": lambda: "",
        "outcome": _outcome(seen.lang),
    }
    return {
        name: render(f"parts/me_{name}.html", seen.lang, zone, seen.now, **given) for name in PARTS
    }


def _outcome(lang: Lang) -> Callable[[str], str]:
    return lambda outcome: word(outcome, "outcome").say(lang)
