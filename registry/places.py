"""The names of villages and townships, in both languages."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, select
from sqlmodel import col

from registry.schema import Lang
from registry.tables import TownshipRow, VillageRow


@dataclass(frozen=True, slots=True)
class Named:
    """A village or township as its published name says."""

    name: str
    name_en: str

    def say(self, lang: Lang) -> str:
        """The name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


def villages(connection: Connection, jurisdiction: str) -> dict[str, Named]:
    """Every village of the jurisdiction, by id."""
    return _named(connection, VillageRow, jurisdiction)


def townships(connection: Connection, jurisdiction: str) -> dict[str, Named]:
    """Every township of the jurisdiction, by id."""
    return _named(connection, TownshipRow, jurisdiction)


def _named(
    connection: Connection, table: type[VillageRow | TownshipRow], jurisdiction: str
) -> dict[str, Named]:
    query = (
        select(col(table.id), col(table.name), col(table.name_en))
        .where(col(table.jurisdiction) == jurisdiction)
        .order_by(col(table.id))
    )
    return {row.id: Named(row.name, row.name_en) for row in connection.execute(query)}
