"""The composition root: one place where the parts are made and put together."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlmodel import col

from app.channels import channels
from app.plan_folders import plan_folders
from incident.anchors import AnchorFile
from incident.desk import Desk
from incident.plans import PlanShelf
from incident.tables import PlanRow
from notify.consequences import intents
from notify.engine import AlertEngine
from playbooks.load import load_plan
from playbooks.lookup import Playbook
from playbooks.words import PlanBroken
from registry.directory import Directory
from registry.load import SAMPLE, load_county
from registry.store import store_county
from registry.tables import PersonRow
from runtime.clock import Clock, SystemClock
from runtime.database import Database
from runtime.folder import DataFolder
from runtime.ids import Ids, RandomIds
from runtime.migrate import upgrade
from runtime.refusal import Refused
from runtime.settings import Settings
from runtime.vault import Vault


@dataclass(frozen=True)
class Program:
    """Everything that runs, made once."""

    settings: Settings
    folder: DataFolder
    database: Database
    vault: Vault
    directory: Directory
    shelf: PlanShelf
    desk: Desk
    alerts: AlertEngine
    clock: Clock
    ids: Ids
    warnings: tuple[Refused, ...]
    """What people must hear loudly, such as a broken plan that was not put in force."""

    def close(self) -> None:
        self.database.close()
        self.folder.close()


def compose(settings: Settings, *, clock: Clock | None = None, ids: Ids | None = None) -> Program:
    """Open the data folder and make the program. Raises ``Refused`` with what is wrong.

    A first start fills the registry with the sample county. A plan with an error stops a first
    start; later it never displaces the good one in use.
    """
    clock, ids = clock or SystemClock(), ids or RandomIds()
    folder = DataFolder.open(settings.data, database_url=settings.database_url)
    try:
        database = Database.open(folder.database_url)
        upgrade(database)
        vault = Vault(folder.master_key(settings.master_key), clock)
        directory = Directory(database, vault)
        fill_registry(database, vault, clock)
        shelf = PlanShelf(database)
        warnings = put_plans_in_force(database, shelf, clock, plan_folders(settings))
        desk = Desk(
            database,
            vault,
            directory,
            shelf,
            clock,
            ids,
            consequences=[intents],
            anchors=AnchorFile(folder.anchors),
        )
        alerts = AlertEngine(
            database,
            directory,
            vault,
            desk.put,
            shelf.get,
            channels(settings, database, clock),
            clock,
            ids,
        )
    except BaseException:
        folder.close()
        raise
    database.listen()
    return Program(
        settings,
        folder,
        database,
        vault,
        directory,
        shelf,
        desk,
        alerts,
        clock,
        ids,
        tuple(warnings),
    )


def fill_registry(database: Database, vault: Vault, clock: Clock) -> None:
    """The sample county, where the registry is still empty."""
    with database.write() as connection:
        if connection.execute(select(col(PersonRow.id)).limit(1)).scalar() is None:
            store_county(connection, vault, load_county(SAMPLE), clock)


def put_plans_in_force(
    database: Database, shelf: PlanShelf, clock: Clock, folders: list[Path]
) -> list[Refused]:
    """Load every plan; a broken one leaves the last good version of its county in force.

    Raises ``PlanBroken`` where there is no good version yet.
    """
    warnings: list[Refused] = []
    for folder in folders:
        try:
            playbook = Playbook.of(load_plan(folder))
        except PlanBroken as broken:
            digest = _last_good(database, folder.name)
            if digest is None:
                raise
            warnings.append(broken)
            shelf.put_in_force(shelf.get(digest))
            continue
        with database.write() as connection:
            shelf.keep(connection, playbook, clock.now())
        shelf.put_in_force(playbook)
    return warnings


def _last_good(database: Database, plan: str) -> str | None:
    query = (
        select(col(PlanRow.digest))
        .where(col(PlanRow.plan_id) == plan)
        .order_by(col(PlanRow.stored_at).desc())
        .limit(1)
    )
    with database.read() as connection:
        return connection.execute(query).scalar()
