"""One request over HTTP, and what is known of it when no answer came.

The line is drawn at the connection. Before there is one, nothing was sent: ``Temporary``. After
it, the other side may have taken the message whatever went wrong then: ``Unknown``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any

from notify.channel import Temporary, Unknown

if TYPE_CHECKING:
    import aiohttp

CALL_S = 20.0
"""Longest time for a request with its answer, s."""

MAX_ANSWER = 65_536
"""Bytes of an answer that are read; none of the services here needs a fraction of it."""

MAX_WAIT_S = 3600.0
"""An alert waits no longer than this on another's word."""

KEPT_S = 1.0
"""How long a connection without a request is kept, s: one on which the other side is certain to be
listening still. Servers wait several seconds at the least for the next request, and one that ends
sooner has said so before. A longer kept one may have been closed meanwhile, and then nobody could
say whether the request was read."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What the other side said. Redirects are answers: a message is not carried elsewhere."""

    status: int
    body: bytes
    retry_after: str | None = None
    """The header of that name, as it came."""

    def json(self) -> Mapping[str, Any]:
        """The body as a JSON object; empty where it is something else."""
        import json

        try:
            said = json.loads(self.body)
        except ValueError:
            return {}
        return said if isinstance(said, dict) else {}


class Poster:
    """Posts; many messages in a row share their connections, which are not kept for later.

    ``close`` it in the loop that it was used in.
    """

    def __init__(self, call_s: float = CALL_S) -> None:
        self._call_s = call_s
        self._session: aiohttp.ClientSession | None = None

    async def post(
        self, url: str, body: bytes, headers: Mapping[str, str]
    ) -> Answer | Temporary | Unknown:
        """Post ``body`` and read the answer, within the time limit for both together.

        Names of failures are the library's types: its words hold the address, and addresses of
        robots are secrets.
        """
        import aiohttp

        line = _Line()
        try:
            async with self._opened().post(
                url,
                data=body,
                headers=headers,
                allow_redirects=False,
                trace_request_ctx=line,
            ) as response:
                return Answer(
                    response.status, await _limited(response), response.headers.get("Retry-After")
                )
        except (TimeoutError, OSError, ValueError, aiohttp.ClientError) as error:
            if not line.connected:
                return Temporary("no_connection")
            return Unknown(type(error).__name__)

    async def close(self) -> None:
        """Close the session, if there was one."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _opened(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            trace = aiohttp.TraceConfig()
            trace.on_connection_create_end.append(_connected)
            trace.on_connection_reuseconn.append(_connected)
            self._session = aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_S),
                timeout=aiohttp.ClientTimeout(total=self._call_s),
                trace_configs=[trace],
            )
        return self._session


@dataclass(slots=True)
class _Line:
    """Whether one request had a connection."""

    connected: bool = False


async def _connected(session: object, context: Any, told: object) -> None:
    context.trace_request_ctx.connected = True


async def _limited(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_chunked(MAX_ANSWER):
        body += chunk
        if len(body) >= MAX_ANSWER:
            break
    return bytes(body[:MAX_ANSWER])


def wait_s(retry_after: str | None, now: datetime) -> float | None:
    """Seconds to wait by a ``Retry-After`` header (RFC 9110 §10.2.3: seconds or a date).

    None where it says nothing that can be read; between 0 and ``MAX_WAIT_S``.
    """
    said = (retry_after or "").strip()
    if said.isascii() and said.isdigit():
        return min(float(said), MAX_WAIT_S)
    try:
        at = parsedate_to_datetime(said)
    except ValueError:
        return None
    at = at if at.tzinfo is not None else at.replace(tzinfo=UTC)
    return min(max((at - now).total_seconds(), 0.0), MAX_WAIT_S)
