"""``/api/v1``: the same commands and the same log for other programs.

One path per command, made from the command classes; every refusal has one shape.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import APIRouter, Depends, Header, Query, Request
from fastapi.responses import JSONResponse
from pydantic import TypeAdapter

from incident.commands import COMMANDS, Command, ReportIncident
from incident.log import read
from incident.receipt import Receipt
from incident.state import Entry
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.answers import checked
from web.board.audience import Audience
from web.board.watching import audience_of
from web.contract import PREFIX
from web.duty.running import named, rows_of
from web.incidents import OFFERED
from web.opening import open_once
from web.reader import Reader, by_token
from web.requests import command_id, raw_body, sound
from web.services import Services
from web.texts import texts_told
from web.told_state import entries_told, plain, state_told

PAGE = 500
"""Entries of a log in one answer."""
LAST = 2**31 - 1
"""The highest number of an entry that can be asked for; what a database's integer holds."""

_ANY: TypeAdapter[Any] = TypeAdapter(Any)


def routes(services: Services) -> APIRouter:
    """All paths of the API."""
    router = APIRouter(prefix=PREFIX)

    def reader(request: Request) -> Reader:
        return by_token(services, request)

    @router.get("/incidents", summary="Incidents, newest first")
    def incidents(who: Reader = Depends(reader)) -> JSONResponse:
        names = ("id", "mode", "title", "stage", "level", "seq", "opened_at", "changed_at")
        with services.database.read() as connection:
            seen = named(connection, services, who, rows_of(connection, services, who))
        return _json({"incidents": [{n: r[n] for n in names} for r in seen]})

    @router.get("/incidents/{incident}", summary="One incident as it is now")
    def incident(incident: str, who: Reader = Depends(reader)) -> JSONResponse:
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
            state = services.desk.state_in(connection, incident)
            told = state_told(state, services.shelf.get(state.plan), audience)
            texts = texts_told(services.vault, connection, told, state, assessed=audience.assessed)
        return _json({**told, "texts": texts})

    @router.get("/incidents/{incident}/log", summary="The log after an entry")
    def log(
        incident: str,
        after: int = Query(default=0, ge=0, le=LAST),
        who: Reader = Depends(reader),
    ) -> JSONResponse:
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
            if not audience.reads_log:
                raise Refused(
                    "not_allowed",
                    field="incident",
                    value=incident,
                    allowed=phrase(N_("somebody who may read the log of this incident")),
                )
            shown: list[Entry] = []
            told: list[dict[str, Any]] = []
            for entry in read(connection, incident, after):
                if one := entries_told((entry,), audience):
                    shown.append(entry)
                    told += one
                if len(told) == PAGE:
                    break
            state = services.desk.state_in(connection, incident)
            texts = texts_told(
                services.vault, connection, told, state, tuple(shown), assessed=audience.assessed
            )
        return _json({"incident": incident, "entries": told, "texts": texts})

    @router.post(
        "/incidents",
        status_code=201,
        summary="Report an accident or a dangerous sign",
        openapi_extra=body_of("ReportIncident"),
    )
    def report(
        who: Reader = Depends(reader),
        body: bytes = Depends(raw_body),
        idempotency_key: str | None = Header(default=None, max_length=200),
    ) -> JSONResponse:
        made = checked(ReportIncident, sound(body))
        key = command_id(who.person, "report", idempotency_key)
        opened, repeated = open_once(services, who, made, key)
        return _json({"incident": opened, "repeated": repeated}, 200 if repeated else 201)

    for name in OFFERED:
        router.add_api_route(
            f"/incidents/{{incident}}/commands/{name}",
            _command(services, COMMANDS[name], reader),
            methods=["POST"],
            name=name,
            summary=name,
            openapi_extra=body_of(name),
        )
    return router


def _command(
    services: Services, kind: type[Command], reader: Callable[[Request], Reader]
) -> Callable[..., JSONResponse]:
    def put(
        incident: str,
        who: Reader = Depends(reader),
        body: bytes = Depends(raw_body),
        idempotency_key: str | None = Header(default=None, max_length=200),
    ) -> JSONResponse:
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
        made = checked(kind, sound(body or b"{}"))
        key = command_id(who.person, f"{incident}\0{kind.wire()}", idempotency_key)
        receipt = services.desk.put(incident, made, who.person, command_id=key, sent=made)
        return _json(_receipt(receipt, audience))

    return put


def body_of(name: str) -> dict[str, Any]:
    """For OpenAPI: a body in the shape of a command."""
    schema = {"$ref": f"#/components/schemas/{name}"}
    content = {"application/json": {"schema": schema}}
    return {"requestBody": {"required": True, "content": content}}


def _receipt(receipt: Receipt, audience: Audience) -> dict[str, Any]:
    return {
        "incident": receipt.incident,
        "command": receipt.command,
        "repeated": receipt.repeated,
        "seq": receipt.state.seq,
        "stage": receipt.state.stage,
        "level": receipt.state.level,
        "entries": entries_told(receipt.entries, audience),
    }


def _json(value: Any, status: int = 200) -> JSONResponse:
    return JSONResponse(_ANY.dump_python(plain(value), mode="json"), status)


def unknown_path(path: str) -> Refused:
    """The refusal for a path that does not exist."""
    allowed = phrase(N_("a path of {place}"), place=f"{PREFIX}/openapi.json")
    return Refused("unknown_item", field="path", value=path, allowed=allowed)
