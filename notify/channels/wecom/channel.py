"""Posts to a group of WeCom (企业微信) through a group robot; off unless there is a key.

The robot is one-way: no receipts, no replies. Whoever has the key can post, so it is a secret.
"""

from __future__ import annotations

from urllib.parse import quote

from notify.channel import Capabilities, Outcome, Permanent
from notify.channels.http import CALL_S
from notify.channels.robots import Robot
from notify.channels.wecom.errors import CODES, PER_MINUTE
from notify.groups import MAX_CHARS, GroupNotice
from runtime.clock import Clock
from runtime.language import Lang

VENDOR = "https://qyapi.weixin.qq.com"


class WeCom:
    """One robot of one group. ``clock`` is operating time."""

    name = "wecom"
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
        key: str,
        clock: Clock,
        lang: Lang,
        *,
        base_url: str = VENDOR,
        call_s: float = CALL_S,
    ) -> None:
        self._url = f"{base_url.rstrip('/')}/cgi-bin/webhook/send?key={quote(key, safe='')}"
        self._lang = lang
        self._robot = Robot(CODES, PER_MINUTE, clock, call_s)

    async def post(self, notice: GroupNotice) -> Outcome:
        if notice.mode != "real":
            return Permanent("exercise_stays_inside")
        # No list of people to mention: that would be their telephone numbers.
        text = {"content": notice.text(self._lang)}
        return await self._robot.post(self._url, {"msgtype": "text", "text": text})

    async def close(self) -> None:
        """Close the connection to the vendor, if there was one."""
        await self._robot.close()
