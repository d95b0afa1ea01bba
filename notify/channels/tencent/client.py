"""One request to the vendor: signed, bounded in time, and clear about what is known afterwards."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from contextlib import AbstractAsyncContextManager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from notify.channels.http import KEPT_S
from notify.channels.tencent.signing import CONTENT_TYPE, Credentials, authorization
from runtime.clock import Clock

if TYPE_CHECKING:
    import aiohttp

VENDOR = "https://sms.tencentcloudapi.com"
VERSION = "2021-01-11"
SERVICE = "sms"

CALL_S = 20.0
"""Longest wait for an answer."""

CONNECT_S = 8.0
"""Longest wait for a connection. Until there is one, nothing has been sent."""


class NotSent(ConnectionError):  # noqa: N818 - says what is known
    """The request certainly did not reach the vendor."""


class NobodyKnows(ConnectionError):  # noqa: N818 - says what is known
    """The request was out; whether it was taken cannot be told from what came back."""


class Refusal(Exception):  # noqa: N818 - it is an answer, not a fault
    """The vendor answered and did not do it. ``code`` is its own, or ``http_`` and the status."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class Client:
    """Calls the vendor at ``base_url``. ``close`` it in the loop that it was used in."""

    def __init__(
        self,
        credentials: Credentials,
        region: str,
        clock: Clock,
        *,
        base_url: str = VENDOR,
        call_s: float = CALL_S,
        connect_s: float = CONNECT_S,
    ) -> None:
        self._credentials = credentials
        self._region = region
        self._clock = clock
        self._url = base_url.rstrip("/") + "/"
        self._call_s = call_s
        self._connect_s = connect_s
        self._session: aiohttp.ClientSession | None = None

    async def call(self, action: str, request: Mapping[str, object]) -> Mapping[str, Any]:
        """The vendor's ``Response`` to an action.

        Raises ``NotSent``, ``NobodyKnows`` or ``Refusal``.
        """
        import aiohttp

        body = json.dumps(request, ensure_ascii=False).encode()
        try:
            async with (
                asyncio.timeout(self._call_s),
                self._post(action, body) as got,
            ):
                status, content = got.status, await got.read()
        except (aiohttp.ClientConnectorError, aiohttp.ConnectionTimeoutError) as error:
            raise NotSent("no_connection") from error
        except (TimeoutError, aiohttp.ClientError) as error:
            raise NobodyKnows(type(error).__name__) from error
        return _read(status, content)

    async def close(self) -> None:
        """Close what is open, if anything was ever sent."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    def _post(
        self, action: str, body: bytes
    ) -> AbstractAsyncContextManager[aiohttp.ClientResponse]:
        headers = self._headers(action, body)
        # What redirects here is no vendor but the sign-in page of some network.
        return self._open().post(self._url, data=body, headers=headers, allow_redirects=False)

    def _open(self) -> aiohttp.ClientSession:
        import aiohttp

        if self._session is None:
            connector = aiohttp.TCPConnector(keepalive_timeout=KEPT_S)
            timeout = aiohttp.ClientTimeout(total=None, sock_connect=self._connect_s)
            self._session = aiohttp.ClientSession(connector=connector, timeout=timeout)
        return self._session

    def _headers(self, action: str, body: bytes) -> dict[str, str]:
        host = urlsplit(self._url).netloc
        timestamp_s = int(self._clock.now().timestamp())
        return {
            "Authorization": authorization(self._credentials, SERVICE, host, body, timestamp_s),
            "Content-Type": CONTENT_TYPE,
            "Host": host,
            "X-TC-Action": action,
            "X-TC-Region": self._region,
            "X-TC-Timestamp": str(timestamp_s),
            "X-TC-Version": VERSION,
        }


def _read(status: int, content: bytes) -> Mapping[str, Any]:
    """Errors come as 200 with ``Response.Error``; other statuses are from what stands between."""
    if status >= 500:
        raise NobodyKnows(f"http_{status}")
    try:
        answer = json.loads(content)["Response"]
        error = answer.get("Error")
        code = str(error["Code"]) if error else None
    except (ValueError, KeyError, TypeError, AttributeError):
        if status != 200:
            raise Refusal(f"http_{status}") from None
        raise NobodyKnows("unreadable_answer") from None
    if code is not None or status != 200:
        raise Refusal(code or f"http_{status}")
    return dict(answer)
