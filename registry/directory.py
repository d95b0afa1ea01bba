"""Who holds a post at a moment, how to reach them, and what is known about a dam.

Every question names the mode: exercise people are never returned for a real incident, nor real
people for an exercise.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, inspect, or_, select
from sqlmodel import SQLModel, col

from registry.dams import Dam, dam_of
from registry.schema import ContactKind, Mode
from registry.tables import ContactRow, DamRow, HoldingRow, PersonRow
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused
from runtime.vault import Vault


def _columns(table: type[SQLModel]) -> list[ColumnElement[Any]]:
    return list(inspect(table).columns)


_EVERYWHERE = Prepared(
    select(*_columns(HoldingRow))
    .where(
        col(HoldingRow.jurisdiction) == bindparam("jurisdiction"),
        col(HoldingRow.mode) == bindparam("mode"),
        col(HoldingRow.post) == bindparam("post"),
        col(HoldingRow.since) <= bindparam("at"),
        or_(col(HoldingRow.until).is_(None), col(HoldingRow.until) > bindparam("at")),
    )
    .order_by(col(HoldingRow.rank), col(HoldingRow.since), col(HoldingRow.id))
)
_NAME = Prepared(select(col(PersonRow.name_ref)).where(col(PersonRow.id) == bindparam("person")))
_CONTACTS = Prepared(
    select(*_columns(ContactRow))
    .where(col(ContactRow.person_id) == bindparam("person"))
    .order_by(col(ContactRow.rank), col(ContactRow.id))
)


@dataclass(frozen=True)
class Holding:
    """A person in a post; ``scope_id`` is a place, operator or dam, or ``None`` for all."""

    id: str
    jurisdiction: str
    mode: Mode
    post: str
    person_id: str
    rank: int
    scope_id: str | None
    since: datetime
    until: datetime | None
    source: str


@dataclass(frozen=True)
class Contact:
    """One way to reach a person, with the address in clear."""

    id: str
    person_id: str
    mode: Mode
    kind: ContactKind
    address: str
    rank: int


class Directory:
    """Reads the registry in the transaction of the connection it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self.vault = vault

    def holders(
        self,
        connection: Connection,
        jurisdiction: str,
        mode: Mode,
        post: str,
        at: datetime,
        scope: str | None = None,
    ) -> tuple[Holding, ...]:
        """Who holds the post at the moment ``at``: the holder first, then deputies in order.

        With a ``scope`` (a village's, township's, operator's or dam's id) those appointed for it;
        only if there is none, those appointed for no scope in particular. Empty if the post is
        vacant.
        """
        found = self.everywhere(connection, jurisdiction, mode, post, at)
        for wanted in (scope, None):
            holders = tuple(holding for holding in found if holding.scope_id == wanted)
            if holders:
                return holders
        return ()

    def everywhere(
        self, connection: Connection, jurisdiction: str, mode: Mode, post: str, at: datetime
    ) -> tuple[Holding, ...]:
        """Who holds the post at ``at`` for any scope or none: holders first, then deputies."""
        named = {"jurisdiction": jurisdiction, "mode": mode, "post": post, "at": at}
        return tuple(Holding(**row._asdict()) for row in _EVERYWHERE.run(connection, named))

    def name(self, connection: Connection, person_id: str) -> str | None:
        """The person's name; ``None`` if it was erased or there is no such person."""
        for row in _NAME.run(connection, {"person": person_id}):
            return self.vault.unseal(connection, [row.name_ref])[row.name_ref]
        return None

    def names(self, connection: Connection, ids: Sequence[str]) -> dict[str, str | None]:
        """The name of every person asked for, as ``name`` does."""
        query = select(col(PersonRow.id), col(PersonRow.name_ref)).where(col(PersonRow.id).in_(ids))
        refs = {row.id: row.name_ref for row in connection.execute(query)}
        texts = self.vault.unseal(connection, list(refs.values()))
        return {id_: texts[refs[id_]] if id_ in refs else None for id_ in ids}

    def contacts(self, connection: Connection, person_id: str) -> tuple[Contact, ...]:
        """The person's addresses in the order to try them; none after erasure."""
        rows = _CONTACTS.run(connection, {"person": person_id})
        texts = self.vault.unseal(connection, [row.address_ref for row in rows])
        return tuple(
            Contact(
                id=row.id,
                person_id=person_id,
                mode=row.mode,
                kind=row.kind,
                address=address,
                rank=row.rank,
            )
            for row in rows
            if (address := texts[row.address_ref]) is not None
        )

    def dam(self, connection: Connection, dam_id: str) -> Dam:
        """One dam. Raises ``Refused("unknown_item")``."""
        query = select(*_columns(DamRow)).where(col(DamRow.id) == dam_id)
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            allowed = phrase(N_("a dam of the registry"))
            raise Refused("unknown_item", field="dam", value=dam_id, allowed=allowed)
        return dam_of(row)

    def dams(self, connection: Connection, jurisdiction: str) -> tuple[Dam, ...]:
        """Every dam of the jurisdiction, by id."""
        query = (
            select(*_columns(DamRow))
            .where(col(DamRow.jurisdiction) == jurisdiction)
            .order_by(col(DamRow.id))
        )
        return tuple(dam_of(row) for row in connection.execute(query).mappings())

    def roster_version(self, connection: Connection, jurisdiction: str, mode: Mode) -> str:
        """A short text that changes whenever a holding or a contact of the mode changes.

        It is a hash of ids, times and references; no name or number goes into it.
        """
        parts = [
            [_plain(row) for row in connection.execute(_whole(table, jurisdiction, mode))]
            for table in (HoldingRow, ContactRow)
        ]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:16]


def _whole(table: type[SQLModel], jurisdiction: str, mode: Mode) -> Any:
    columns = inspect(table).columns
    return (
        select(*columns)
        .where(columns["jurisdiction"] == jurisdiction, columns["mode"] == mode)
        .order_by(columns["id"])
    )


def _plain(row: Any) -> list[object]:
    return [value.isoformat() if isinstance(value, datetime) else value for value in row]
