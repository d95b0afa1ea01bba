"""The telephone list: a human calls in the plan's order and records what came of it."""

from __future__ import annotations

from dataclasses import asdict

from notify.call_list import open_call
from notify.channel import Accepted, Capabilities, Message, Outcome
from runtime.clock import Clock
from runtime.database import Database


class TelephoneList:
    """Accepts everything: the person is on the list. Whether they answered, a human says."""

    name = "calls"
    capabilities = Capabilities(
        two_way=True, receipts=False, reaches_world=False, works_offline=True, max_chars=1000
    )

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def send(self, message: Message) -> Outcome:
        about = {**asdict(message), "id": message.attempt, "posts": list(message.posts)}
        with self._database.write() as connection:
            open_call(connection, about, "channel", self._clock.now())
            self._database.hint(connection, f"calls:{message.incident}")
        return Accepted(message.attempt)
