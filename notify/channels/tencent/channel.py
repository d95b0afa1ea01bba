"""Short messages through a mainland gateway: Tencent Cloud SMS, API version 2021-01-11.

The one of the mainland gateways whose receipts and replies can be fetched from behind a router,
without a public address. It sends approved templates only, and takes two messages to one number a
day until somebody raises that in its console.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from notify.channel import (
    Accepted,
    Capabilities,
    Incoming,
    Message,
    Outcome,
    Permanent,
    Temporary,
    Unknown,
)
from notify.channels.tencent.client import (
    CALL_S,
    CONNECT_S,
    VENDOR,
    Client,
    NobodyKnows,
    NotSent,
    Refusal,
)
from notify.channels.tencent.errors import outcome_of
from notify.channels.tencent.health import Health
from notify.channels.tencent.incoming import reply, report
from notify.channels.tencent.numbers import e164
from notify.channels.tencent.signing import Credentials
from notify.channels.tencent.templates import MAX_CHARS, Filled, Templates, Unfit, arrives, fill
from runtime.clock import Clock

DAILY = 2
"""Messages to one number a calendar day, as an account begins."""

PAGE = 100
"""Most that one request takes from a queue."""

HELD = 1000
"""Most items that wait here to be stored; what comes after them is safer in the vendor's queue."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Account:
    """An account at the gateway, as its console shows it."""

    credentials: Credentials
    sdk_app_id: str
    signature: str
    """The approved signature's words, without brackets."""
    templates: Templates
    region: str = "ap-guangzhou"
    daily_budget: int = DAILY
    """What the console allows to one number a day; carriers take ten."""


class TencentSms:
    """One request for each message, no tries of its own. One program alone may listen on an
    account: its queues give each item once. ``clock`` is operating time."""

    name = "tencent"

    def __init__(
        self,
        account: Account,
        clock: Clock,
        *,
        base_url: str = VENDOR,
        call_s: float = CALL_S,
        connect_s: float = CONNECT_S,
    ) -> None:
        self._account = account
        self._clock = clock
        self._client = Client(
            account.credentials,
            account.region,
            clock,
            base_url=base_url,
            call_s=call_s,
            connect_s=connect_s,
        )
        self._held: list[Incoming] = []
        self._sending = Health()
        self._listening = Health()

    @property
    def capabilities(self) -> Capabilities:
        return Capabilities(
            two_way=True,
            receipts=True,
            reaches_world=True,
            works_offline=False,
            max_chars=MAX_CHARS,
            needs_template=True,
            reply_template=self._account.templates.reply is not None,
            by_parts=True,
            daily_budget=self._account.daily_budget,
        )

    @property
    def sending(self) -> Health:
        """How handing over fares."""
        return self._sending

    @property
    def listening(self) -> Health:
        """How fetching fares."""
        return self._listening

    def arrives(self, alert: str, fields: Mapping[str, str]) -> str | None:
        """What stands on the telephone in place of a message's own text; None where it cannot go
        this way."""
        template = self._account.templates.of(alert, "", fields)
        return None if template is None else arrives(template, fields, self._account.signature)

    async def send(self, message: Message) -> Outcome:
        if message.mode != "real" or message.address.startswith("sim:"):
            return Permanent("exercise_stays_inside")
        template = self._account.templates.of(message.alert, message.event, message.fields)
        made = fill(template, message, self._account.signature)
        match made:
            case Unfit(code=code):
                return Permanent(code, elsewhere=True)
            case Filled() as filled:
                return await self._hand_over(message, filled)
            case _:
                assert_never(made)

    async def _hand_over(self, message: Message, filled: Filled) -> Outcome:
        request = {
            "PhoneNumberSet": [e164(message.address)],
            "SmsSdkAppId": self._account.sdk_app_id,
            "SignName": self._account.signature,
            "TemplateId": filled.template,
            "TemplateParamSet": list(filled.params),
            "SessionContext": message.attempt,
        }
        try:
            answer = await self._client.call("SendSms", request)
        except NotSent as error:
            return self._note(Temporary(str(error)))
        except NobodyKnows as error:
            return self._note(Unknown(str(error)))
        except Refusal as refusal:
            return self._note(outcome_of(refusal.code, self._clock.now()))
        return self._note(self._of_the_number(answer))

    def _of_the_number(self, answer: Mapping[str, Any]) -> Outcome:
        """A 200 says nothing yet: each number has a status of its own."""
        match answer.get("SendStatusSet"):
            case [{"Code": "Ok", **status}]:
                return Accepted(str(status.get("SerialNo") or "") or None)
            case [{"Code": str(code)}]:
                return outcome_of(code, self._clock.now())
            case _:
                return Unknown("unreadable_answer")

    def _note(self, outcome: Outcome) -> Outcome:
        now = self._clock.now()
        match outcome:
            case Accepted():
                self._sending = self._sending.succeeded(now)
            case Temporary(code=code) | Unknown(reason=code):
                self._sending = self._sending.failed(now, code)
            case Permanent():
                pass  # about one number or message; the gateway itself answers
            case _:
                assert_never(outcome)
        return outcome

    async def fetch(self) -> Sequence[Incoming]:
        """Empty both queues, and give everything that was not called ``stored`` yet.

        What one queue gave is not lost when the other cannot be asked: it is given at once, and
        again until it is stored. ``ConnectionError`` where a queue could not be asked and there
        is nothing to give. What the vendor gave out in an answer that never arrived is gone from
        its queue; for seven days the vendor can still be asked about one number at a time.
        """
        failed: str | None = None
        for action, read in (
            ("PullSmsSendStatus", report),
            ("PullSmsReplyStatus", self._reply),
        ):
            try:
                await self._empty(action, read)
            except (NotSent, NobodyKnows) as error:
                failed = str(error)
            except Refusal as refusal:
                failed = refusal.code
        now = self._clock.now()
        if failed is None:
            self._listening = self._listening.succeeded(now)
            return tuple(self._held)
        self._listening = self._listening.failed(now, failed)
        if not self._held:
            raise ConnectionError(failed)
        return tuple(self._held)

    async def stored(self, incoming: Sequence[Incoming]) -> None:
        """These are not given again. At the vendor there is nothing left to delete."""
        safe = set(incoming)
        self._held = [item for item in self._held if item not in safe]

    async def close(self) -> None:
        """Close the connection to the gateway, if there was one."""
        await self._client.close()

    def _reply(self, item: Mapping[str, object]) -> Incoming | None:
        return reply(item, self._account.credentials.secret_key)

    async def _empty(
        self, action: str, read: Callable[[Mapping[str, object]], Incoming | None]
    ) -> None:
        request = {"SmsSdkAppId": self._account.sdk_app_id, "Limit": PAGE}
        while len(self._held) < HELD:
            page = (await self._client.call(action, request)).get(f"{action}Set") or []
            for item in page:
                found = read(item) if isinstance(item, Mapping) else None
                if found is None:
                    # It is gone from the queue either way; its content is personal.
                    _log.error("an item of %s cannot be read", action)
                else:
                    self._held.append(found)
            if not page:
                return
