"""Keeping a call that was made: once under its name, in every incident of which it told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlmodel import col

from incident.sent import ELSE, NEW_KEY
from notify.channels.calls.said import Result, Said
from notify.rows import columns
from notify.shortfall import note_shortfall
from notify.tables import CallRow, CallTryRow
from registry.directory import Contact, Directory
from runtime.language import N_, phrase, term
from runtime.refusal import Refused
from runtime.vault import Vault

CALLS_BEFORE_UNREACHED = 2
"""Calls without success after which the desk is told; absence from the county tells at once."""


def number_dialled(
    connection: Connection, directory: Directory, entry: RowMapping, contact: str | None
) -> Contact | None:
    """The number that a caller names. Raises Refused ``unknown_item`` for one that is not the
    person's."""
    if contact is None:
        return None
    for known in directory.contacts(connection, entry["person"]):
        if known.id == contact and known.mode == entry["mode"]:
            return known
    allowed = phrase(N_("one of the numbers of this line"))
    raise Refused("unknown_item", field="dialled", value=contact, allowed=allowed)


def recorded(connection: Connection, vault: Vault, said: Said, name: str) -> bool:
    """Whether just this was recorded under the name. Raises Refused ``duplicate`` where
    something else was: its words would be lost in silence."""
    query = select(*columns(CallTryRow)).where(col(CallTryRow.id) == name)
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        return False
    note = None
    if (ref := row["note_ref"]) is not None:
        # Erased: nobody can compare, and it counts as the same.
        note = vault.unseal(connection, [ref])[ref] or said.note
    kept = row["result"], note, row["recording"], row["contact"]
    if kept != (said.result, said.note, said.recording, said.dialled):
        value, allowed = term(name, phrase(ELSE)), phrase(NEW_KEY)
        raise Refused("duplicate", field="command_id", value=value, allowed=allowed)
    return True


def keep(
    connection: Connection,
    vault: Vault,
    entries: Sequence[RowMapping],
    said: Said,
    dialled: Contact | None,
    by: str,
    name: str,
    now: datetime,
) -> None:
    """Record the call in each incident of the entries, those of its own first."""
    ids = [entry["id"] for entry in entries]
    # Whoever records the same call at the same moment waits here and finds it recorded.
    locked = select(*columns(CallRow)).where(col(CallRow.id).in_(ids)).with_for_update()
    current = connection.execute(locked.order_by(col(CallRow.id))).mappings().all()
    if recorded(connection, vault, said, name):
        return
    row = _sealed(connection, vault, entries[0]["person"], said, dialled, name)
    row |= {"result": said.result, "by": by, "at": now, "recording": said.recording}
    for incident in dict.fromkeys(entry["incident"] for entry in entries):
        theirs = [entry for entry in entries if entry["incident"] == incident]
        same = {f: theirs[0][f] for f in ("incident", "jurisdiction", "mode", "person")}
        own = name if theirs[0] is entries[0] else f"{name}@{incident}"
        keys = [entry["key"] for entry in theirs]
        connection.execute(insert(CallTryRow), {**row, **same, "id": own, "keys": keys})
    told = {"result": said.result, "result_by": by, "result_at": now}
    closed = {"closed_at": now} if said.result == "answered" else {}
    connection.execute(
        update(CallRow)
        .where(col(CallRow.id).in_(ids))
        .values(**told, **closed, tries=col(CallRow.tries) + 1)
    )
    for entry in current:
        if _unreached(said.result, entry):
            note_shortfall(
                connection, entry, entry["posts"][0], entry["person"],
                tried=entry["tries"] + 1, now=now,
            )  # fmt: skip


def _sealed(
    connection: Connection,
    vault: Vault,
    person: str,
    said: Said,
    dialled: Contact | None,
    name: str,
) -> dict[str, Any]:
    """What was said and the number, in the vault under the key of the person called."""
    row: dict[str, Any] = dict.fromkeys(("note_ref", "number_ref", "contact", "contact_kind"))
    if said.note:
        row["note_ref"] = f"{name}.note"
        vault.seal(connection, person, said.note, row["note_ref"])
    if dialled is not None:
        row |= {"contact": dialled.id, "contact_kind": dialled.kind, "number_ref": f"{name}.number"}
        vault.seal(connection, person, dialled.address, row["number_ref"])
    return row


def _unreached(result: Result, row: RowMapping) -> bool:
    if result in ("answered", "secretary", "busy"):
        return False
    return result == "out_of_county" or row["tries"] + 1 >= CALLS_BEFORE_UNREACHED
