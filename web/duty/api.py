"""``/api/v1/duty``: the duty desk's log for other programs."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse

from web.answers import checked
from web.duty.entries import Line, enter, lines
from web.duty.messages import LogEntry, PromoteEntry
from web.duty.promote import promote
from web.duty.rights import rights
from web.duty.view import log_page
from web.reader import Reader, by_token
from web.requests import command_id, raw_body, sound
from web.services import Services

PREFIX = "/api/v1/duty"


def routes(services: Services) -> APIRouter:
    """All paths of the duty desk."""
    router = APIRouter(prefix=PREFIX)

    def reader(request: Request) -> Reader:
        return by_token(services, request)

    @router.get("/entries", summary="The duty desk's log, newest first, below a number")
    def entries(
        before: int | None = Query(None, ge=1, le=2**31 - 1), who: Reader = Depends(reader)
    ) -> JSONResponse:
        page = log_page(services, who, before)
        shown = [_entry(line, numbers=page.rights.numbers) for line in page.lines]
        return JSONResponse({"entries": shown, "earlier": page.earlier})

    @router.post(
        "/entries",
        status_code=201,
        summary="Enter a call, a paper, a note, pasted material, or a correction",
        openapi_extra=_body("LogEntry"),
    )
    def log(
        who: Reader = Depends(reader),
        body: bytes = Depends(raw_body),
        idempotency_key: str | None = Header(default=None, max_length=200),
    ) -> JSONResponse:
        made = checked(LogEntry, sound(body))
        key = command_id(who.person, "duty", idempotency_key)
        entry, repeated = enter(services, who, made, key)
        playbook = services.shelf.current(who.jurisdiction)
        with services.database.read() as connection:
            (line,) = lines(services, connection, [entry], who.lang)
            may = rights(connection, playbook, who, services.clock.now())
        told = {"entry": _entry(line, numbers=may.numbers), "repeated": repeated}
        return JSONResponse(told, 200 if repeated else 201)

    @router.post(
        "/entries/{entry}/promote",
        status_code=201,
        summary="Turn an entry into an incident, once",
        openapi_extra=_body("PromoteEntry"),
    )
    def turn(
        entry: str, who: Reader = Depends(reader), body: bytes = Depends(raw_body)
    ) -> JSONResponse:
        made = checked(PromoteEntry, sound(body or b"{}"))
        incident, repeated = promote(services, who, entry, made)
        told = {"incident": incident, "repeated": repeated}
        return JSONResponse(told, 200 if repeated else 201)

    return router


def _entry(line: Line, *, numbers: bool) -> dict[str, Any]:
    """An entry for who may read the log; the number it came from only for who may call it."""
    entry = line.entry
    return {
        "id": entry.id,
        "seq": entry.seq,
        "kind": entry.kind,
        "received_at": entry.received_at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "entered_by": entry.entered_by,
        "words": entry.words,
        "from_whom": entry.from_whom,
        "number": entry.number if numbers else None,
        "recording": entry.recording,
        "corrects": entry.corrects,
        "corrected_by": entry.corrected_by,
        "incident": line.incident,
    }


def _body(name: str) -> dict[str, Any]:
    content = {"schema": {"$ref": f"#/components/schemas/{name}"}}
    return {"requestBody": {"required": True, "content": {"application/json": content}}}
