"""Bring a database to the shape that this release expects, and say where it has another one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect, text

from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused

if TYPE_CHECKING:
    from alembic.config import Config

SCRIPTS = Path(__file__).resolve().parent / "migrations"
VERSIONS = SCRIPTS / "versions"
"""One script for each revision; its name begins with the revision's."""

NEWER = N_(
    "start the newer program that wrote it, or restore the copy of the data folder that was made "
    "before that one was started; this program knows shapes up to {head}"
)
OLDER = N_(
    "copy the data folder, then start `tailings serve` of this release once: it brings the "
    "database to shape {head}; `tailings doctor` examines it"
)


@dataclass(frozen=True)
class Standing:
    """Where a database stands: its revision, and the newest one known to this release."""

    current: str | None
    head: str
    known: bool = True
    """False for a revision of which this release knows nothing: a newer one wrote it."""

    @property
    def up_to_date(self) -> bool:
        return self.current == self.head


def upgrade(database: Database) -> None:
    """Apply what is missing, in one transaction; nothing if nothing is.

    Two processes that start together take turns. Raises Refused ``database_shape`` for a database
    that a newer release has written; then nothing was changed.
    """
    with database.write() as connection:
        database.lock(connection, "migrate")
        stands = _standing(connection)
        if not stands.known:
            raise _refusal(stands)
        if not stands.up_to_date:
            from alembic import command

            command.upgrade(_config(connection), "head")


def standing(database: Database) -> Standing:
    """The revision of the database beside the newest known; for the doctor. Changes nothing."""
    with database.read() as connection:
        return _standing(connection)


def require_shape(database: Database) -> None:
    """For commands that only look: raises Refused ``database_shape``, with what to do, for a
    database of a newer or an older release. Changes nothing."""
    stands = standing(database)
    if not stands.up_to_date:
        raise _refusal(stands)


def _standing(connection: Connection) -> Standing:
    """By the names of the scripts: none of them is run, nor Alembic loaded, to see that there is
    nothing to do, which each start has to see."""
    known = sorted(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))
    current = None
    if inspect(connection).has_table("alembic_version"):
        current = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return Standing(current, known[-1], current is None or current in known)


def _refusal(stands: Standing) -> Refused:
    remedy = phrase(OLDER if stands.known else NEWER, head=stands.head)
    return Refused("database_shape", field="database", value=stands.current, allowed=remedy)


def _config(connection: Connection) -> Config:
    """Alembic's settings without its file: scripts lie beside this module, wherever that is."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.attributes["connection"] = connection
    return config
