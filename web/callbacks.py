"""What providers tell us: delivery reports, proved by their signature instead of a session."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from notify.channels.twilio.channel import STATUS_PATH
from runtime.language import N_, phrase
from runtime.refusal import Refused
from web.services import Services


def routes(services: Services) -> APIRouter:
    """The one address that Twilio calls; unknown where that channel is off."""
    router = APIRouter(include_in_schema=False)

    @router.post(STATUS_PATH)
    async def twilio_status(request: Request) -> Response:
        base = services.settings.base_url
        if services.receipts is None or base is None:
            allowed = phrase(N_("configure Twilio and TAILINGS_BASE_URL first"))
            raise Refused("unknown_item", field="path", value=STATUS_PATH, allowed=allowed)
        # The address as the vendor knows it: never from headers, which anybody can set.
        query = request.url.query
        url = f"{base.rstrip('/')}{STATUS_PATH}" + (f"?{query}" if query else "")
        async with request.form() as form:
            # An uploaded file is no field that the vendor signs: without it the signature fails.
            fields = {name: value for name, value in form.items() if isinstance(value, str)}
        signature = request.headers.get("x-twilio-signature")
        await run_in_threadpool(services.receipts, url, fields, signature)
        return Response(status_code=204)

    return router
