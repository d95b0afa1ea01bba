"""How much all files together take, whatever incident they came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, func, select
from sqlmodel import col

from incident.tables import MaterialRemovalRow, MaterialRow


@dataclass(frozen=True, slots=True)
class Stock:
    """``size`` is in bytes of content."""

    files: int
    size: int


@dataclass(frozen=True, slots=True)
class Swept:
    """What one sweep removed, and when by operating time."""

    files: int
    size: int
    at: datetime


def lies() -> ColumnElement[bool]:
    """Of a row of ``material``: that the file was not removed."""
    removed = select(col(MaterialRemovalRow.material))
    return ~removed.where(col(MaterialRemovalRow.material) == col(MaterialRow.id)).exists()


def stock(connection: Connection) -> Stock:
    """All files that lie there now, of real incidents and of exercises."""
    of_all = func.count(), func.coalesce(func.sum(col(MaterialRow.size)), 0)
    files, size = connection.execute(select(*of_all).where(lies())).one()
    return Stock(files, int(size))


def last_swept(connection: Connection) -> Swept | None:
    """The newest sweep that removed something."""
    at, size = func.max(col(MaterialRemovalRow.removed_at)), func.sum(col(MaterialRemovalRow.size))
    query = select(func.count(), size, at).group_by(col(MaterialRemovalRow.sweep))
    row = connection.execute(query.order_by(at.desc()).limit(1)).one_or_none()
    return None if row is None else Swept(row[0], int(row[1]), row[2])
