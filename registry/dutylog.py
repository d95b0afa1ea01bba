"""The duty desk's log: calls, papers, notes and pasted material, as they came.

Entries are only added. A correction is an entry of its own that points at the one it corrects,
and each is corrected once: the newest of a chain is what holds. What people said, their names and
numbers lie in the vault under one key for each desk and month, so that a month can be erased and
the log still says that, when and by whom something was entered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, Select, func, insert, select
from sqlalchemy.orm import aliased
from sqlmodel import col

from registry.tables import DutyEntryRow
from runtime.database import Database
from runtime.language import N_, phrase, term
from runtime.refusal import Refused
from runtime.vault import Vault

EntryKind = Literal["call", "paper", "note", "paste"]

_SEALED = {
    "from_whom": "from_ref",
    "number": "number_ref",
    "words": "words_ref",
    "recording": "recording_ref",
}
ELSE = N_("something else was sent under this key before, and stands")
NEW_KEY = N_("to enter this too, open the form anew; a program sends it with a new key")
_ENTRY = term("entry", phrase(N_("Entry of the duty log")))


@dataclass(frozen=True, slots=True)
class NewEntry:
    """What somebody enters. ``number`` is of a telephone or a paper, ``recording`` of a tape."""

    kind: EntryKind
    received_at: datetime
    words: str
    from_whom: str | None = None
    number: str | None = None
    recording: str | None = None
    corrects: str | None = None


@dataclass(frozen=True, slots=True)
class DutyEntry:
    """An entry with its words in clear; ``None`` where none were given or they were erased."""

    id: str
    seq: int
    kind: EntryKind
    received_at: datetime
    recorded_at: datetime
    entered_by: str
    words: str | None
    from_whom: str | None
    number: str | None
    recording: str | None
    first: str
    """The entry that a chain of corrections began with."""
    corrects: int | None
    """Number of the entry that this one corrects."""
    corrected_by: int | None
    """Number of the entry that holds instead."""


class DutyLog:
    """Reads and adds in the transaction of the connection it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    def append(
        self,
        connection: Connection,
        jurisdiction: str,
        new: NewEntry,
        *,
        entry: str,
        by: str,
        now: datetime,
        zone: ZoneInfo,
        command: str | None = None,
    ) -> tuple[DutyEntry, bool]:
        """Add an entry under the fresh id ``entry``; it, and whether ``command`` had come before.

        The same ``command`` with anything else is no repetition: Refused ``duplicate``.
        ``zone`` is the desk's and says which month ``now`` is of. Raises Refused ``unknown_item``
        if it corrects an entry that this desk does not have, ``impossible`` if that one was
        corrected already or the month's texts were erased.
        """
        self._database.lock(connection, f"duty:{jurisdiction}")
        if (before := self._sent_before(connection, command)) is not None:
            stands = self.entry(connection, jurisdiction, before)
            if not self._same(connection, stands, new, now):
                raise Refused(
                    "duplicate",
                    field="command_id",
                    value=term(str(command), phrase(ELSE)),
                    allowed=phrase(NEW_KEY),
                )
            return stands, True
        first = entry
        if new.corrects is not None:
            old = self.entry(connection, jurisdiction, new.corrects)
            if old.corrected_by is not None:
                raise corrected(old)
            first = old.first
        texts = {name: text for name in _SEALED if (text := getattr(new, name)) is not None}
        sealed = {f"{entry}.{name}": text for name, text in texts.items()}
        self._vault.seal_many(connection, owner_of(jurisdiction, now, zone), sealed)
        connection.execute(
            insert(DutyEntryRow),
            {
                "id": entry,
                "jurisdiction": jurisdiction,
                "mode": "real",
                "seq": self._last(connection, jurisdiction) + 1,
                "kind": new.kind,
                "received_at": new.received_at,
                "recorded_at": now,
                "entered_by": by,
                **{ref: f"{entry}.{n}" if n in texts else None for n, ref in _SEALED.items()},
                "first": first,
                "corrects": new.corrects,
                "command": command,
            },
        )
        return self.entry(connection, jurisdiction, entry), False

    def entry(self, connection: Connection, jurisdiction: str, entry: str) -> DutyEntry:
        """One entry. Raises Refused ``unknown_item``, also for another county's."""
        rows = self._opened(connection, _entries(jurisdiction).where(col(DutyEntryRow.id) == entry))
        if not rows:
            allowed = phrase(N_("an entry of this desk's log"))
            raise Refused("unknown_item", field=_ENTRY, value=entry, allowed=allowed)
        return rows[0]

    def newest(
        self,
        connection: Connection,
        jurisdiction: str,
        kinds: Iterable[EntryKind],
        limit: int,
        before: int | None = None,
    ) -> tuple[DutyEntry, ...]:
        """The last ``limit`` entries of these kinds, the newest first; those numbered below
        ``before`` where it is given."""
        query = _entries(jurisdiction).where(col(DutyEntryRow.kind).in_(sorted(kinds)))
        if before is not None:
            query = query.where(col(DutyEntryRow.seq) < before)
        return self._opened(connection, query.order_by(col(DutyEntryRow.seq).desc()).limit(limit))

    def _opened(self, connection: Connection, query: Select[Any]) -> tuple[DutyEntry, ...]:
        rows = connection.execute(query).mappings().all()
        refs = [row[ref] for row in rows for ref in _SEALED.values() if row[ref] is not None]
        texts = self._vault.unseal(connection, refs)
        return tuple(_entry(row, texts) for row in rows)

    def _sent_before(self, connection: Connection, command: str | None) -> str | None:
        if command is None:
            return None
        query = select(col(DutyEntryRow.id)).where(col(DutyEntryRow.command) == command)
        return connection.execute(query).scalar()

    def _same(
        self, connection: Connection, stands: DutyEntry, new: NewEntry, now: datetime
    ) -> bool:
        """Whether an entry is what was sent now. Words that were erased cannot be compared and
        count as the same; so do two moments of sending, where no other moment was given."""
        query = select(col(DutyEntryRow.corrects)).where(col(DutyEntryRow.id) == stands.id)
        corrects = connection.execute(query).scalar()
        at_once = stands.received_at == stands.recorded_at and new.received_at == now
        if (stands.kind, corrects) != (new.kind, new.corrects):
            return False
        if stands.received_at != new.received_at and not at_once:
            return False
        erased = stands.words is None
        return erased or all(getattr(stands, n) == getattr(new, n) for n in _SEALED)

    def _last(self, connection: Connection, jurisdiction: str) -> int:
        of_desk = col(DutyEntryRow.jurisdiction) == jurisdiction
        return connection.execute(
            select(func.coalesce(func.max(col(DutyEntryRow.seq)), 0)).where(of_desk)
        ).scalar_one()


