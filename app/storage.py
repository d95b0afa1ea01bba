"""The database alone, for commands that look at it while the program may be running."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import click
from sqlalchemy import Connection, select
from sqlmodel import col

from incident.anchors import AnchorFile
from incident.tables import IncidentRow
from runtime.database import Database
from runtime.folder import database_url_of
from runtime.language import N_, phrase
from runtime.migrate import require_shape
from runtime.refusal import Refused


@dataclass(frozen=True)
class Storage:
    database: Database
    anchors: AnchorFile

    def incidents(self, connection: Connection) -> list[str]:
        """Every incident, oldest first."""
        return list(
            connection.execute(
                select(col(IncidentRow.id)).order_by(col(IncidentRow.opened_at))
            ).scalars()
        )


@contextmanager
def open_storage(context: click.Context) -> Iterator[Storage]:
    """The database of the data folder, without its lock.

    Raises Refused where there is none, and ``database_shape`` for one of another release.
    """
    from app.cli import settings

    chosen = settings(context)
    folder = chosen.data.expanduser().absolute()
    if chosen.database_url is None and not (folder / "tailings.db").exists():
        raise Refused(
            "setting",
            field="TAILINGS_DATA",
            value=folder,
            allowed=phrase(N_("a data folder in which the program has run")),
        )
    database = Database.open(chosen.database_url or database_url_of(folder))
    try:
        require_shape(database)
        yield Storage(database, AnchorFile(folder / "anchors.jsonl"))
    finally:
        database.close()
