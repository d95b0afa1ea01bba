"""The telephone list as its callers see it: one line a person, with everything to be told."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.answers.orders import without_secrets
from notify.channels.calls.claims import Claim, claims
from notify.keys import REPLY
from notify.rows import columns
from notify.tables import AttemptRow, CallRow, CallTryRow
from notify.urgency import GRAVITY
from registry.directory import Contact, Directory
from runtime.vault import Vault


@dataclass(frozen=True, slots=True)
class ToTell:
    """One alert that a person has to be told of; ``text`` is what to read out.

    ``key`` is the entry that it tells of; None for words back to the person's own answer, which
    are of no entry.
    """

    key: str | None
    text: str | None
    reason: str
    opened_at: datetime


@dataclass(frozen=True, slots=True)
class Dialled:
    """The number of a call as it was then; ``address`` is None where it was erased."""

    kind: str
    address: str | None


@dataclass(frozen=True, slots=True)
class Tried:
    """One call and what came of it; ``note`` is None also where it was erased."""

    result: str
    by: str
    at: datetime
    note: str | None
    recording: str | None
    dialled: Dialled | None = None
    """None: the caller did not say."""


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the list: a person with all posts, and contacts in the order to try them.

    ``id`` is that of the oldest open entry, so it stays while more alerts come.
    """

    id: str
    incident: str
    person: str
    name: str | None
    posts: tuple[str, ...]
    contacts: tuple[Contact, ...]
    alerts: tuple[ToTell, ...]
    """The newest first."""
    tries: tuple[Tried, ...]
    """The newest first."""
    claim: Claim | None


def call_list(
    connection: Connection, directory: Directory, vault: Vault, incident: str, now: datetime
) -> tuple[Call, ...]:
    """Who still has to be called: the most urgent first, then in the order in which the plan names
    the posts to be told, whoever came onto the list before.

    ``now`` is operating time; it decides which claims stand.
    """
    query = (
        select(*columns(CallRow), col(AttemptRow.urgency))
        .join(AttemptRow, col(AttemptRow.id) == col(CallRow.id))
        .where(col(CallRow.incident) == incident, col(CallRow.closed_at).is_(None))
        .order_by(col(CallRow.opened_at), col(CallRow.position), col(CallRow.id))
    )
    entries: dict[str, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        entries.setdefault(row["person"], []).append(row)
    ordered = sorted(entries, key=lambda person: _place(entries[person]))
    tried = _tries(connection, incident)
    rows = [row for theirs in entries.values() for row in theirs]
    said = [t for theirs in tried.values() for t in theirs]
    notes = [t[ref] for t in said for ref in ("note_ref", "number_ref") if t[ref]]
    texts = vault.unseal(connection, [*(row["text_ref"] for row in rows), *notes])
    names = directory.names(connection, ordered)
    claimed = claims(connection, ordered, now)
    return tuple(
        Call(
            id=theirs[0]["id"],
            incident=incident,
            person=person,
            name=names[person],
            posts=tuple(dict.fromkeys(post for row in theirs for post in row["posts"])),
            contacts=tuple(
                contact
                for contact in directory.contacts(connection, person)
                if contact.mode == theirs[0]["mode"]
            ),
            alerts=tuple(_to_tell(row, texts) for row in reversed(theirs)),
            tries=tuple(_tried(t, texts) for t in tried.get(person, ())),
            claim=claimed.get(person),
        )
        for person in ordered
        for theirs in (entries[person],)
    )


def open_alerts(
    connection: Connection, vault: Vault, persons: Collection[str], mode: str, but: str
) -> dict[str, dict[str, tuple[ToTell, ...]]]:
    """What the same persons have to be told of other incidents than ``but``: by incident, then by
    person, the newest first."""
    query = (
        select(*columns(CallRow))
        .where(
            col(CallRow.person).in_(persons),
            col(CallRow.mode) == mode,
            col(CallRow.incident) != but,
            col(CallRow.closed_at).is_(None),
        )
        .order_by(col(CallRow.opened_at).desc(), col(CallRow.id))
    )
    rows = connection.execute(query).mappings().all()
    texts = vault.unseal(connection, [row["text_ref"] for row in rows])
    found: dict[str, dict[str, tuple[ToTell, ...]]] = {}
    for row in rows:
        theirs = found.setdefault(row["incident"], {})
        theirs[row["person"]] = (*theirs.get(row["person"], ()), _to_tell(row, texts))
    return found


def _to_tell(row: RowMapping, texts: Mapping[str, str | None]) -> ToTell:
    words = without_secrets(texts[row["text_ref"]])
    key = None if row["event"] == REPLY else row["key"]
    return ToTell(key, words, row["reason"], row["opened_at"])


def _tried(row: RowMapping, texts: Mapping[str, str | None]) -> Tried:
    kind, note = row["contact_kind"], texts.get(row["note_ref"])
    dialled = None if kind is None else Dialled(kind, texts.get(row["number_ref"]))
    return Tried(row["result"], row["by"], row["at"], note, row["recording"], dialled)


def _place(entries: Sequence[RowMapping]) -> tuple[Any, ...]:
    """Where a person stands, by the one of their alerts that comes first."""
    return min((GRAVITY[e["urgency"]], e["position"], e["opened_at"], e["id"]) for e in entries)


def _tries(connection: Connection, incident: str) -> dict[str, list[RowMapping]]:
    """Every call of an incident by the person called, the newest first."""
    query = (
        select(*columns(CallTryRow))
        .where(col(CallTryRow.incident) == incident)
        .order_by(col(CallTryRow.at).desc(), col(CallTryRow.id).desc())
    )
    found: dict[str, list[RowMapping]] = {}
    for row in connection.execute(query).mappings():
        found.setdefault(row["person"], []).append(row)
    return found
