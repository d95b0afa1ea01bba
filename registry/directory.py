"""Who holds a post at a moment, how to reach them, and what is known about a dam.

Every question names the mode: exercise people are never returned for a real incident, nor real
people for an exercise.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, cast

from sqlalchemy import ColumnElement, Connection, RowMapping, inspect, or_, select
from sqlmodel import SQLModel, col

from registry.schema import ContactKind, Lang, Mode
from registry.tables import ContactRow, DamRow, HoldingRow, PersonRow
from runtime.canonical import canonical
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault


@dataclass(frozen=True)
class Holding:
    """A person in a post; ``scope_id`` is a township, operator or dam, or ``None`` for all."""

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


@dataclass(frozen=True)
class Fact:
    """A known value, exact, with its unit (``None`` for words), source id and date."""

    value: Decimal | str
    unit: str | None
    source: str
    dated: date | None


@dataclass(frozen=True)
class Downstream:
    """A village below a dam; the distance along the valley may be unknown."""

    village_id: str
    distance_m: int | None


@dataclass(frozen=True)
class Dam:
    """A tailings dam; ``facts`` holds every kind of fact, ``None`` where it is unknown.

    ``responsible_person_id`` is the published leader, a real person. Whom to alert, in either
    mode, is a question for ``Directory.holders`` with the dam as scope.
    """

    id: str
    jurisdiction: str
    name: str
    name_en: str
    fictional: bool
    operator_id: str
    township_id: str | None
    responsible_person_id: str | None
    source: str
    facts: Mapping[str, Fact | None]
    downstream: tuple[Downstream, ...]

    def say(self, lang: Lang) -> str:
        """The dam's name in the reader's language."""
        return self.name if lang == "zh" else self.name_en


class Directory:
    """Reads the registry in the transaction of the connection it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self.database = database
        self._vault = vault

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

        With a ``scope`` (a township's, operator's or dam's id) those appointed for it; only if
        there is none, those appointed for no scope in particular. Empty if the post is vacant.
        """
        query = (
            select(*_columns(HoldingRow))
            .where(
                col(HoldingRow.jurisdiction) == jurisdiction,
                col(HoldingRow.mode) == mode,
                col(HoldingRow.post) == post,
                _valid(at),
            )
            .order_by(col(HoldingRow.rank), col(HoldingRow.since), col(HoldingRow.id))
        )
        found = [Holding(**row) for row in connection.execute(query).mappings()]
        for wanted in (scope, None):
            holders = tuple(holding for holding in found if holding.scope_id == wanted)
            if holders:
                return holders
        return ()

    def posts_of(self, connection: Connection, person_id: str, at: datetime) -> frozenset[str]:
        """Every post that the person holds at ``at``, as holder or deputy, in any scope."""
        query = select(col(HoldingRow.post)).where(
            col(HoldingRow.person_id) == person_id, _valid(at)
        )
        return frozenset(connection.execute(query).scalars())

    def mode_of(self, connection: Connection, person_id: str) -> Mode | None:
        """Whether the person belongs to the real roster or to exercises; ``None`` if unknown."""
        query = select(col(PersonRow.mode)).where(col(PersonRow.id) == person_id)
        return cast("Mode | None", connection.execute(query).scalar())

    def name(self, connection: Connection, person_id: str) -> str | None:
        """The person's name; ``None`` if it was erased or there is no such person."""
        return self.names(connection, [person_id])[person_id]

    def names(self, connection: Connection, ids: Sequence[str]) -> dict[str, str | None]:
        """The name of every person asked for, as ``name`` does."""
        query = select(col(PersonRow.id), col(PersonRow.name_ref)).where(col(PersonRow.id).in_(ids))
        refs = {row.id: row.name_ref for row in connection.execute(query)}
        texts = self._vault.unseal(connection, list(refs.values()))
        return {id_: texts[refs[id_]] if id_ in refs else None for id_ in ids}

    def contacts(self, connection: Connection, person_id: str) -> tuple[Contact, ...]:
        """The person's addresses in the order to try them; none after erasure."""
        query = (
            select(*_columns(ContactRow))
            .where(col(ContactRow.person_id) == person_id)
            .order_by(col(ContactRow.rank), col(ContactRow.id))
        )
        rows = connection.execute(query).mappings().all()
        texts = self._vault.unseal(connection, [row["address_ref"] for row in rows])
        return tuple(
            Contact(
                id=row["id"],
                person_id=person_id,
                mode=row["mode"],
                kind=row["kind"],
                address=address,
                rank=row["rank"],
            )
            for row in rows
            if (address := texts[row["address_ref"]]) is not None
        )

    def dam(self, connection: Connection, dam_id: str) -> Dam:
        """One dam. Raises ``Refused("unknown_item")``."""
        query = select(*_columns(DamRow)).where(col(DamRow.id) == dam_id)
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            allowed = phrase(N_("a dam of the registry"))
            raise Refused("unknown_item", field="dam", value=dam_id, allowed=allowed)
        return _dam(row)

    def dams(self, connection: Connection, jurisdiction: str) -> tuple[Dam, ...]:
        """Every dam of the jurisdiction, by id."""
        query = (
            select(*_columns(DamRow))
            .where(col(DamRow.jurisdiction) == jurisdiction)
            .order_by(col(DamRow.id))
        )
        return tuple(_dam(row) for row in connection.execute(query).mappings())

    def roster_version(self, connection: Connection, jurisdiction: str, mode: Mode) -> str:
        """A short text that changes whenever a holding or a contact of the mode changes.

        It is a hash of ids, times and references; no name or number goes into it.
        """
        parts = [
            [_plain(row) for row in connection.execute(_whole(table, jurisdiction, mode))]
            for table in (HoldingRow, ContactRow)
        ]
        return hashlib.sha256(canonical(parts)).hexdigest()[:16]


def _columns(table: type[SQLModel]) -> list[ColumnElement[Any]]:
    return list(inspect(table).columns)


def _valid(at: datetime) -> ColumnElement[bool]:
    until = col(HoldingRow.until)
    return (col(HoldingRow.since) <= at) & or_(until.is_(None), until > at)


def _whole(table: type[SQLModel], jurisdiction: str, mode: Mode) -> Any:
    columns = inspect(table).columns
    return (
        select(*columns)
        .where(columns["jurisdiction"] == jurisdiction, columns["mode"] == mode)
        .order_by(columns["id"])
    )


def _plain(row: Any) -> list[object]:
    return [value.isoformat() if isinstance(value, datetime) else value for value in row]


def _dam(row: RowMapping) -> Dam:
    values = dict(row)
    values["facts"] = {key: _fact(fact) for key, fact in row["facts"].items()}
    values["downstream"] = tuple(
        Downstream(below["village"], below["distance_m"]) for below in row["downstream"]
    )
    return Dam(**values)


def _fact(stored: Mapping[str, str | None] | None) -> Fact | None:
    if stored is None:
        return None
    text, unit, dated = cast("str", stored["value"]), stored["unit"], stored["dated"]
    return Fact(
        value=text if unit is None else Decimal(text),
        unit=unit,
        source=cast("str", stored["source"]),
        dated=date.fromisoformat(dated) if dated else None,
    )
