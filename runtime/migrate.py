"""Bring a database to the shape that this release expects."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection

from runtime.database import Database

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parent / "migrations"


@dataclass(frozen=True)
class Standing:
    """Where a database stands: its revision, and the newest one known to this release."""

    current: str | None
    head: str | None

    @property
    def up_to_date(self) -> bool:
        return self.current == self.head


def upgrade(database: Database) -> None:
    """Apply what is missing, in one transaction; nothing if nothing is.

    Two processes that start together take turns. Raises ``alembic.util.CommandError`` for a
    database written by a newer release, whose revision is unknown here.
    """
    from alembic import command

    with database.write() as connection:
        database.lock(connection, "migrate")
        command.upgrade(_config(connection), "head")


def standing(database: Database) -> Standing:
    """The revision of the database beside the newest known; for the doctor. Changes nothing."""
    from alembic.migration import MigrationContext
    from alembic.script import ScriptDirectory

    with database.read() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
        head = ScriptDirectory.from_config(_config(connection)).get_current_head()
    return Standing(current, head)


def _config(connection: Connection) -> Config:
    """Alembic's settings without its file: scripts lie beside this module, wherever that is."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
