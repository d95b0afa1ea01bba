"""Text messages through Twilio; off unless the installation has an account.

For mainland China it is at most a second way: the vendor offers no replies there, wants templates
registered, and limits equal texts to one number.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from notify.channel import Accepted, Capabilities, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.twilio.errors import outcome_of
from notify.channels.twilio.vendor import VENDOR

if TYPE_CHECKING:
    from notify.channels.twilio.http import RedirectedClient


CALL_S = 20.0
"""Longest wait for the vendor's answer. Its library applies no time limit of its own."""

STATUS_PATH = "/notify/twilio/status"
"""Where this program takes the vendor's delivery reports, below its public address."""


class Twilio:
    """The vendor's library, one request for each message, no tries of its own.

    ``public_url`` is this program's address as the vendor can reach it; without one no delivery
    reports are asked for. ``close`` it in the loop that it was used in.
    """

    name = "twilio"
    capabilities = Capabilities(
        two_way=False, receipts=True, reaches_world=True, works_offline=False, max_chars=1600
    )

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        from_number: str,
        *,
        base_url: str | None = None,
        public_url: str | None = None,
        call_s: float = CALL_S,
    ) -> None:
        self._account_sid = account_sid
        self._auth_token = auth_token
        self._from_number = from_number
        self._base_url = base_url or VENDOR
        self._public_url = public_url
        self._call_s = call_s
        self._http: RedirectedClient | None = None

    async def send(self, message: Message) -> Outcome:
        if message.mode != "real" or message.address.startswith("sim:"):
            return Permanent("exercise_stays_inside")
        import aiohttp
        from twilio.base.exceptions import (  # type: ignore[import-untyped]
            TwilioException,
            TwilioRestException,
        )

        try:
            async with asyncio.timeout(self._call_s):
                sent = await self._messages().create_async(**self._request(message))
        except TwilioRestException as error:
            return outcome_of(error.status, error.code)
        except aiohttp.ClientConnectorError:
            return Temporary("no_connection")
        except (TimeoutError, aiohttp.ClientError, TwilioException, ValueError) as error:
            # The request was out; whether it was taken, nobody can say.
            return Unknown(type(error).__name__)
        return Accepted(sent.sid)

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        if self._http is not None:
            await self._http.close()
            self._http = None

    def _messages(self) -> Any:
        from twilio.rest import Client  # type: ignore[import-untyped]

        from notify.channels.twilio.http import RedirectedClient

        if self._http is None:
            self._http = RedirectedClient(self._base_url)
        client = Client(self._account_sid, self._auth_token, http_client=self._http)
        return client.messages

    def _request(self, message: Message) -> dict[str, str]:
        request = {"to": message.address, "from_": self._from_number, "body": message.text}
        if self._public_url is not None:
            request["status_callback"] = status_url(self._public_url, message.attempt)
        return request


def status_url(public_url: str, attempt: str) -> str:
    """Where the vendor reports on an attempt. Naming the attempt lets a report settle one whose
    acceptance we did not live to record."""
    return f"{public_url.rstrip('/')}{STATUS_PATH}?attempt={quote(attempt, safe='')}"
