"""Hands messages to a gateway of the county's own, signed; off unless there is an address.

The other side is whatever speaks HTTP: a siren's controller, a platform for broadcasts, a
messenger that is not known here. What it must do stands in ``docs/reference/webhook.md``.
"""

from __future__ import annotations

import json

from notify.channel import Accepted, Capabilities, Message, Outcome, Permanent, Temporary
from notify.channels.http import CALL_S, Answer, Poster, wait_s
from notify.channels.webhook.signing import signature
from runtime.clock import Clock

MIN_SECRET = 16
"""Bytes; a shorter secret could be found by trying."""


class Webhook:
    """One receiver. The attempt is the idempotency key: the same message twice is sent once.

    ``clock`` is operating time.
    """

    name = "webhook"
    capabilities = Capabilities(
        two_way=False, receipts=False, reaches_world=True, works_offline=False, max_chars=10_000
    )

    def __init__(self, url: str, secret: bytes, clock: Clock, *, call_s: float = CALL_S) -> None:
        """Raises ValueError for a secret that is too short."""
        if len(secret) < MIN_SECRET:
            raise ValueError(f"the webhook's secret has {MIN_SECRET} bytes or more")
        self._url = url
        self._secret = secret
        self._clock = clock
        self._poster = Poster(call_s)

    async def send(self, message: Message) -> Outcome:
        if message.mode != "real" or message.address.startswith("sim:"):
            return Permanent("exercise_stays_inside")
        body = json.dumps(content(message), ensure_ascii=False).encode()
        timestamp = str(int(self._clock.now().timestamp()))
        headers = {
            "Content-Type": "application/json; charset=utf-8",
            "Idempotency-Key": message.attempt,
            "X-Tailings-Timestamp": timestamp,
            "X-Tailings-Signature": signature(self._secret, timestamp, body),
        }
        answer = await self._poster.post(self._url, body, headers)
        if not isinstance(answer, Answer):
            return answer
        return outcome_of(answer, message.attempt, wait_s(answer.retry_after, self._clock.now()))

    async def close(self) -> None:
        """Close the connection to the receiver, if there was one."""
        await self._poster.close()


def content(message: Message) -> dict[str, object]:
    """The body, before it is JSON: what a gateway needs to pass the message on."""
    return {
        "attempt": message.attempt,
        "incident": message.incident,
        "jurisdiction": message.jurisdiction,
        "mode": message.mode,
        "event": message.event,
        "alert": message.alert,
        "urgency": message.urgency,
        "person": message.person,
        "posts": list(message.posts),
        "address": message.address,
        "text": message.text,
    }


def outcome_of(answer: Answer, attempt: str, after_s: float | None) -> Outcome:
    """What the receiver's status means. After a fault of its own (5xx) it gets the message again,
    under the same key, so it is temporary and not unknown."""
    status = answer.status
    if 200 <= status < 300 or status == 409:
        # 409: it has this key already, from a try whose answer was lost.
        return Accepted(attempt)
    code = f"http_{status}"
    if status == 429:
        return Temporary(code, after_s)
    return Temporary(code, after_s) if status >= 500 else Permanent(code)
