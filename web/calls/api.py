"""The telephone list for other programs, such as a switchboard."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, StringConstraints

from notify.channels.calls.listing import ToTell
from notify.channels.calls.results import Result, Said
from web.calls.pages import NOTE_CHARS, RECORDING_CHARS, call_desk, record
from web.calls.sheet import Sheet, sheet
from web.calls.together import Line
from web.contract import PREFIX
from web.reader import Reader, by_token
from web.requests import storable
from web.services import Services


class CallResult(BaseModel):
    """What came of one call. Only ``answered``, by the person, is an acknowledgement."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    result: Result
    note: Annotated[str, StringConstraints(min_length=1, max_length=NOTE_CHARS)] | None = None
    """What was said."""
    recording: (
        Annotated[str, StringConstraints(min_length=1, max_length=RECORDING_CHARS)] | None
    ) = None
    """Number of the telephone recording."""
    dialled: Annotated[str, StringConstraints(min_length=1, max_length=200)] | None = None
    """Id of the number of the line that was dialled."""


def routes(services: Services) -> APIRouter:
    """The list of an incident, and what came of a call."""
    router = APIRouter(prefix=f"{PREFIX}/incidents/{{incident}}/calls")
    desk = call_desk(services)

    def reader(request: Request) -> Reader:
        return by_token(services, request)

    @router.get("", summary="Whom a human still has to call")
    def calls(incident: str, who: Reader = Depends(reader)) -> JSONResponse:
        """What is to be told is ``about`` an ``alert``, whose ``key`` names its entry of the log,
        or a ``reply``: words back to what the person sent, without a key."""
        seen = sheet(services, who, incident)
        seen.part.must_read()
        return JSONResponse(_plain(services, seen))

    @router.post("/{call}/result", summary="Record what came of a call")
    def result(
        incident: str,
        call: str,
        said: CallResult,
        who: Reader = Depends(reader),
        idempotency_key: str | None = Header(default=None, max_length=200),
    ) -> JSONResponse:
        seen = sheet(services, who, incident)
        seen.part.must_record()
        for field in ("note", "recording", "dialled"):
            storable(field, getattr(said, field) or "")
        told = Said(said.result, said.note, said.recording, said.dialled)
        record(services, desk, who, seen, call, told, idempotency_key or "")
        return JSONResponse(_plain(services, sheet(services, who, incident)))

    @router.post("/{call}/claim", summary="Take a person, so that nobody else calls them")
    def claim(incident: str, call: str, who: Reader = Depends(reader)) -> JSONResponse:
        sheet(services, who, incident).part.must_record()
        desk.must_be_free(desk.claim(incident, call, who.person), who.person)
        return JSONResponse(_plain(services, sheet(services, who, incident)))

    @router.post("/{call}/release", summary="Give a person back that one has taken")
    def release(incident: str, call: str, who: Reader = Depends(reader)) -> JSONResponse:
        sheet(services, who, incident).part.must_record()
        desk.release(incident, call, who.person)
        return JSONResponse(_plain(services, sheet(services, who, incident)))

    return router


def _plain(services: Services, seen: Sheet) -> dict[str, Any]:
    return {
        "incident": seen.incident,
        "reaches_world": services.reaches_world,
        "calls": [_call(line) for line in seen.lines],
        "nobody": [{"post": u.post, "why": u.why, "since": u.at.isoformat()} for u in seen.unnamed],
    }


def _call(line: Line) -> dict[str, Any]:
    call, claim = line.call, line.call.claim
    return {
        "id": call.id,
        "person": call.person,
        "name": call.name,
        "posts": list(call.posts),
        "numbers": [{"id": c.id, "kind": c.kind, "address": c.address} for c in call.contacts],
        "alerts": _alerts(call.alerts),
        "elsewhere": [
            {"incident": one.incident, "title": one.title, "alerts": _alerts(one.alerts)}
            for one in line.elsewhere
        ],
        "tries": [
            {
                "result": t.result,
                "by": t.by,
                "at": t.at.isoformat(),
                "note": t.note,
                "recording": t.recording,
                "dialled": t.dialled and {"kind": t.dialled.kind, "address": t.dialled.address},
            }
            for t in call.tries
        ],
        "claim": claim and {"by": claim.by, "until": claim.until.isoformat()},
    }


def _alerts(alerts: Sequence[ToTell]) -> list[dict[str, Any]]:
    return [
        {
            "about": "reply" if a.key is None else "alert",
            "key": a.key,
            "text": a.text,
            "reason": a.reason,
            "since": a.opened_at.isoformat(),
        }
        for a in alerts
    ]
