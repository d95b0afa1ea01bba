"""The composition root: one place where the parts are made and put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from app.channels import builder_of
from app.channels.account import with_account
from app.channels.region import region
from app.parts import prepare
from incident.anchors import AnchorFile
from incident.desk import Desk
from incident.plans import PlanShelf
from notify.arming.keep import Armings
from notify.asked_of import DELIVERIES
from notify.channel import Channel
from notify.consequences import intents
from notify.engine import AlertEngine
from notify.groups import GroupChannel
from notify.groups_noted import group_notices
from notify.groups_post import GroupPosts
from notify.routes import Routes
from notify.selftest import SelfTestLetters
from notify.selftest_daily import DailyTests
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
    groups: Mapping[str, GroupChannel]
    posts: GroupPosts
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
        parts = prepare(settings, folder, clock, region(settings))
        database, vault, directory, shelf = (
            parts.database,
            parts.vault,
            parts.directory,
            parts.shelf,
        )
        builder = builder_of(settings, database, clock)
        settings = with_account(settings, builder.configured)
        groups = builder.groups()
        desk = Desk(
            database,
            vault,
            directory,
            shelf,
            clock,
            ids,
            consequences=[intents, Armings(database, clock), group_notices(tuple(groups))],
            deliveries=DELIVERIES,
            anchors=AnchorFile(folder.anchors),
        )
        routes = builder.routes()
        posts = GroupPosts(database, groups, routes.health, clock)
        again, daily_at = timedelta(days=settings.selftest_days), settings.selftest_at
        letters = SelfTestLetters(directory, vault, routes, ids, again)
        daily = None
        if daily_at is not None:
            daily = DailyTests(database, letters, shelf.in_force, clock, daily_at)
        alerts = AlertEngine(
            database,
            directory,
            vault,
            desk.put,
            shelf.get,
            routes,
            clock,
            ids,
            base_url=settings.base_url,
            test_again=again,
            daily=daily,
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
        groups,
        posts,
        clock,
        ids,
        parts.warnings,
    )
