"""Posts to a group of Feishu (飞书) through a custom robot; off unless there is a token.

The robot is one-way: no receipts, no replies. The token and the secret are secrets.
"""

from __future__ import annotations

from urllib.parse import quote

from notify.channel import Capabilities, Outcome, Permanent
from notify.channels.feishu.errors import CODES, PER_MINUTE
from notify.channels.feishu.signing import signature
from notify.channels.http import CALL_S
from notify.channels.robots import Robot
from notify.groups import MAX_CHARS, GroupNotice
from runtime.clock import Clock
from runtime.language import Lang

VENDOR = "https://open.feishu.cn"


class Feishu:
    """One robot of one group. ``secret`` where the robot is set to signatures; ``clock`` is
    operating time, which the vendor compares with its own."""

    name = "feishu"
    capabilities = Capabilities(
        two_way=False,
        receipts=False,
        reaches_world=True,
        works_offline=False,
        max_chars=MAX_CHARS,
        group=True,
    )

    def __init__(
        self,
        token: str,
        secret: str | None,
        clock: Clock,
        lang: Lang,
        *,
        base_url: str = VENDOR,
        call_s: float = CALL_S,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/open-apis/bot/v2/hook/{quote(token, safe='')}"
        self._secret = secret
        self._clock = clock
        self._lang = lang
        self._robot = Robot(CODES, PER_MINUTE, clock, call_s)

    async def post(self, notice: GroupNotice) -> Outcome:
        if notice.mode != "real":
            return Permanent("exercise_stays_inside")
        content = {"text": notice.text(self._lang)}
        body = {"msg_type": "text", "content": content, **self._signed()}
        return await self._robot.post(self._url, body)

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        await self._robot.close()

    def _signed(self) -> dict[str, str]:
        if self._secret is None:
            return {}
        timestamp_s = int(self._clock.now().timestamp())
        return {"timestamp": str(timestamp_s), "sign": signature(self._secret, timestamp_s)}
