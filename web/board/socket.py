"""The connection of a page: who it is, what they may watch, then a seat in the hub."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Hashable
from functools import partial
from typing import Generic, TypeVar

from fastapi import APIRouter
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from runtime.faults import kind
from runtime.refusal import Refused
from web.access import digest
from web.board.anteroom import Anteroom
from web.board.audience import Watch, form_of
from web.board.doorkeeper import SILENCE_S, Doorkeeper, Guest
from web.board.watching import audience_of
from web.guard import own_origin
from web.hub import protocol
from web.hub.frames import wire_of
from web.hub.hub import Hub
from web.hub.room import Seat
from web.reader import COOKIE, Reader, by_session
from web.services import Services

HELLO_S = 5.0
Key = TypeVar("Key", bound=Hashable)

log = logging.getLogger(__name__)


Sees = Callable[[Reader, Connection], Key]
"""What a reader may watch, at the beginning and later. Raises Refused; off the loop."""


class Doors(Generic[Key]):
    """Lets connections into the views of one hub."""

    def __init__(
        self, services: Services, hub: Hub[Key], keeper: Doorkeeper, anteroom: Anteroom
    ) -> None:
        self._services = services
        self._hub = hub
        self._keeper = keeper
        self._anteroom = anteroom

    async def attend(self, socket: WebSocket, sees: Sees[Key]) -> None:
        """One connection from its first word to its end."""
        session = digest(socket.cookies.get(COOKIE, ""))
        with self._anteroom.wait(session) as has_room:
            if not has_room:
                await _turn_away(socket, protocol.CROWDED)
                return
            greeted = await _greet(self._services, socket, sees)
        if greeted is None:
            return
        reader, view, hello = greeted
        later = partial(sees, reader)
        guest = Guest(session, reader.person, view, later, _closer(socket))
        place = self._hub.enter(view, Seat(wire_of(socket), guest.close, hello))
        self._keeper.let_in(guest)
        try:
            await _listen(socket, reader)
        finally:
            self._hub.leave(place)
            self._keeper.gone(guest)


def routes(services: Services, doors: Doors[Watch]) -> APIRouter:
    """``/live/<incident>``; with ``?wall`` for the large screen."""
    router = APIRouter()

    @router.websocket("/live/{incident}")
    async def live(socket: WebSocket, incident: str) -> None:
        form = form_of(socket.query_params)

        def sees(reader: Reader, connection: Connection) -> Watch:
            return Watch(incident, audience_of(services, connection, reader, incident, form))

        await doors.attend(socket, sees)

    return router


async def _turn_away(socket: WebSocket, code: int) -> None:
    """Accepted first: a browser learns the code of no other connection. A page whose session or
    right ended while its line was down would wait for ever."""
    offered = protocol.BOARD if protocol.BOARD in socket.scope["subprotocols"] else None
    with contextlib.suppress(WebSocketDisconnect):
        await socket.accept(offered)
    await _close(socket, code)


async def _greet(
    services: Services, socket: WebSocket, sees: Sees[Key]
) -> tuple[Reader, Key, protocol.Hello] | None:
    """Who it is, what they may watch and what they have; None where the connection has ended."""
    try:
        own_origin(socket.scope, services.settings)
        if protocol.BOARD not in socket.scope["subprotocols"]:
            raise Refused("invalid", field="protocol", value=None, allowed=protocol.BOARD)  # noqa: TRY301
    except Refused:
        await socket.close(protocol.REFUSED)
        return None
    try:
        reader, view = await run_in_threadpool(_admitted, services, socket, sees)
    except Refused as refused:
        over = refused.code == "sign_in"
        await _turn_away(socket, protocol.SIGNED_OUT if over else protocol.REFUSED)
        return None
    await socket.accept(protocol.BOARD)
    try:
        hello = protocol.heard(await asyncio.wait_for(socket.receive_text(), HELLO_S))
        if not isinstance(hello, protocol.Hello):
            raise protocol.WrongMessage("no hello")  # noqa: TRY301
    except (TimeoutError, protocol.WrongMessage, KeyError) as wrong:
        log.warning("hub: no hello from %s: %s", reader.person, kind(wrong))
        await _close(socket, protocol.WRONG)
        return None
    except WebSocketDisconnect:
        return None
    return reader, view, hello


def _admitted(services: Services, socket: WebSocket, sees: Sees[Key]) -> tuple[Reader, Key]:
    reader = by_session(services, socket)
    with services.database.read() as connection:
        return reader, sees(reader, connection)


async def _listen(socket: WebSocket, reader: Reader) -> None:
    """Until the browser goes away, falls silent or says something that nobody should say."""
    try:
        while True:
            said = protocol.heard(await asyncio.wait_for(socket.receive_text(), SILENCE_S))
            if isinstance(said, protocol.Hello):
                raise protocol.WrongMessage("a second hello")  # noqa: TRY301
    except WebSocketDisconnect:
        return
    except TimeoutError:
        await _close(socket, protocol.SILENT)
    except (protocol.WrongMessage, KeyError) as wrong:
        log.warning("hub: not understood from %s: %s", reader.person, kind(wrong))
        await _close(socket, protocol.WRONG)


def _closer(socket: WebSocket) -> Callable[[int], None]:
    loop = asyncio.get_running_loop()
    closing = set[asyncio.Task[None]]()

    def close(code: int) -> None:
        task = loop.create_task(_close(socket, code))
        closing.add(task)
        task.add_done_callback(closing.discard)

    return close


async def _close(socket: WebSocket, code: int) -> None:
    with contextlib.suppress(RuntimeError, WebSocketDisconnect):
        await socket.close(code)