def owner_of(jurisdiction: str, at: datetime, zone: ZoneInfo) -> str:
    """Whose key seals what a desk enters at a moment: one key for each desk and local month."""
    return f"duty:{jurisdiction}:{at.astimezone(zone):%Y-%m}"


def corrected(entry: DutyEntry) -> Refused:
    """The refusal to do something with an entry that no longer holds."""
    allowed = phrase(N_("the entry that corrects it: no. {number}"), number=entry.corrected_by)
    value = term(entry.id, phrase(N_("no. {number}"), number=entry.seq))
    return Refused("impossible", field=_ENTRY, value=value, allowed=allowed)


def _entry(row: RowMapping, texts: Mapping[str, str | None]) -> DutyEntry:
    values: dict[str, Any] = {name: row[name] for name in _PLAIN}
    values |= {name: texts.get(row[ref]) for name, ref in _SEALED.items()}
    return DutyEntry(**values, corrects=row["corrects_seq"], corrected_by=row["corrected_seq"])


_PLAIN = ("id", "seq", "kind", "received_at", "recorded_at", "entered_by", "first")


def _entries(jurisdiction: str) -> Select[Any]:
    earlier, later = aliased(DutyEntryRow), aliased(DutyEntryRow)
    return (
        select(
            *(col(getattr(DutyEntryRow, name)) for name in (*_PLAIN, *_SEALED.values())),
            col(earlier.seq).label("corrects_seq"),
            col(later.seq).label("corrected_seq"),
        )
        .outerjoin_from(DutyEntryRow, earlier, col(earlier.id) == col(DutyEntryRow.corrects))
        .outerjoin(later, col(later.corrects) == col(DutyEntryRow.id))
        .where(col(DutyEntryRow.jurisdiction) == jurisdiction)
    )
