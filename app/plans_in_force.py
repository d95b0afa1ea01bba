"""Which plans new incidents use: those of today's folders, or what a broken folder gave last."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, delete, insert, select
from sqlmodel import col

from incident.plans import PlanShelf
from incident.tables import PlanInForceRow
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.words import PlanBroken
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_
from runtime.refusal import Refused

STAYS = N_("Correct the file; until then the last good version stays in force.")


def put_plans_in_force(
    database: Database, shelf: PlanShelf, clock: Clock, folders: list[Path]
) -> list[Refused]:
    """Load every plan; a broken one leaves what its folder gave last in force, and is returned.

    Raises ``PlanBroken`` on a first start, when no plan has been in force yet: nothing is stored.
    """
    last = _last_good(database)
    good: dict[str, Playbook] = {}
    broken: list[Refused] = []
    for folder in folders:
        try:
            good[folder.name] = Playbook.of(load_plan(folder))
        except PlanBroken as fault:
            if not last:
                raise
            broken.append(fault)
            if folder.name in last:
                good[folder.name] = shelf.get(last[folder.name])
    with database.write() as connection:
        for name, playbook in good.items():
            if last.get(name) != playbook.digest:
                _remember(connection, shelf, clock.now(), name, playbook)
    for playbook in good.values():
        shelf.put_in_force(playbook)
    return broken


def _last_good(database: Database) -> dict[str, str]:
    """Digest of the plan that each folder gave last, by the folder's name."""
    query = select(col(PlanInForceRow.folder), col(PlanInForceRow.digest))
    with database.read() as connection:
        return {row.folder: row.digest for row in connection.execute(query)}


def _remember(
    connection: Connection, shelf: PlanShelf, now: datetime, name: str, playbook: Playbook
) -> None:
    shelf.keep(connection, playbook, now)
    connection.execute(delete(PlanInForceRow).where(col(PlanInForceRow.folder) == name))
    row = {"folder": name, "digest": playbook.digest, "since": now}
    connection.execute(insert(PlanInForceRow), row)
