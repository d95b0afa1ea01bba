"""Posts to a group of Feishu (飞书) through a custom robot; off unless there is a token."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from notify.channels.feishu.errors import CODES, PER_MINUTE
from notify.channels.feishu.signing import signature
from notify.channels.http import CALL_S
from notify.channels.robots import Robot
from runtime.clock import Clock
from runtime.language import Lang

VENDOR = "https://open.feishu.cn"


class Feishu(Robot):
    """``secret`` where the robot is set to signatures: the vendor compares ``clock`` with its
    own."""

    name = "feishu"

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
        super().__init__(CODES, PER_MINUTE, clock, lang, call_s)
        self._url = f"{base_url.rstrip('/')}/open-apis/bot/v2/hook/{quote(token, safe='')}"
        self._secret = secret

    def _request(self, text: str) -> tuple[str, Mapping[str, object]]:
        body: dict[str, object] = {"msg_type": "text", "content": {"text": text}}
        if self._secret is not None:
            timestamp_s = int(self._clock.now().timestamp())
            sign = signature(self._secret, timestamp_s)
            body |= {"timestamp": str(timestamp_s), "sign": sign}
        return self._url, body
