"""Files that nothing names after many days are removed: their bytes, never that they came.

A file is sent before the entry that brings it. Where that entry was refused, or the browser died,
nobody can open the file any more but who sent it. What any entry of any log, any message, any
entry of the duty log or any other text names is left alone, and so is what came lately.
"""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, insert, select
from sqlalchemy.exc import IntegrityError
from sqlmodel import col

from incident.events import MaterialKept
from incident.materials.stock import lies
from incident.tables import EventRow, MaterialRemovalRow, MaterialRow
from runtime.database import Database
from runtime.ids import Ids
from runtime.tables import Sealed
from runtime.vault import Vault

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Unnamed:
    """A file that nothing names. ``size`` in bytes; ``arrived_at`` in operating time."""

    id: str
    incident: str
    mode: str
    size: int
    arrived_at: datetime


def unnamed(connection: Connection, vault: Vault, now: datetime, days: int) -> tuple[Unnamed, ...]:
    """Files that came at least ``days`` days before ``now`` and that nothing names, oldest first.

    Texts are opened only where some file is left that no entry has brought. Raises Refused
    ``setting`` or ``vault_broken`` for texts that cannot be read: one of them could name a file.
    """
    found = {file.id: file for file in _old(connection, now - timedelta(days=days))}
    for name in _brought(connection) if found else ():
        found.pop(name, None)
    for words in _everything(connection, vault) if found else ():
        for name in _mentioned(words, found):
            found.pop(name, None)
    return tuple(found.values())


def sweep(
    database: Database, vault: Vault, ids: Ids, now: datetime, days: int
) -> tuple[Unnamed, ...]:
    """Remove what ``unnamed`` finds, one transaction a file; gives what was removed.

    One that an entry brought in the meantime stays: the database refuses its removal. Raises as
    ``unnamed`` does; then nothing was removed.
    """
    with database.read() as connection:
        found = unnamed(connection, vault, now, days)
    name = ids.new("sweep")
    return tuple(file for file in found if _removed(database, file, now, name))


def _removed(database: Database, file: Unnamed, now: datetime, name: str) -> bool:
    row = {
        "material": file.id,
        "incident": file.incident,
        "mode": file.mode,
        "size": file.size,
        "removed_at": now,
        "sweep": name,
    }
    try:
        with database.write() as connection:
            # A command that brings it holds the same lock, and is waited for.
            database.lock(connection, file.incident)
            connection.execute(insert(MaterialRemovalRow), row)
    except IntegrityError:
        return False
    return True


def _old(connection: Connection, until: datetime) -> Iterator[Unnamed]:
    columns = (
        col(MaterialRow.id),
        col(MaterialRow.incident),
        col(MaterialRow.mode),
        col(MaterialRow.size),
        col(MaterialRow.arrived_at),
    )
    query = select(*columns).where(col(MaterialRow.arrived_at) <= until, lies())
    for row in connection.execute(query.order_by(col(MaterialRow.arrived_at))):
        name, incident, mode, size, at = row
        if at is not None:
            yield Unnamed(name, incident, mode, size, at)


def _brought(connection: Connection) -> Iterator[str]:
    query = select(col(EventRow.body)).where(col(EventRow.type) == MaterialKept.wire())
    for body in connection.execute(query.execution_options(yield_per=_AT_ONCE)).scalars():
        yield str(json.loads(body)["data"]["material"])


def _everything(connection: Connection, vault: Vault) -> Iterator[str]:
    """Every entry of every log, then every text of the vault that was not erased."""
    bodies = select(col(EventRow.body)).execution_options(yield_per=_AT_ONCE)
    yield from connection.execute(bodies).scalars()
    for refs in _parts(connection):
        yield from (text for text in vault.unseal(connection, refs).values() if text is not None)


def _parts(connection: Connection) -> Iterator[list[str]]:
    last = ""
    while True:
        query = select(col(Sealed.ref)).where(col(Sealed.ref) > last)
        refs = list(connection.execute(query.order_by(col(Sealed.ref)).limit(_AT_ONCE)).scalars())
        if not refs:
            return
        yield refs
        last = refs[-1]


_WORD = re.compile(r"[0-9A-Za-z_~-]+")


def _mentioned(words: str, names: Collection[str]) -> Iterable[str]:
    return {word for word in _WORD.findall(words) if word in names}
