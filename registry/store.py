"""Writing a loaded county into the database: what the files say becomes what is so now.

Running it again with the same files changes nothing. Who held a post before stays on record: a
change closes the old row and opens a new one, and history already written is not rewritten.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, inspect, select, update
from sqlmodel import SQLModel, col

from registry import schema, things
from registry.schema import MODES, County, Mode, Roster
from registry.tables import ContactRow, HoldingRow, PersonRow
from runtime.clock import Clock
from runtime.ids import Ids, RandomIds
from runtime.vault import Vault


@dataclass(frozen=True)
class Changes:
    """How many rows were added, altered or removed."""

    things: int = 0
    people: int = 0
    contacts: int = 0
    holdings: int = 0


def store_county(
    connection: Connection, vault: Vault, county: County, clock: Clock, ids: Ids | None = None
) -> Changes:
    """Make the registry of the county's jurisdiction equal to ``county``; says what changed.

    Posts that the files no longer fill are vacant from now on; dams, people and other things that
    they no longer name stay, because old incidents refer to them. A person whose data was erased
    stays erased. Works in the transaction of ``connection``.
    """
    writer = _Writer(connection, vault, county.jurisdiction, clock.now(), ids or RandomIds())
    people = contacts = holdings = 0
    for mode in MODES:
        roster = county.roster(mode)
        people += writer.people(mode, roster.people)
        contacts += writer.contacts(mode, roster.people)
    written = things.store(connection, county)
    for mode in MODES:
        holdings += writer.holdings(mode, county.roster(mode))
    return Changes(written, people, contacts, holdings)


@dataclass(frozen=True)
class _Writer:
    connection: Connection
    vault: Vault
    jurisdiction: str
    now: datetime
    ids: Ids

    # -- people ----------------------------------------------------------------------------------

    def people(self, mode: Mode, people: Iterable[schema.Person]) -> int:
        stored = {row["id"]: row for row in self._rows(PersonRow, mode)}
        names = self.vault.unseal(self.connection, [row["name_ref"] for row in stored.values()])
        rows = []
        for person in people:
            row = stored.get(person.id)
            if row is None:
                name_ref = self._seal(person.id, person.name)
            elif names[row["name_ref"]] in (None, person.name):
                name_ref = row["name_ref"]
            else:
                name_ref = self._seal(person.id, person.name)
            rows.append(
                {
                    "id": person.id,
                    "jurisdiction": self.jurisdiction,
                    "mode": mode,
                    "name_ref": name_ref,
                    "title": person.title.model_dump() if person.title else None,
                    "source": person.source,
                    "lang": person.lang,
                }
            )
        return things.put(self.connection, PersonRow, rows)

    def contacts(self, mode: Mode, people: Iterable[schema.Person]) -> int:
        stored = {row["id"]: row for row in self._rows(ContactRow, mode)}
        refs = [row["address_ref"] for row in stored.values()]
        addresses = self.vault.unseal(self.connection, refs)
        erased = self._erased(mode)
        wanted: dict[str, tuple[str, int, schema.Contact]] = {}
        for person in people:
            if person.id in erased:
                continue
            for rank, contact in enumerate(person.contacts, start=1):
                nth = sum(c.kind == contact.kind for c in person.contacts[:rank])
                wanted[f"{person.id}.{contact.kind}.{nth}"] = (person.id, rank, contact)
        rows = []
        for id_, (person_id, rank, contact) in wanted.items():
            row = stored.pop(id_, None)
            if row is not None and addresses[row["address_ref"]] == contact.address:
                address_ref = row["address_ref"]
            else:
                address_ref = self._seal(person_id, contact.address)
            rows.append(
                {
                    "id": id_,
                    "jurisdiction": self.jurisdiction,
                    "mode": mode,
                    "person_id": person_id,
                    "kind": contact.kind,
                    "address_ref": address_ref,
                    "rank": rank,
                }
            )
        changed = things.put(self.connection, ContactRow, rows)
        if stored:
            gone = delete(ContactRow).where(col(ContactRow.id).in_(list(stored)))
            self.connection.execute(gone)
        return changed + len(stored)

    def _erased(self, mode: Mode) -> set[str]:
        rows = self._rows(PersonRow, mode)
        names = self.vault.unseal(self.connection, [row["name_ref"] for row in rows])
        return {row["id"] for row in rows if names[row["name_ref"]] is None}

    def _seal(self, owner: str, text: str) -> str:
        ref = self.ids.new("ref")
        self.vault.seal(self.connection, owner, text, ref)
        return ref

    # -- who holds what --------------------------------------------------------------------------

    def holdings(self, mode: Mode, roster: Roster) -> int:
        """Close what no longer holds, then open what is new."""
        stored = self._rows(HoldingRow, mode)
        kept: set[str] = set()
        fresh: list[schema.Holding] = []
        longer: list[dict[str, Any]] = []
        for holding in roster.holdings:
            row = next((r for r in stored if r["id"] not in kept and _same(holding, r)), None)
            if row is None:
                fresh.append(holding)
                continue
            kept.add(row["id"])
            longer.append(row | {"until": holding.until, "source": holding.source})
        changed = things.put(self.connection, HoldingRow, longer)
        for row in stored:
            if row["id"] not in kept and (row["until"] is None or row["until"] > self.now):
                # A holding that was still to come ends as it begins: it never held.
                row["until"] = max(self.now, row["since"])
                self._close(row["id"], row["until"])
                changed += 1
        opened = [self._opened(mode, h, h.since or roster.since, stored) for h in fresh]
        if opened:
            self.connection.execute(insert(HoldingRow), opened)
        return changed + len(fresh)

    def _close(self, id_: str, until: datetime) -> None:
        one = update(HoldingRow).where(col(HoldingRow.id) == id_)
        self.connection.execute(one.values(until=until))

    def _opened(
        self,
        mode: Mode,
        holding: schema.Holding,
        since: datetime,
        stored: Iterable[Mapping[str, Any]],
    ) -> dict[str, Any]:
        # The files rarely say since when a changed post has its new holder: from the moment the
        # old one was closed, and never over a time that is on record already.
        ends = [
            row["until"]
            for row in stored
            if _slot(row) == (holding.post, holding.scope, holding.rank)
            and row["until"] is not None
            and row["until"] <= self.now
        ]
        return {
            "id": self.ids.new("hold"),
            "jurisdiction": self.jurisdiction,
            "mode": mode,
            "post": holding.post,
            "person_id": holding.person,
            "rank": holding.rank,
            "scope_id": holding.scope,
            "since": max([since, *ends]),
            "until": holding.until,
            "source": holding.source,
        }

    def _rows(self, table: type[SQLModel], mode: Mode) -> list[dict[str, Any]]:
        columns = inspect(table).columns
        query = (
            select(*columns)
            .where(columns["jurisdiction"] == self.jurisdiction, columns["mode"] == mode)
            .order_by(columns["id"])
        )
        return [dict(row) for row in self.connection.execute(query).mappings()]


def _slot(row: Mapping[str, Any]) -> tuple[str, str | None, int]:
    return row["post"], row["scope_id"], row["rank"]


def _same(holding: schema.Holding, row: Mapping[str, Any]) -> bool:
    """Whether the row is this holding: still open, or closed just as the files say."""
    return (
        _slot(row) == (holding.post, holding.scope, holding.rank)
        and row["person_id"] == holding.person
        and (row["until"] is None or row["until"] == holding.until)
    )
