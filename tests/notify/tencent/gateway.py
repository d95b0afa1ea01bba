"""An account at the fake gateway, and the adapter on it, both by one clock that tests move."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

from notify.channel import Message
from notify.channels.tencent.channel import Account, TencentSms
from notify.channels.tencent.signing import Credentials
from notify.channels.tencent.templates import Template, Templates
from runtime.clock import ManualClock
from tests.fakes.tencent import (
    ALERT,
    APP_ID,
    DRILL,
    SECRET_ID,
    SECRET_KEY,
    SIGNATURE,
    TEXTS,
    FakeTencent,
)

TO = "+8610000000001"
START = datetime(2027, 1, 15, 8, 0, tzinfo=UTC)

WORDS = {"incident": "一号坝", "place": "坝顶", "what": "渗水", "due": "14:30", "mark": ""}

ACCOUNT = Account(
    Credentials(SECRET_ID, SECRET_KEY),
    APP_ID,
    SIGNATURE,
    Templates(
        Template(ALERT, ("incident", "place", "what", "due"), TEXTS[ALERT]),
        {"muster": Template(DRILL, ("incident",), TEXTS[DRILL])},
    ),
)

Got = TypeVar("Got")


def message(
    fields: Mapping[str, str] | None = None, *, mode: str = "real", address: str = TO,
    alert: str = "withdraw", attempt: str = "att-1",
) -> Message:  # fmt: skip
    return Message(
        attempt=attempt, incident="inc-1", jurisdiction="lanshan", mode=mode, event="x",
        key="entry-1", person="p", posts=("desk",), position=1, address=address, text="测试",
        text_ref="r", alert=alert, fields={**WORDS, **(fields or {})},
    )  # fmt: skip


@dataclass
class Gateway:
    """The adapter against a fake. ``run`` gives it a loop of its own each time, and closes it."""

    fake: FakeTencent
    clock: ManualClock = field(default_factory=lambda: ManualClock(START))
    account: Account = ACCOUNT
    call_s: float = 1.0

    def __post_init__(self) -> None:
        self.fake.phones.now_s = lambda: self.clock.now().timestamp()
        self.channel = TencentSms(
            self.account, self.clock, base_url=self.fake.url, call_s=self.call_s
        )

    def but(self, **account: Any) -> Gateway:
        """The same with other settings of the account."""
        return Gateway(self.fake, self.clock, replace(self.account, **account), self.call_s)

    def run(self, what: Callable[[TencentSms], Awaitable[Got]]) -> Got:
        async def once() -> Got:
            try:
                return await what(self.channel)
            finally:
                await self.channel.close()

        return asyncio.run(once())
