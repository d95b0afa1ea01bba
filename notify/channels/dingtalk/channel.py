"""Posts to a group of DingTalk (钉钉) through a custom robot; off unless there is a token."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

from notify.channels.dingtalk.errors import CODES, PER_MINUTE
from notify.channels.dingtalk.signing import signature
from notify.channels.http import CALL_S
from notify.channels.robots import Robot
from runtime.clock import Clock
from runtime.language import Lang

VENDOR = "https://oapi.dingtalk.com"


class DingTalk(Robot):
    """``secret`` where the robot is set to signatures: the vendor compares ``clock`` with its
    own."""

    name = "dingtalk"

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
        super().__init__(CODES, PER_MINUTE, clock, lang, call_s)
        self._access_token = access_token
        self._secret = secret
        self._base_url = base_url.rstrip("/")

    def _request(self, text: str) -> tuple[str, Mapping[str, object]]:
        query = {"access_token": self._access_token}
        if self._secret is not None:
            timestamp_ms = int(self._clock.now().timestamp() * 1000)
            sign = signature(self._secret, timestamp_ms)
            query |= {"timestamp": str(timestamp_ms), "sign": sign}
        url = f"{self._base_url}/robot/send?{urlencode(query)}"
        return url, {"msgtype": "text", "text": {"content": text}}
