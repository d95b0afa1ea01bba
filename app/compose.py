"""The composition root: one place where the parts are made and put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from app.channels import routes_of
from app.parts import prepare
from incident.anchors import AnchorFile
from incident.desk import Desk
from incident.plans import PlanShelf
from notify.channel import Channel
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.routes import Routes
from registry.directory import Directory
from runtime.clock import Clock, SystemClock
from runtime.database import Database
from runtime.folder import DataFolder
from runtime.ids import Ids, RandomIds
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
    routes: Routes
    alerts: AlertEngine
    clock: Clock
    ids: Ids
    warnings: tuple[Refused, ...]
    """What people must hear loudly, such as a broken plan that was not put in force."""

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels of this installation, by name."""
        return self.routes.channels

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
        parts = prepare(settings, folder, clock)
        database, vault, directory, shelf = (
            parts.database,
            parts.vault,
            parts.directory,
            parts.shelf,
        )
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
        routes = routes_of(settings, database, clock)
        alerts = AlertEngine(
            database,
            directory,
            vault,
            desk.put,
            shelf.get,
            routes,
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
        routes,
        alerts,
        clock,
        ids,
        parts.warnings,
    )
