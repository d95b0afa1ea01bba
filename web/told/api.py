"""What one person was told, for other programs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from fastapi import APIRouter, Depends, Request
from fastapi.responses import JSONResponse

from runtime.language import Lang
from web.board.watching import audience_of
from web.contract import PREFIX
from web.reader import Reader, by_token
from web.services import Services
from web.told.read import told_of
from web.told.record import Sent, ToldOf
from web.told.unsettled import unsettled_of
from web.told.view import voices
from web.told.words import why, why_unsettled
from web.told_state import plain


def routes(services: Services) -> APIRouter:
    """The path of a person."""
    router = APIRouter(prefix=f"{PREFIX}/incidents/{{incident}}/told")

    def reader(request: Request) -> Reader:
        return by_token(services, request)

    @router.get("/{person}", summary="Every message, try, call and answer of one person")
    def told(incident: str, person: str, who: Reader = Depends(reader)) -> JSONResponse:
        with services.database.read() as connection:
            audience = audience_of(services, connection, who, incident)
            found = told_of(
                connection, services.vault, audience, incident, person, services.clock.now()
            )
            unsettled = unsettled_of(
                connection, services.vault, audience, incident, person, voices(services)
            )
            name = services.directory.names(connection, [person])[person]
        return JSONResponse(
            {
                "incident": incident,
                "person": person,
                "name": name,
                "reaches_world": services.reaches_world,
                "alerts": _alerts(found, who.lang),
                "unsettled": [
                    {**plain(one), "reason": why_unsettled(one, who.lang)} for one in unsettled
                ],
            }
        )

    return router


def _alerts(found: Sequence[ToldOf], lang: Lang) -> list[dict[str, Any]]:
    return [{**plain(one), "sent": [_sent(s, lang) for s in one.sent]} for one in found]


def _sent(sent: Sent, lang: Lang) -> dict[str, Any]:
    told: dict[str, Any] = plain(sent)
    return {**told, "reason": why(sent, lang)}
