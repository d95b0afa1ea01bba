"""Files come in and go out again: ``POST`` one, then name its id in the command that brings it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, cast

from fastapi import APIRouter, Depends, Header, Request
from fastapi.responses import JSONResponse, Response
from sqlalchemy import Connection

from incident.actors import actor_of
from incident.codec import Envelope
from incident.materials.arrival import arrived
from incident.materials.kinds import BY_MEDIA, KINDS
from incident.materials.row import Kept
from incident.materials.shelf import content_of, keep, kept
from incident.model import Mode
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.board.audience import Audience
from web.board.watching import audience_of
from web.materials.rights import may_open
from web.me.part import takes_part
from web.reader import Reader, by_session, by_token, seen_row
from web.requests import command_id, raw_body
from web.services import Services

SANDBOX = "default-src 'none'; sandbox"
"""A file is shown with no right to run, load or send anything."""
RESERVED = 1 << 30
"""Bytes of the disk that files leave to the log."""
NO_ROOM = N_("no more files: the disk is nearly full; enter it in words, and tell the duty desk")
_SENT: dict[str, Any] = {
    "requestBody": {
        "required": True,
        "content": {k.media: {"schema": {"type": "string", "format": "binary"}} for k in KINDS},
    }
}


def routes(services: Services) -> APIRouter:
    """The same two addresses for browsers and, under the API's, for programs."""
    router = APIRouter()
    _add(router, services, by_session, "", described=False)
    _add(router, services, by_token, "/api/v1", described=True)
    return router


def _add(
    router: APIRouter,
    services: Services,
    reader: Callable[[Services, Request], Reader],
    prefix: str,
    *,
    described: bool,
) -> None:
    place = f"{prefix}/incidents/{{incident}}/materials"

    def signed(request: Request) -> Reader:
        return reader(services, request)

    @router.post(
        place,
        status_code=201,
        summary="Send a picture, a voice note or a text; its id goes into a command",
        include_in_schema=described,
        openapi_extra=_SENT,
    )
    def send(
        request: Request,
        incident: str,
        who: Reader = Depends(signed),
        body: bytes = Depends(raw_body),
        idempotency_key: str | None = Header(default=None, max_length=200),
    ) -> JSONResponse:
        told = request.headers.get("content-type", "")
        return JSONResponse(
            {"id": _keep(services, who, incident, told, body, idempotency_key)}, 201
        )

    @router.get(
        f"{place}/{{material}}",
        summary="A file that was sent",
        include_in_schema=described,
    )
    def look(incident: str, material: str, who: Reader = Depends(signed)) -> Response:
        file, content = _open(services, who, incident, material)
        kind = BY_MEDIA[file.media]
        shown = "inline" if kind.family == "picture" else "attachment"
        headers = {
            "content-disposition": f'{shown}; filename="{file.id}.{kind.ending}"',
            "content-security-policy": SANDBOX,
        }
        return Response(content, media_type=file.media, headers=headers)


def _keep(
    services: Services, who: Reader, incident: str, told: str, body: bytes, given: str | None
) -> str:
    with services.database.read() as connection:
        row = seen_row(connection, who, incident)
    state = services.desk.state(incident)
    if not takes_part(services, who, state):
        allowed = phrase(N_("somebody who has a part in this incident"))
        raise Refused("not_allowed", field="incident", value=incident, allowed=allowed)
    file = arrived(told, body)
    if services.free(services.settings) < RESERVED + len(file.content):
        # Entries and orders take little and must go on where files no longer can.
        raise Refused("storage", field="body", value=len(body), allowed=phrase(NO_ROOM))
    key = command_id(who.person, f"{incident}\0material", given)
    now = services.desk.clock(incident).now()
    with services.database.write() as connection:
        # One after another: each limit counts what the others have just kept.
        services.database.lock(connection, "materials")
        return keep(
            connection,
            services.vault,
            _envelope(row),
            file,
            who.person,
            now,
            name=services.ids.new("mat"),
            arrived_at=services.clock.now(),
            command=key,
            brought=state.materials,
            most_mib=services.settings.files_mib,
        )


def _open(services: Services, who: Reader, incident: str, material: str) -> tuple[Kept, bytes]:
    """Raises Refused ``unknown_item`` alike for a file that there is not, that was erased, and
    that the reader may not open."""
    with services.database.read() as connection:
        audience = audience_of(services, connection, who, incident)
        row = seen_row(connection, who, incident)
        file = kept(connection, _envelope(row), (material,)).get(material)
        if file is not None and _may(services, connection, who, _envelope(row), file, audience):
            content = content_of(connection, services.vault, incident, file)
            if content is not None:
                return file, content
    allowed = phrase(N_("a file of this incident that you may open and that was not erased"))
    raise Refused("unknown_item", field="material", value=material, allowed=allowed)


def _may(
    services: Services,
    connection: Connection,
    who: Reader,
    envelope: Envelope,
    file: Kept,
    audience: Audience,
) -> bool:
    state = services.desk.state_in(connection, envelope.incident)
    posts: frozenset[str] = frozenset()
    if who.mode == envelope.mode:
        where = state.opened.dam, state.opened.township
        now = services.clock.now()
        posts = actor_of(connection, who.person, envelope, now, *where).posts
    return may_open(
        state,
        services.shelf.get(state.plan),
        file.id,
        sent=file.person == who.person,
        assessed=audience.assessed,
        posts=posts,
    )


def _envelope(row: Any) -> Envelope:
    return Envelope(row.id, row.jurisdiction, cast("Mode", row.mode))
