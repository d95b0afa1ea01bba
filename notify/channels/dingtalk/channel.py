"""Posts to a group of DingTalk (钉钉) through a custom robot; off unless there is a token.

The robot is one-way: no receipts, no replies. The token and the secret are secrets.
"""

from __future__ import annotations

from urllib.parse import urlencode

from notify.channel import Capabilities, Outcome, Permanent
from notify.channels.dingtalk.errors import CODES, PER_MINUTE
from notify.channels.dingtalk.signing import signature
from notify.channels.http import CALL_S
from notify.channels.robots import Robot
from notify.groups import MAX_CHARS, GroupNotice
from runtime.clock import Clock
from runtime.language import Lang

VENDOR = "https://oapi.dingtalk.com"


class DingTalk:
    """One robot of one group. ``secret`` where the robot is set to signatures; ``clock`` is
    operating time, which the vendor compares with its own."""

    name = "dingtalk"
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
        access_token: str,
        secret: str | None,
        clock: Clock,
        lang: Lang,
        *,
        base_url: str = VENDOR,
        call_s: float = CALL_S,
    ) -> None:
        self._access_token = access_token
        self._secret = secret
        self._clock = clock
        self._lang = lang
        self._base_url = base_url.rstrip("/")
        self._robot = Robot(CODES, PER_MINUTE, clock, call_s)

    async def post(self, notice: GroupNotice) -> Outcome:
        if notice.mode != "real":
            return Permanent("exercise_stays_inside")
        text = {"content": notice.text(self._lang)}
        return await self._robot.post(self._url(), {"msgtype": "text", "text": text})

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        await self._robot.close()

    def _url(self) -> str:
        query = {"access_token": self._access_token}
        if self._secret is not None:
            timestamp_ms = int(self._clock.now().timestamp() * 1000)
            sign = signature(self._secret, timestamp_ms)
            query |= {"timestamp": str(timestamp_ms), "sign": sign}
        return f"{self._base_url}/robot/send?{urlencode(query)}"
