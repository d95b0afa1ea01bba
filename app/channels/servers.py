"""Where the servers of the configured channels are: host and port, to see whether they answer."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from app.channels.account import twilio_account
from app.channels.load import Configured
from runtime.settings import Settings

PORTS = {"http": 80, "https": 443}


def servers(settings: Settings, configured: Configured | None) -> Mapping[str, tuple[str, int]]:
    """Host and port by the channel's name; channels without a server are not in it."""
    found: dict[str, tuple[str, int]] = {}
    if (account := twilio_account(settings, configured)) is not None:
        from notify.channels.twilio.vendor import VENDOR as TWILIO

        found["twilio"] = found["twilio_voice"] = _of(account.base_url or TWILIO)
    if configured is None:
        return found
    file = configured.file
    if file.tencent is not None:
        from notify.channels.tencent.client import VENDOR as TENCENT

        found["tencent"] = _of(file.tencent.base_url or TENCENT)
    if file.email is not None:
        found["email"] = (file.email.host, file.email.port)
    if file.ntfy is not None:
        found["ntfy"] = _of(file.ntfy.url)
    if file.webhook is not None:
        found["webhook"] = _of(file.webhook.url)
    if file.wecom is not None:
        from notify.channels.wecom.channel import VENDOR as WECOM

        found["wecom"] = _of(file.wecom.base_url or WECOM)
    if file.dingtalk is not None:
        from notify.channels.dingtalk.channel import VENDOR as DINGTALK

        found["dingtalk"] = _of(file.dingtalk.base_url or DINGTALK)
    if file.feishu is not None:
        from notify.channels.feishu.channel import VENDOR as FEISHU

        found["feishu"] = _of(file.feishu.base_url or FEISHU)
    return found


def _of(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    return parts.hostname or "", parts.port or PORTS[parts.scheme]
