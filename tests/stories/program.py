"""A whole program for stories: the real composition, a clock that moves when told, no network."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import select
from sqlmodel import col

from app.compose import Program, compose
from incident.commands import Command, ReportIncident
from incident.model import Spoken
from incident.receipt import Receipt
from incident.scheduler import notice
from incident.state import Incident
from notify.phones import phones
from notify.tables import AttemptRow
from runtime.clock import ManualClock
from runtime.ids import CountedIds
from runtime.settings import Settings
from tests.at_rest import at_rest

START = datetime(2026, 5, 16, 18, 28, tzinfo=UTC)
"""02:28 at night in the county."""


@dataclass
class Night:
    """One night at the duty desk, told step by step."""

    program: Program
    clock: ManualClock
    incident: str = ""
    county: str = "wutai"

    def holder(self, post: str) -> str:
        """Who holds a post of the real roster."""
        with self.program.database.read() as connection:
            held = self.program.directory.holders(
                connection, self.county, "real", post, self.clock.now()
            )
        return held[0].person_id

    def report(self, place: str = "青石沟", what: str = "坝体溃决", **more: Any) -> Receipt:
        receipt = self.program.desk.open(
            ReportIncident(place=place, what=what, **more), self.holder("duty_officer"), "wutai"
        )
        self.incident = receipt.incident
        return receipt

    def put(self, command: Command, post: str) -> Receipt:
        """The holder of a post gives a command."""
        return self.program.desk.put(self.incident, command, self.holder(post))

    def forward(self, **by: float) -> None:
        """Time passes; then the engine looks at what is due."""
        self.clock.forward(timedelta(**by))
        notice(self.program.desk, _raise)
        self.send()

    def send(self) -> None:
        """The alert engine works until there is nothing to do."""
        asyncio.run(at_rest(self.program.alerts))

    @property
    def state(self) -> Incident:
        return self.program.desk.state(self.incident)

    def phone(self, post: str) -> list[str]:
        """What arrived on the phone of a post's holder, oldest first."""
        program = self.program
        with program.database.read() as connection:
            ways = program.directory.contacts(connection, self.holder(post))
        mine = {way.address for way in ways}
        shown = phones(program.database, program.vault, program.directory, self.incident)
        texts = [m["text"] for p in shown if p["address"] in mine for m in p["messages"]]
        return list(reversed(texts))

    def written(self, post: str) -> list[str]:
        """Every message to a post's holder, also one that waits for its minute."""
        query = select(col(AttemptRow.text_ref)).where(
            col(AttemptRow.incident) == self.incident, col(AttemptRow.person) == self.holder(post)
        )
        with self.program.database.read() as connection:
            refs = list(connection.execute(query).scalars())
            return [text or "" for text in self.program.vault.unseal(connection, refs).values()]

    def said(self, post: str, **more: Any) -> Spoken:
        """An order spoken by a post's holder, just now, on the telephone."""
        return Spoken(on_behalf_of=post, means="telephone", said_at=self.clock.now(), **more)


def _raise(incident: str, error: Exception) -> None:
    raise error


@contextmanager
def night(folder: Path, database_url: str | None = None) -> Iterator[Night]:
    """The program with the sample county and the plan that come with it."""
    clock = ManualClock(START)
    settings = Settings(data=folder, database_url=database_url)
    program = compose(settings, clock=clock, ids=CountedIds("t"))
    try:
        yield Night(program, clock)
    finally:
        program.close()
