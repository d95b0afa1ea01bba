"""Pushes to telephones through an ntfy server of the county's own; off unless there is one.

The server runs in the house's network, and the app on an Android telephone in that network holds
its own connection to it, so no internet is needed (not verified by us on telephones). An iPhone is
woken by its vendor only: without internet it shows a message when the app is opened.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from types import MappingProxyType

from notify.answers.links import PATH
from notify.channel import Accepted, Capabilities, Message, Outcome, Permanent, Temporary, Unknown
from notify.channels.http import CALL_S, Answer, Poster, wait_s
from runtime.clock import Clock
from runtime.language import N_, Lang, phrase

PRIORITIES: Mapping[str, int] = MappingProxyType({"flash": 5, "urgent": 4, "normal": 3})
"""The server's 5 rings through silence where the telephone's owner allows it; 3 is its ordinary."""

THROTTLED_S = 5.0
"""How often the server lets one more request through by default, where it names no wait."""

TITLE = N_("Tailings dam emergency")
BUTTON = N_("Got it")

FORM = {"Content-Type": "application/x-www-form-urlencoded"}

_TOPIC = re.compile(r"[-_A-Za-z0-9]{1,64}")
_LINK = re.compile(rf"https?://\S+{PATH}[-a-z0-9]+")


class Ntfy:
    """One server; the address of a person is a topic that only their telephone knows.

    A message that asks for an answer ends with its signed link: the link becomes a button as well,
    which answers "received" from the telephone's screen. Nothing else comes back by this way.
    """

    name = "ntfy"

    def __init__(
        self,
        base_url: str,
        clock: Clock,
        lang: Lang,
        *,
        token: str | None = None,
        call_s: float = CALL_S,
    ) -> None:
        self.capabilities = Capabilities(
            two_way=False,
            receipts=False,
            reaches_world=True,
            works_offline=True,
            # Above 4,096 bytes the server makes an attachment of the text.
            max_chars=1024,
        )
        self._url = f"{base_url.rstrip('/')}/"
        self._clock = clock
        self._lang = lang
        self._headers = {"Content-Type": "application/json; charset=utf-8"}
        if token is not None:
            self._headers["Authorization"] = f"Bearer {token}"
        self._poster = Poster(call_s)

    async def send(self, message: Message) -> Outcome:
        if message.mode != "real" or message.address.startswith("sim:"):
            return Permanent("exercise_stays_inside")
        if not _TOPIC.fullmatch(message.address):
            return Permanent("bad_address")
        body = json.dumps(self._push(message), ensure_ascii=False).encode()
        answer = await self._poster.post(self._url, body, self._headers)
        if not isinstance(answer, Answer):
            return answer
        wait = wait_s(answer.retry_after, self._clock.now())
        return outcome_of(answer, THROTTLED_S if wait is None else wait)

    async def close(self) -> None:
        """Close the connection to the server, if there was one."""
        await self._poster.close()

    def _push(self, message: Message) -> dict[str, object]:
        push: dict[str, object] = {
            "topic": message.address,
            "title": phrase(TITLE).say(self._lang),
            "message": message.text,
            "priority": PRIORITIES.get(message.urgency, PRIORITIES["normal"]),
        }
        if link := _LINK.search(message.text):
            # One key for each message: pressed twice it is one answer.
            answer = f"answer=acknowledged&_key={message.attempt}"
            push["actions"] = [
                {
                    "action": "http",
                    "label": phrase(BUTTON).say(self._lang),
                    "url": link[0],
                    "method": "POST",
                    "headers": FORM,
                    "body": answer,
                    "clear": True,
                }
            ]
        return push


def outcome_of(answer: Answer, throttled_s: float) -> Outcome:
    """What the server's answer means. Access that it denies is temporary: somebody may mend it."""
    said = answer.json()
    if answer.status == 200:
        name = said.get("id")
        return Accepted(name) if isinstance(name, str) and name else Unknown("not_understood")
    code = str(said.get("code") or f"http_{answer.status}")
    if answer.status == 429:
        return Temporary(code, throttled_s)
    if answer.status >= 500:
        return Unknown(code)
    return Temporary(code) if answer.status in (401, 403) else Permanent(code)
