"""The body of a request, before any page sees it: how large, of which kind, how slowly.

Whoever is not signed in gets less of everything: nothing of theirs is a photograph over one bar of
signal. A body that breaks off is no body: half a sentence is not what somebody said.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection
from starlette.types import Message, Receive, Scope

from incident.materials.kinds import TAKEN
from runtime.language import N_, Phrase, phrase
from runtime.refusal import Refused
from web.materials.door import room_for, takes_files
from web.reader import by_session, by_token
from web.services import Services
from web.taken import NOT_KEPT

BODY_LIMIT = 256 * 1024
"""Bytes of one request's body; files have a limit of their own (``web.materials.door``)."""
IDLE_S = 30.0
"""Seconds without a byte after which a body is given up."""
STRANGER_S = 20.0
"""Seconds that the whole body of somebody who is not signed in may take."""
GRACE_S = 120.0
"""Seconds that any body of somebody who is signed in may take, however little of it comes."""
LEAST_BYTES_S = 500
"""Bytes a second that a longer one brings on average. One time slot of GPRS in its slowest coding
(CS-1, 9.05 kbit/s, 3GPP TS 43.064) carries twice as much: a photograph of the largest size arrives
over the worst network that there is, words within ten minutes, and nobody stays for ever."""

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
SLOW = N_("bytes of the body at least every {number} s")
SLOW_KNOWN = N_("after {seconds} s, at least {number} bytes of the body a second on average")
SLOW_STRANGER = N_("the whole body within {number} s; who is signed in has longer")


class BrokenOff(Exception):  # noqa: N818 - nobody is there to be answered
    """The sender went away before the end of the body."""


class Bodies:
    """Reads bodies. ``admit`` raises Refused ``sign_in`` for a request of nobody who is known."""

    def __init__(self, admit: Callable[[HTTPConnection], object]) -> None:
        self._admit = admit

    async def read(self, scope: Scope, receive: Receive) -> bytes:
        """The whole body. Raises Refused ``too_large``, ``too_slow``, ``media_type``, ``encoding``,
        and ``sign_in`` for a file of somebody who is not; ``BrokenOff`` where it has no end."""
        headers, path = Headers(scope=scope), scope["path"]
        declared_as = headers.get("content-type", "").partition(";")[0].strip().lower()
        if declared_as.startswith("multipart/") and not path.startswith(CALLBACKS):
            raise _other_kind(declared_as, path)
        room = room_for(path, declared_as)
        if room is not None:
            await run_in_threadpool(self._admit, HTTPConnection(scope))
        body = await self._whole(scope, receive, room or BODY_LIMIT, known=room is not None)
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

    async def _whole(self, scope: Scope, receive: Receive, limit: int, *, known: bool) -> bytes:
        declared = Headers(scope=scope).get("content-length", "0")
        size, came = int(declared) if declared.isdigit() else 0, 0
        loop, parts = asyncio.get_running_loop(), list[bytes]()
        began = loop.time()
        more = size <= limit
        while more:
            whole = GRACE_S + came / LEAST_BYTES_S if known else STRANGER_S
            left = began + whole - loop.time()
            message = await _next(receive, min(IDLE_S, left))
            if message is None:
                if left > IDLE_S:
                    raise _slow(phrase(SLOW, number=round(IDLE_S)))
                if known:
                    raise _slow(phrase(SLOW_KNOWN, seconds=round(GRACE_S), number=LEAST_BYTES_S))
                known = await self._is_known(scope)
                continue
            part = message.get("body", b"")
            parts.append(part)
            size = came = came + len(part)
            more = message.get("more_body", False) and size <= limit
        if size > limit:
            allowed = phrase(N_("at most {number} bytes"), number=limit)
            raise Refused("too_large", field="body", value=size, allowed=allowed)
        return b"".join(parts)

    async def _is_known(self, scope: Scope) -> bool:
        try:
            await run_in_threadpool(self._admit, HTTPConnection(scope))
        except Refused:
            raise _slow(phrase(SLOW_STRANGER, number=round(STRANGER_S))) from None
        return True


def bodies(services: Services) -> Bodies:
    """For the people and programs of these services."""

    def admit(connection: HTTPConnection) -> object:
        ask = by_token if connection.url.path.startswith(API) else by_session
        try:
            return ask(services, connection)
        except Refused as refused:
            raise services.tries.weighed(connection, refused, services.clock.now()) from None

    return Bodies(admit)


async def _next(receive: Receive, seconds: float) -> Message | None:
    """The next part; None where none came in time."""
    try:
        message = await asyncio.wait_for(receive(), max(seconds, 0.0))
    except TimeoutError:
        return None
    if message["type"] == "http.disconnect":
        raise BrokenOff
    return message


def _slow(allowed: Phrase) -> Refused:
    return Refused("too_slow", field="body", value=None, allowed=allowed)


def _other_kind(declared_as: str, path: str) -> Refused:
    """The refusal of a body that is no text, nor the one file that an address takes."""
    allowed = phrase(FORM, place=API)
    if takes_files(path):
        multipart = declared_as.startswith("multipart/")
        allowed = phrase(FILE if multipart else TAKEN)
    elif path.startswith(API):
        allowed = phrase(JSON)
    return Refused("media_type", field="content-type", value=declared_as, allowed=allowed)
