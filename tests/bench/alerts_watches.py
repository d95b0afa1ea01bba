"""The look for steps that are due among 100,000 watches that wait for an answer.

The reference reads as many rows by their primary key from the same database.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select, text
from sqlmodel import col

from notify.answers.links import Links
from notify.climb import Climber
from notify.letters import Letters
from notify.share import Share
from notify.steps import Steps
from notify.tables import WatchRow
from tests import engines
from tests.bench.commands import server
from tests.bench.measure import Figure, figure, interleaved, seconds
from tests.bench.scene import DESK
from tests.stories.program import Night, night

WATCHES = 100_000
DUE = 50
ROUNDS = 5
LIMIT_MS = 200
AT_ONCE = 10_000
NAMES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def due_steps(folder: Path, database_url: str | None = None) -> Figure:
    """On SQLite in the folder, or on the PostgreSQL at the address."""
    folder.mkdir(parents=True, exist_ok=True)
    with night(folder, database_url) as told:
        incident = told.report().incident
        _fill(told, incident)
        program, now = told.program, told.clock.now()
        database, climber = program.database, _climber(told)

        def look() -> int:
            # One more than there are: a full answer would end the look at once.
            return len(climber.due(database, now, DUE + 1))

        def by_key() -> int:
            names = [_name(incident, n) for n in range(DUE)]
            query = select(col(WatchRow.id)).where(col(WatchRow.id).in_(names))
            with database.read() as connection:
                return len(connection.execute(query).all())

        if (found := look()) != DUE or by_key() != DUE:
            raise RuntimeError(f"{found} of {DUE} steps are due")
        took, reference = interleaved(
            ROUNDS, lambda: 1000 * seconds(look), lambda: 1000 * seconds(by_key)
        )
        name = f"due steps of {WATCHES:,} watches, {NAMES[database.dialect]}"
        return figure(name, took, "ms", reference, at_most=LIMIT_MS)


def _climber(told: Night) -> Climber:
    of = told.program
    links = Links(of.vault, None)
    letters = Letters(of.directory, of.vault, of.shelf.get, of.routes, of.ids, links)
    return Climber(Steps(letters), Share())


def _fill(told: Night, incident: str) -> None:
    """Watches of one person, each of an alert of its own; the first ones are due."""
    database, now = told.program.database, told.clock.now()
    rows = _watches(incident, told.holder(DESK), told.state.plan, now)
    with database.write() as connection:
        while some := [row for _, row in zip(range(AT_ONCE), rows, strict=False)]:
            connection.execute(insert(WatchRow), some)
        if database.dialect == "postgresql":
            # As it does by itself once a table has grown; SQLite never does.
            connection.execute(text("ANALYZE watch"))


def _watches(incident: str, person: str, plan: str, now: datetime) -> Iterator[dict[str, Any]]:
    for n in range(WATCHES):
        late = n < DUE
        yield {
            "id": _name(incident, n),
            "incident": incident,
            "jurisdiction": plan.partition("-")[0],
            "mode": "real",
            "key": f"entry-{n + 1000}",
            "person": person,
            "alert": "started-members",
            "plan": plan,
            "intents": [],
            "phase": "answer",
            "taken": 0,
            "asked": 0,
            "set_at": now - timedelta(minutes=5),
            "due_at": now + timedelta(minutes=-1 if late else 5, milliseconds=n),
        }


def _name(incident: str, number: int) -> str:
    return f"{incident}:entry-{number + 1000}:watched"


def on_postgresql(folder: Path) -> Figure:
    """On a PostgreSQL server of this machine, started for it."""
    with server():
        engines._administer("CREATE DATABASE watched")
        return due_steps(folder, engines.postgresql_url("watched"))


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as place:
        for made in (due_steps, on_postgresql):
            print(made(Path(place) / made.__name__))
