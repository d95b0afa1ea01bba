"""The parts around the alert engine, put together as the program does, with a clock in the hand.

The desk, registry, vault and database are the real ones. Only channels are scripted, where a test
needs a provider that fails on demand.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from sqlalchemy import text

from incident import commands as c
from incident.desk import Desk
from incident.plans import PlanShelf
from notify.answers.links import Links
from notify.arming.keep import Armings
from notify.asked_of import DELIVERIES
from notify.channel import Accepted, Capabilities, Channel, Message, Outcome
from notify.channels.calls.channel import TelephoneList
from notify.channels.simulated.channel import SimulatedPhones
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.letters import Letters
from notify.routes import Routes
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.schema import Alert, Words
from registry.directory import Directory
from registry.load import load_county
from registry.schema import ContactKind, County
from registry.store import store_county
from runtime.clock import ManualClock
from runtime.database import Database
from runtime.ids import CountedIds, Ids
from runtime.vault import HOME, Vault
from tests.at_rest import at_rest

NOON = datetime(2024, 6, 1, 4, 0, tzinfo=UTC)
PLAN = Path(__file__).parent.parent / "plans" / "lanshan-2030"

COUNTY = Path(__file__).parent / "county"
"""The fictional county."""

DESK, EX_DESK = "lanshan-desk", "lanshan-ex-desk"
"""The duty officers, who may keep the record."""


def alert(name: str, on: str, zh: str, en: str, **rest: Any) -> Alert:
    given: dict[str, Any] = {"urgency": "urgent", "confirm": "all", "on_unknown": "resend", **rest}
    return Alert(id=name, on=on, text=Words(zh=zh, en=en), local=True, **given)


ALERTS = (
    alert(
        "reported", "IncidentReported", "{place}报告{incident}。", "{incident} at {place}.",
        posts=("desk", "rescue_chief"), urgency="flash",
    ),
    alert(
        "started", "ResponseStarted", "{incident}启动{level}。", "{incident}: {level} started.",
        level=2, groups=("coordination", "works"), posts=("vice_mayor",), on_unknown="hold",
    ),
    alert(
        "tasks", "TaskOrdered", "{group}：{task}，时限{due}。", "{group}: {task}, due {due}.",
        confirm="one",
    ),
    alert(
        "withdraw", "WithdrawalOrdered", "{incident}：撤出！", "{incident}: withdraw!",
        posts=("mine_director",), urgency="flash",
    ),
    alert(
        "gone", "PersonUnreachable", "{who}未联系上。", "{who} not reached.",
        posts=("desk", "mayor"),
    ),
)  # fmt: skip


WORLDLY = Capabilities(
    two_way=False, receipts=True, reaches_world=True, works_offline=False, max_chars=1600
)


@dataclass
class Scripted:
    """A provider that does what the test says; ``after`` ends the script."""

    name: str = "twilio"
    outcomes: list[Outcome | Exception] = field(default_factory=list)
    sent: list[Message] = field(default_factory=list)
    capabilities: Capabilities = WORLDLY

    async def send(self, message: Message) -> Outcome:
        self.sent.append(message)
        outcome = self.outcomes.pop(0) if self.outcomes else Accepted(f"p{len(self.sent)}")
        if isinstance(outcome, Exception):
            raise outcome
        return outcome


@dataclass
class World:
    database: Database
    vault: Vault
    directory: Directory
    shelf: PlanShelf
    desk: Desk
    clock: ManualClock
    ids: Ids

    def engine(
        self,
        *more: Channel,
        worker: str = "engine",
        profile: Mapping[ContactKind, tuple[str, ...]] | None = None,
        **settings: Any,
    ) -> AlertEngine:
        channels: list[Channel] = [
            SimulatedPhones(self.database, self.clock),
            TelephoneList(self.database, self.clock),
            *more,
        ]
        return AlertEngine(
            self.database, self.directory, self.vault, self.desk.put, self.shelf.get,
            Routes({channel.name: channel for channel in channels}, profile), self.clock, self.ids,
            worker=worker, **settings,
        )  # fmt: skip

    def letters(self, channels: Mapping[str, Channel] | None = None) -> Letters:
        return Letters(
            self.directory, self.vault, self.shelf.get, Routes(channels or {}), self.ids,
            Links(self.vault, None),
        )  # fmt: skip

    def open(self, mode: str = "real", **more: Any) -> str:
        person = DESK if mode == "real" else EX_DESK
        given: dict[str, Any] = {"title": "甲库漫顶", "place": "甲村", "what": "溃口", **more}
        command = c.ReportIncident(mode=mode, **given)  # type: ignore[arg-type]
        return self.desk.open(command, person, "lanshan").incident

    def run(self, engine: AlertEngine) -> int:
        """Step until nothing is left to do now."""
        return asyncio.run(at_rest(engine))

    def forward(self, seconds: float) -> None:
        self.clock.forward(timedelta(seconds=seconds))

    def rows(self, query: str, **values: object) -> Sequence[Mapping[str, Any]]:
        with self.database.read() as connection:
            return [dict(row) for row in connection.execute(text(query), values).mappings()]

    def attempts(self, columns: str = "person, step, channel, status") -> list[tuple[Any, ...]]:
        query = f"SELECT {columns} FROM attempt ORDER BY created_at, person, step"
        return [
            tuple(
                str(v).removeprefix("lanshan-") if isinstance(v, str) else v for v in row.values()
            )
            for row in self.rows(query)
        ]

    def texts(self) -> dict[str, list[str | None]]:
        """What every simulated phone shows, by address."""
        found: dict[str, list[str | None]] = {}
        rows = self.rows("SELECT address, text_ref FROM sim_message ORDER BY at, id")
        with self.database.read() as connection:
            said = self.vault.unseal(connection, [row["text_ref"] for row in rows])
        for row in rows:
            found.setdefault(row["address"], []).append(said[row["text_ref"]])
        return found

    def events(self, incident: str) -> list[str]:
        rows = self.rows("SELECT type FROM event WHERE incident = :i ORDER BY seq", i=incident)
        return [row["type"] for row in rows]

    def close(self) -> None:
        self.database.close()


@cache
def _county() -> County:
    return load_county(COUNTY)


@cache
def _playbook() -> Playbook:
    return Playbook.of(load_plan(PLAN).model_copy(update={"alerts": ALERTS}))


def make_world(database: Database, region: str = HOME) -> World:
    """Store the county and put the plan in force."""
    clock = ManualClock(NOON)
    vault = Vault(bytes(range(32)), clock, region)
    with database.write() as connection:
        store_county(connection, vault, _county(), clock)
    return join(database, vault, clock, CountedIds("t"))


def join(database: Database, vault: Vault, clock: ManualClock, ids: Ids) -> World:
    """The parts over a database that has its county already."""
    directory = Directory(database, vault)
    shelf = PlanShelf(database)
    shelf.put_in_force(_playbook())
    desk = Desk(
        database, vault, directory, shelf, clock, ids,
        consequences=[intents, Armings(database, clock)], deliveries=DELIVERIES,
    )  # fmt: skip
    return World(database, vault, directory, shelf, desk, clock, ids)
