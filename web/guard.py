"""What holds for every request, before any page sees it: size, encoding, origin, headers.

A browser says where a request comes from; one that changes something and comes from another site
is refused (CSRF). Programs with a bearer token send no ``Origin`` and need none; nor does whoever
presses a signed link, such as the button of a push: the link itself is what is shown, no cookie.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from notify.answers.links import PATH
from runtime.language import LANGS, N_, translate
from runtime.refusal import Refused
from runtime.settings import Settings
from web.bodies import API, CALLBACKS, Bodies, BrokenOff
from web.errors import respond
from web.reader import LANG_COOKIE, language

_KEPT = "Max-Age=31536000; Path=/; SameSite=Strict"
FAILED = N_(
    "The program failed at this. Look whether what you entered stands before you enter it again; "
    "if it stays so, tell whoever runs the program."
)
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "media-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    # Not "no-referrer": with it a browser would send "Origin: null" with our own forms.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=()",
}


class Guard:
    """ASGI middleware around the whole application."""

    def __init__(
        self,
        app: ASGIApp,
        settings: Settings,
        bodies: Bodies,
        told: Callable[[Refused], None] | None = None,
    ) -> None:
        """``told`` hears of a provider's request that is refused here."""
        self._app = app
        self._settings = settings
        self._bodies = bodies
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        started = False

        async def send_with_headers(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
                if asked is not None:
                    headers.append("set-cookie", f"{LANG_COOKIE}={asked}; {_KEPT}")
            await send(message)

        asked = _asked_language(scope)
        answer: Response | None = None
        body = b""
        try:
            if scope["method"] not in _SAFE:
                needed = not scope["path"].startswith((API, CALLBACKS, PATH))
                own_origin(scope, self._settings, needed=needed)
                body = await self._bodies.read(scope, receive)
        except BrokenOff:
            return
        except Refused as refused:
            answer = self._answer_to(scope, refused)
        if answer is not None:
            await answer(scope, receive, send_with_headers)
            return
        read = receive if scope["method"] in _SAFE else _replay(body, receive)
        try:
            await self._app(scope, read, send_with_headers)
        except Exception:
            # Answered here, since what lies further out would answer without the headers.
            if not started:
                said = translate(FAILED, language(Request(scope), self._settings.lang))
                await PlainTextResponse(said, 500)(scope, receive, send_with_headers)
            raise

    def _answer_to(self, scope: Scope, refused: Refused) -> Response:
        if self._told is not None and scope["path"].startswith(CALLBACKS):
            self._told(refused)
        answer = respond(Request(scope), refused, self._settings.lang)
        if refused.code == "too_slow":
            answer.headers["connection"] = "close"
        return answer


def _asked_language(scope: Scope) -> str | None:
    """The language that an address asks for, which is then kept."""
    given = HTTPConnection(scope).query_params.get("lang")
    return given if given in LANGS else None


def own_origin(scope: Scope, settings: Settings, *, needed: bool = True) -> None:
    """Raises Refused ``origin`` for a request from another site, or from no known one."""
    connection = HTTPConnection(scope)
    given = connection.headers.get("origin")
    scheme = {"ws": "http", "wss": "https"}.get(scope["scheme"], scope["scheme"])
    own = {f"{scheme}://{connection.headers.get('host', '')}"}
    if settings.base_url:
        parts = urlsplit(settings.base_url)
        own = {f"{parts.scheme}://{parts.netloc}"}
    if given in own or (given is None and not needed):
        return
    raise Refused("origin", field="Origin", value=given, allowed=", ".join(sorted(own)))


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [{"type": "http.request", "body": body, "more_body": False}]

    async def replay() -> Message:
        return waiting.pop() if waiting else await receive()

    return replay


class HideLinks(logging.Filter):
    """Keeps tokens in addresses out of the server's log of requests."""

    def filter(self, record: logging.LogRecord) -> bool:
        if isinstance(record.args, tuple):
            record.args = tuple(
                _hidden(arg) if isinstance(arg, str) else arg for arg in record.args
            )
        return True


def _hidden(path: str) -> str:
    return next((f"{start}…" for start in ("/enter/", "/r/") if path.startswith(start)), path)
