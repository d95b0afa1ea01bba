"""Calls through Twilio that read a message out and take a key as the answer.

Only a pressed key answers. A call that was picked up and ended (``completed``) may have been taken
by a voicemail. For mainland China the vendor vets callers, and names short alert calls as unfit.
"""

from __future__ import annotations

from urllib.parse import urlencode

from notify.channel import Capabilities, Message, Outcome, Permanent
from notify.channels.twilio import bound, spoken
from notify.channels.twilio.account import CALL_S, Account
from runtime.clock import Clock, SystemClock

STATUS_PATH = "/notify/twilio/voice/status"
"""Where this program is told how a call goes, below its public address."""

KEY_PATH = "/notify/twilio/voice/key"
"""Where it is told which key was pressed, and says what the call does next."""

ORDER_PATH = "/notify/twilio/voice/order"
"""Where it is told the figures of an order. They come in the body, never in an address."""

STAYS = "stays"
"""In the address of the keys: who is called is sent nowhere, and was offered fewer of them."""

EVENTS = ("initiated", "ringing", "answered", "completed")
"""What the vendor is asked to tell; busy, failed and no-answer come as the last of them."""

RING_S = 30
"""How long it rings, some six times; longer mostly reaches a voicemail."""


class TwilioVoice:
    """``public_url`` is this program's address as the vendor can reach it: without one no key
    would arrive, so there is no such channel. ``close`` it in the loop that it was used in.
    """

    name = "twilio_voice"
    capabilities = Capabilities(
        two_way=True,
        receipts=True,
        reaches_world=True,
        works_offline=False,
        max_chars=300,  # about a minute each time it is said
        voice=True,
    )

    def __init__(
        self,
        account_sid: str,
        auth_token: str,
        from_number: str,
        public_url: str,
        *,
        base_url: str | None = None,
        call_s: float = CALL_S,
        clock: Clock | None = None,
    ) -> None:
        self._clock = clock or SystemClock()
        self._account = Account(account_sid, auth_token, base_url, call_s)
        self._from_number = from_number
        self._public_url = public_url.rstrip("/")

    async def send(self, message: Message) -> Outcome:
        if message.mode != "real" or message.address.startswith("sim:"):
            return Permanent("exercise_stays_inside")
        # The words go with the request: a call must not fail because this machine is slow to
        # answer while somebody listens.
        until = bound.until(self._clock.now(), bound.CALLS)
        lang = spoken.language(message.text)
        keys = keys_url(self._public_url, lang, 0, until, goes=message.goes)
        request = {
            "to": message.address,
            "from_": self._from_number,
            "twiml": spoken.message(message.text, keys, goes=message.goes),
            "timeout": RING_S,
            "status_callback": f"{self._public_url}{STATUS_PATH}?"
            + urlencode({"attempt": message.attempt, bound.NAME: until}),
            "status_callback_event": list(EVENTS),
        }
        return await self._account.ask(lambda client: client.calls.create_async(**request))

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        await self._account.close()


def keys_url(
    public_url: str, lang: str, wrong: int, until: int | None = None, *, goes: bool = True
) -> str:
    """Where a pressed key goes, and ``until`` when (``bound``). ``wrong`` counts the keys before
    it that meant nothing; ``goes``: who is called is sent somewhere."""
    url = _counted(public_url, KEY_PATH, lang, wrong, until)
    return url if goes else f"{url}&{urlencode({STAYS: 1})}"


def order_url(public_url: str, lang: str, wrong: int, until: int | None = None) -> str:
    """Where the figures of an order go, and ``until`` when. ``wrong`` counts the entries before
    that were none."""
    return _counted(public_url, ORDER_PATH, lang, wrong, until)


def _counted(public_url: str, path: str, lang: str, wrong: int, until: int | None) -> str:
    named: dict[str, object] = {"speaks": lang, "wrong": wrong}
    query = urlencode(named if until is None else {**named, bound.NAME: until})
    return f"{public_url.rstrip('/')}{path}?{query}"
