"""Simulated phones: messages that arrive on a page of this program and nowhere else."""

from __future__ import annotations

from notify.channel import Accepted, Capabilities, Message, Outcome, Permanent
from notify.keys import SELF_TEST
from notify.rows import insert_once
from notify.tables import SimMessageRow
from runtime.clock import Clock
from runtime.database import Database


class SimulatedPhones:
    """Shows the message at once. The same attempt arrives at most once, however often handed over.

    It counts as delivered in an exercise only: in a real incident nobody's telephone rang.
    """

    name = "simulated"
    capabilities = Capabilities(
        two_way=True,
        receipts=True,
        reaches_world=False,
        works_offline=True,
        max_chars=1000,
        by_parts=True,
    )

    def __init__(self, database: Database, clock: Clock) -> None:
        self._database = database
        self._clock = clock

    async def send(self, message: Message) -> Outcome:
        if not message.address.startswith("sim:"):
            return Permanent("not_simulated")
        if message.event == SELF_TEST:
            return Accepted(message.attempt, delivered=True)  # a screen shows incidents only
        row = {
            "id": message.attempt,
            "incident": message.incident,
            "jurisdiction": message.jurisdiction,
            "mode": message.mode,
            "key": message.key,
            "person": message.person,
            "address": message.address,
            "text_ref": message.text_ref,
            "at": self._clock.now(),
        }
        with self._database.write() as connection:
            insert_once(connection, SimMessageRow, row)
            self._database.hint(connection, f"phone:{message.address}")
        return Accepted(message.attempt, delivered=message.mode == "exercise")
