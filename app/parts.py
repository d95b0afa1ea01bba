"""What every way of running shares: the database with its registry and its plans."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import col

from app.plan_folders import plan_folders
from app.plans_in_force import put_plans_in_force
from incident.plans import PlanShelf
from registry.directory import Directory
from registry.load import SAMPLE, load_county
from registry.store import store_county
from registry.tables import PersonRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.folder import DataFolder
from runtime.migrate import upgrade
from runtime.refusal import Refused
from runtime.settings import Settings
from runtime.vault import HOME, Vault


@dataclass(frozen=True)
class Parts:
    """The database and what reads it; ``warnings`` are plans that were not put in force."""

    database: Database
    vault: Vault
    directory: Directory
    shelf: PlanShelf
    warnings: tuple[Refused, ...]


def prepare(settings: Settings, folder: DataFolder, clock: Clock, home: str = HOME) -> Parts:
    """Open, migrate and fill the database of a data folder. ``home`` is the region of telephone
    numbers that name no country. Raises ``Refused``."""
    database = Database.open(folder.database_url)
    try:
        upgrade(database)
        vault = Vault(folder.master_key(settings.master_key), clock, home)
        fill_registry(database, vault, clock)
        shelf = PlanShelf(database)
        warnings = put_plans_in_force(database, shelf, clock, plan_folders(settings))
    except BaseException:
        database.close()
        raise
    return Parts(database, vault, Directory(database, vault), shelf, tuple(warnings))


def fill_registry(database: Database, vault: Vault, clock: Clock) -> None:
    """The sample county, where the registry is still empty."""
    with database.write() as connection:
        if connection.execute(select(col(PersonRow.id)).limit(1)).scalar() is None:
            store_county(connection, vault, load_county(SAMPLE), clock)
