"""What the robots of three chat services have in common: an answer of 200 is not yet a success.

They are one-way: no receipts, no replies. Keys, tokens and secrets are secrets: whoever has them
can post. The error stands in the body under a field of the vendor's. Only a body that says 0 there
was posted; what cannot be read may or may not have been.
"""

from __future__ import annotations

import json
from abc import ABC, abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from notify.channel import Accepted, Capabilities, Outcome, Permanent, Temporary, Unknown
from notify.channels.http import Answer, Poster
from notify.channels.pace import Pace
from notify.groups import MAX_CHARS, GroupNotice
from runtime.clock import Clock
from runtime.language import Lang

JSON = {"Content-Type": "application/json; charset=utf-8"}


@dataclass(frozen=True, slots=True)
class Codes:
    """A vendor's words for failure. A code in neither table is temporary: vendors add codes."""

    field: str
    permanent: frozenset[int]
    later: Mapping[int, float]
    """Code of sending too fast → seconds until the next may go."""
    throttled_s: float
    """The same where the vendor says it by HTTP status 429."""


class Robot(ABC):
    """One robot of one group: paced, one request a notice, the answer read. ``clock`` is operating
    time."""

    name: str
    capabilities = Capabilities(
        two_way=False,
        receipts=False,
        reaches_world=True,
        works_offline=False,
        max_chars=MAX_CHARS,
        group=True,
    )

    def __init__(
        self, codes: Codes, per_minute: int, clock: Clock, lang: Lang, call_s: float
    ) -> None:
        self._codes = codes
        self._pace = Pace(per_minute)
        self._clock = clock
        self._lang = lang
        self._poster = Poster(call_s)

    @abstractmethod
    def _request(self, text: str) -> tuple[str, Mapping[str, object]]:
        """The vendor's address, signed where it wants that, and the body that posts a text."""

    async def post(self, notice: GroupNotice) -> Outcome:
        """Post one notice, unless the vendor's pace forbids it now."""
        if notice.mode != "real":
            return Permanent("exercise_stays_inside")
        if (wait := self._pace.take(self._clock.now())) > 0:
            return Temporary("too_fast", wait)
        url, body = self._request(notice.text(self._lang))
        content = json.dumps(body, ensure_ascii=False).encode()
        answer = await self._poster.post(url, content, JSON)
        if not isinstance(answer, Answer):
            return answer
        outcome = outcome_of(answer, self._codes)
        if isinstance(outcome, Temporary) and outcome.after_s is not None:
            self._pace.pause(self._clock.now(), outcome.after_s)
        return outcome

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        await self._poster.close()


def outcome_of(answer: Answer, codes: Codes) -> Outcome:
    """What became of a post that was answered."""
    if answer.status == 429:
        return Temporary("http_429", codes.throttled_s)
    if answer.status >= 500:
        return Unknown(f"http_{answer.status}")
    if answer.status != 200:
        return Permanent(f"http_{answer.status}")
    code = answer.json().get(codes.field)
    if not isinstance(code, int) or isinstance(code, bool):
        return Unknown("not_understood")
    if code == 0:
        return Accepted(None)
    if code in codes.permanent:
        return Permanent(str(code))
    return Temporary(str(code), codes.later.get(code))
