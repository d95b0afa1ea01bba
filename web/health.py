"""``/healthz``: one answer for a monitor outside, which needs no right and learns nothing more."""

from __future__ import annotations

from fastapi import APIRouter
from fastapi.responses import JSONResponse

from web.services import Services
from web.stopped import stopped_since


def routes(services: Services) -> APIRouter:
    """``/healthz``: 200 while messages are sent, 503 once their sending has stopped."""
    router = APIRouter(include_in_schema=False)

    @router.get("/healthz")
    def health() -> JSONResponse:
        since = stopped_since(services)
        if since is not None:
            told = {"status": "sending_stopped", "since": since.isoformat()}
            return JSONResponse(told, 503)
        return JSONResponse({"status": "ok"})

    return router
