"""A program to be killed: gives one command, then lets the alert engine work until it rests.

``python -m tests.faults.kill_driver DATABASE INCIDENT PROVIDER_FILE SECONDS``
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from incident import commands as c
from notify.channel import Accepted, Capabilities, Message, Outcome
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.ids import RandomIds
from runtime.vault import Vault
from tests.notify.world import DESK, NOON, WORLDLY, World, join


@dataclass
class FileProvider:
    """A provider outside the database: what it accepted stays accepted, whoever dies."""

    path: Path
    name: str = "twilio"
    capabilities: Capabilities = WORLDLY

    async def send(self, message: Message) -> Outcome:
        with self.path.open("a", encoding="utf-8") as file:
            file.write(message.text.replace("\n", " ") + "\n")
        return Accepted(message.attempt)


def work(url: str, incident: str, provider: Path, seconds: float) -> None:
    """What a whole start of the program does, ``seconds`` after noon."""
    clock = ManualClock(NOON + timedelta(seconds=seconds))
    database = Database.open(url)
    try:
        world: World = join(database, Vault(bytes(range(32)), clock), clock, RandomIds())
        engine = world.engine(FileProvider(provider))
        engine.recover()
        # The phone of whoever gave the command sends it again until it is confirmed.
        command = c.OrderWithdrawal(reason="二次溃坝")
        world.desk.put(incident, command, DESK, command_id="phone-1")
        world.run(engine)
        world.forward(60)
        world.run(engine)
    finally:
        database.close()


if __name__ == "__main__":
    work(sys.argv[1], sys.argv[2], Path(sys.argv[3]), float(sys.argv[4]))
