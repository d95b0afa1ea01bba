"""Posts to a group of WeCom (企业微信) through a group robot; off unless there is a key."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote

from notify.channels.http import CALL_S
from notify.channels.robots import Robot
from notify.channels.wecom.errors import CODES, PER_MINUTE
from runtime.clock import Clock
from runtime.language import Lang

VENDOR = "https://qyapi.weixin.qq.com"


class WeCom(Robot):
    """Named by its key; its requests are not signed."""

    name = "wecom"

    def __init__(
        self,
        key: str,
        clock: Clock,
        lang: Lang,
        *,
        base_url: str = VENDOR,
        call_s: float = CALL_S,
    ) -> None:
        super().__init__(CODES, PER_MINUTE, clock, lang, call_s)
        self._url = f"{base_url.rstrip('/')}/cgi-bin/webhook/send?key={quote(key, safe='')}"

    def _request(self, text: str) -> tuple[str, Mapping[str, object]]:
        # No list of people to mention: that would be their telephone numbers.
        return self._url, {"msgtype": "text", "text": {"content": text}}
