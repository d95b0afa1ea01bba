"""The database alone, for commands that look at it while the program may be running."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import click

from app.channels.region import region_to_read
from app.options import settings
from incident.anchors import AnchorFile
from runtime.clock import SystemClock
from runtime.database import Database
from runtime.folder import DATABASE, can_write, database_url_of, kept_master_key
from runtime.language import N_, phrase
from runtime.migrate import require_shape
from runtime.refusal import Refused
from runtime.settings import Settings
from runtime.vault import Vault


@dataclass(frozen=True)
class Storage:
    database: Database
    anchors: AnchorFile
    vault: Vault | None
    """None where the master key cannot be read."""


@contextmanager
def open_storage(context: click.Context) -> Iterator[Storage]:
    """The database of the data folder, without its lock.

    Raises Refused where there is none or it cannot be written, and ``database_shape`` for one of
    another release.
    """
    chosen, folder = _chosen(context)
    if chosen.database_url is None and not can_write(folder):
        allowed = phrase(N_("a folder that this program can write to"))
        raise Refused("setting", field="TAILINGS_DATA", value=folder, allowed=allowed)
    with _opened(chosen, folder, chosen.database_url or database_url_of(folder)) as storage:
        yield storage


@contextmanager
def open_to_read(context: click.Context) -> Iterator[Storage]:
    """The same for looking only: a folder on a write-protected medium will do."""
    chosen, folder = _chosen(context)
    with readable_url(chosen, folder) as url, _opened(chosen, folder, url) as storage:
        yield storage


@contextmanager
def readable_url(chosen: Settings, folder: Path) -> Iterator[str]:
    """The address at which the database can be read.

    SQLite needs to write beside a database even to read it, so one in a folder that cannot be
    written is copied, with what was not merged into it yet, for the time that it is looked at.
    """
    if chosen.database_url is not None or can_write(folder):
        yield chosen.database_url or database_url_of(folder)
        return
    with TemporaryDirectory(prefix="tailings-") as copy:
        for name in (DATABASE, f"{DATABASE}-wal"):
            if (folder / name).exists():
                shutil.copyfile(folder / name, Path(copy) / name)
        yield database_url_of(Path(copy))


def vault_of(chosen: Settings, folder: Path) -> Vault | None:
    """The vault, to look into; None where the master key cannot be read."""
    key = kept_master_key(folder, chosen.master_key)
    return None if key is None else Vault(key, SystemClock(), region_to_read(chosen))


def _chosen(context: click.Context) -> tuple[Settings, Path]:
    chosen = settings(context)
    folder = chosen.data.expanduser().absolute()
    if chosen.database_url is None and not (folder / DATABASE).exists():
        raise Refused(
            "setting",
            field="TAILINGS_DATA",
            value=folder,
            allowed=phrase(N_("a data folder in which the program has run")),
        )
    return chosen, folder


@contextmanager
def _opened(chosen: Settings, folder: Path, url: str) -> Iterator[Storage]:
    database = Database.open(url)
    try:
        require_shape(database)
        anchors = AnchorFile(folder / "anchors.jsonl")
        yield Storage(database, anchors, vault_of(chosen, folder))
    finally:
        database.close()
