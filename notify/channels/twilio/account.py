"""One account with the vendor: a request, its time limit, and what became of it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

from notify.channel import Accepted, Outcome, Temporary, Unknown
from notify.channels.twilio.errors import outcome_of
from notify.channels.twilio.vendor import VENDOR

if TYPE_CHECKING:
    from notify.channels.twilio.http import RedirectedClient

CALL_S = 20.0
"""Longest wait for the vendor's answer. Its library applies no time limit of its own."""


class Account:
    """The vendor's library, one request for each message, no tries of its own.

    ``close`` it in the loop that it was used in.
    """

    def __init__(
        self, account_sid: str, auth_token: str, base_url: str | None, call_s: float
    ) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._base_url = base_url or VENDOR
        self._call_s = call_s
        self._http: RedirectedClient | None = None

    async def ask(self, request: Callable[[Any], Awaitable[Any]]) -> Outcome:
        """Make one request with the vendor's client; it gives what has a ``sid``."""
        import aiohttp
        from twilio.base.exceptions import (  # type: ignore[import-untyped]
            TwilioException,
            TwilioRestException,
        )

        try:
            async with asyncio.timeout(self._call_s):
                made = await request(self._client())
        except TwilioRestException as error:
            return outcome_of(error.status, error.code)
        except aiohttp.ClientConnectorError:
            return Temporary("no_connection")
        except (TimeoutError, aiohttp.ClientError, TwilioException, ValueError) as error:
            # The request was out; whether it was taken, nobody can say.
            return Unknown(type(error).__name__)
        return Accepted(made.sid)

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _client(self) -> Any:
        from twilio.rest import Client  # type: ignore[import-untyped]

        from notify.channels.twilio.http import RedirectedClient

        if self._http is None:
            self._http = RedirectedClient(self._base_url)
        return Client(self._account_sid, self._auth_token, http_client=self._http)
