"""What holds for every request, before any page sees it: size, encoding, origin, headers.

A browser says where a request comes from; one that changes something and comes from another site
is refused (CSRF). Programs with a bearer token send no ``Origin`` and need none; nor does whoever
presses a signed link, such as the button of a push: the link itself is what is shown, no cookie.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from incident.materials.kinds import TAKEN
from notify.answers.links import PATH
from runtime.language import LANGS, N_, phrase
from runtime.refusal import Refused
from runtime.settings import Settings
from web.errors import respond
from web.materials.door import room_for, takes_files
from web.reader import LANG_COOKIE
from web.taken import NOT_KEPT

BODY_LIMIT = 256 * 1024
"""Bytes of one request's body; files have a limit of their own (``web.materials.door``)."""

API = "/api/"
CALLBACKS = "/notify/"
"""Called by providers, who prove themselves by a signature."""
TEXTS = frozenset({"", "application/json", "application/x-www-form-urlencoded", "text/plain"})
"""What a body of words may be declared as. Programs leave the type out, or to their tool's own."""
JSON = N_(
    "application/json, with one JSON object in UTF-8 as the body; with curl: "
    '-H "Content-Type: application/json" --data-binary @FILE, not -F'
)
FILE = N_(
    "the file by itself as the body, with its own type, such as image/jpeg; with curl: "
    '-H "Content-Type: image/jpeg" --data-binary @FILE, not -F'
)
FORM = N_("the form of the page itself; a program sends its commands to {place}")
_KEPT = "Max-Age=31536000; Path=/; SameSite=Strict"
_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
        "connect-src 'self'; manifest-src 'self'; worker-src 'self'; "
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
        self, app: ASGIApp, settings: Settings, told: Callable[[Refused], None] | None = None
    ) -> None:
        """``told`` hears of a provider's request that is refused here."""
        self._app = app
        self._settings = settings
        self._told = told

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
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
                body = await _body(Headers(scope=scope), receive, scope["path"])
        except Refused as refused:
            if self._told is not None and scope["path"].startswith(CALLBACKS):
                self._told(refused)
            answer = respond(Request(scope), refused, self._settings.lang)
        if answer is not None:
            await answer(scope, receive, send_with_headers)
        elif scope["method"] in _SAFE:
            await self._app(scope, receive, send_with_headers)
        else:
            await self._app(scope, _replay(body, receive), send_with_headers)


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


async def _body(headers: Headers, receive: Receive, path: str) -> bytes:
    declared_as = headers.get("content-type", "").partition(";")[0].strip().lower()
    if declared_as.startswith("multipart/") and not path.startswith(CALLBACKS):
        raise _other_kind(declared_as, path)
    room = room_for(path, declared_as)
    limit = room or BODY_LIMIT
    declared = headers.get("content-length", "0")
    size = int(declared) if declared.isdigit() else 0
    parts: list[bytes] = []
    more = size <= limit
    while more:
        message = await receive()
        part = message.get("body", b"")
        parts.append(part)
        size = sum(map(len, parts))
        more = message.get("more_body", False) and size <= limit
    if size > limit:
        allowed = phrase(N_("at most {number} bytes"), number=limit)
        raise Refused("too_large", field="body", value=size, allowed=allowed)
    body = b"".join(parts)
    if room is not None:
        return body
    try:
        body.decode("utf-8")
    except UnicodeDecodeError as error:
        if declared_as not in TEXTS and not path.startswith(CALLBACKS):
            raise _other_kind(declared_as, path) from None
        shown = body[error.start : error.start + 8].hex(" ")
        allowed = phrase(NOT_KEPT)
        raise Refused("encoding", field="body", value=shown, allowed=allowed) from None
    return body


def _other_kind(declared_as: str, path: str) -> Refused:
    """The refusal of a body that is no text, nor the one file that an address takes."""
    allowed = phrase(FORM, place=API)
    if takes_files(path):
        multipart = declared_as.startswith("multipart/")
        allowed = phrase(FILE if multipart else TAKEN)
    elif path.startswith(API):
        allowed = phrase(JSON)
    return Refused("media_type", field="content-type", value=declared_as, allowed=allowed)


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
