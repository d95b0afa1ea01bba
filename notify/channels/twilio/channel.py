"""Text messages through Twilio; off unless the installation has an account.

For mainland China it is at most a second way: the vendor offers no replies there, wants templates
registered, and limits equal texts to one number.
"""

from __future__ import annotations

from dataclasses import replace
from urllib.parse import quote

from notify.channel import Capabilities, Message, Outcome, Permanent
from notify.channels.twilio import bound
from notify.channels.twilio.account import CALL_S, Account
from runtime.clock import Clock, SystemClock

STATUS_PATH = "/notify/twilio/status"
"""Where this program takes the vendor's delivery reports, below its public address."""

SMS_PATH = "/notify/twilio/sms"
"""Where it takes messages that people send to the installation's number."""

NO_REPLIES = ("+86",)
"""Where the vendor carries nothing back (its guidelines for China)."""


class Twilio:
    """``public_url`` is this program's address as the vendor can reach it; without one no delivery
    reports are asked for. ``two_way``: the number's incoming messages are sent to ``SMS_PATH``,
    which somebody has set at the vendor. ``close`` it in the loop that it was used in.
    """

    name = "twilio"
    capabilities = Capabilities(
        two_way=False,
        receipts=True,
        reaches_world=True,
        works_offline=False,
        max_chars=1600,
        by_parts=True,
        drills=True,
    )

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        from_number: str,
        *,
        base_url: str | None = None,
        public_url: str | None = None,
        two_way: bool = False,
        call_s: float = CALL_S,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._account = Account(account_sid, auth_token, base_url, call_s)
        self._from_number = from_number
        self._public_url = public_url
        self.capabilities = replace(Twilio.capabilities, two_way=two_way)

    def two_way_to(self, address: str) -> bool:
        """Whether somebody at this number can answer; to others no code is shown."""
        return self.capabilities.two_way and not address.startswith(NO_REPLIES)

    async def send(self, message: Message) -> Outcome:
        if message.stays_inside:
            return Permanent("exercise_stays_inside")
        request = self._request(message)
        return await self._account.ask(lambda client: client.messages.create_async(**request))

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        await self._account.close()

    def _request(self, message: Message) -> dict[str, str]:
        request = {"to": message.address, "from_": self._from_number, "body": message.text}
        if self._public_url is not None:
            request["status_callback"] = status_url(
                self._public_url, message.attempt, bound.until(self._clock.now(), bound.REPORTS)
            )
        return request


def status_url(public_url: str, attempt: str, until: int) -> str:
    """Where the vendor reports on an attempt, and ``until`` when (``bound``). Naming the attempt
    lets a report settle one whose acceptance we did not live to record."""
    named = quote(attempt, safe="")
    return f"{public_url.rstrip('/')}{STATUS_PATH}?attempt={named}&{bound.NAME}={until}"
