"""Counts what providers sent and was not taken, by kind: for the page of channels, the doctor."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from fastapi import Request
from fastapi.routing import APIRoute
from starlette.responses import Response

from notify.channels.twilio.bound import NAME
from runtime.refusal import Refused
from runtime.turned_away import Kind
from web.services import Services

_OURS = 500
"""From this status of HTTP on the fault is ours (RFC 9110, section 15.6)."""


def turned_away(services: Services) -> Callable[[Refused], None]:
    """Takes each refusal of a provider's request; what they did wrong is counted."""

    def told(refused: Refused) -> None:
        # what we could not do ourselves is no fault of theirs: they tell it again
        if services.turned_away is not None and refused.status < _OURS:
            services.turned_away.note(_kind(refused), services.clock.now())

    return told


def counting(services: Services) -> type[APIRoute]:
    """Routes whose refusals are counted on their way out."""
    told = turned_away(services)

    class Counting(APIRoute):
        def get_route_handler(self) -> Callable[[Request], Any]:
            handle = super().get_route_handler()

            async def counted(request: Request) -> Response:
                try:
                    answer: Response = await handle(request)
                except Refused as refused:
                    told(refused)
                    raise
                return answer

            return counted

    return Counting


def repeated(services: Services, take: Callable[..., object]) -> Callable[..., object]:
    """``take``, which gives 0 or False for what changed nothing; that is counted."""

    def taken(*given: object) -> object:
        news = take(*given)
        if news == 0 and services.turned_away is not None:
            services.turned_away.note("repeated", services.clock.now())
        return news

    return taken


def _kind(refused: Refused) -> Kind:
    if refused.code == "not_allowed":
        return "stale" if refused.field == NAME else "signature"
    if refused.code == "too_large":
        return "oversized"
    return "unknown" if refused.code == "unknown_item" else "malformed"
