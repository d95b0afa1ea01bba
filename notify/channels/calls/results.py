"""The telephone list as its caller sees it, and what the caller records.

Only the person's own voice is an acknowledgement; a secretary's "I will tell them" is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from incident.commands import AnswerAlert
from notify.rows import columns
from notify.shortfall import DeskPut, note_shortfall
from notify.tables import CallRow
from registry.directory import Contact, Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase
from runtime.refusal import Refused
from runtime.vault import Vault

Result = Literal["answered", "secretary", "no_answer", "off", "busy", "out_of_county"]
RESULTS: tuple[Result, ...] = get_args(Result)

CALLS_BEFORE_UNREACHED = 2
"""Calls without success after which the desk is told; absence from the county tells at once."""


@dataclass(frozen=True, slots=True)
class Call:
    """One line of the list. ``text`` is what to read out; contacts in the order to try them."""

    id: str
    incident: str
    person: str
    name: str | None
    posts: tuple[str, ...]
    contacts: tuple[Contact, ...]
    text: str | None
    reason: str
    tries: int
    result: str | None


def call_list(
    connection: Connection, directory: Directory, vault: Vault, incident: str
) -> tuple[Call, ...]:
    """Who still has to be called, older alerts first, each in the plan's order."""
    query = (
        select(*columns(CallRow))
        .where(col(CallRow.incident) == incident, col(CallRow.closed_at).is_(None))
        .order_by(col(CallRow.opened_at), col(CallRow.position), col(CallRow.id))
    )
    rows = connection.execute(query).mappings().all()
    names = directory.names(connection, [row["person"] for row in rows])
    texts = vault.unseal(connection, [row["text_ref"] for row in rows])
    return tuple(
        Call(
            id=row["id"],
            incident=row["incident"],
            person=row["person"],
            name=names[row["person"]],
            posts=tuple(row["posts"]),
            contacts=directory.contacts(connection, row["person"]),
            text=texts[row["text_ref"]],
            reason=row["reason"],
            tries=row["tries"],
            result=row["result"],
        )
        for row in rows
    )


def record_call(
    database: Database, put: DeskPut, clock: Clock, call: str, result: Result, by: str
) -> None:
    """What came of one call, told by ``by``, the person who made it.

    Answered in person: the desk hears it as an acknowledgement and the line is closed. Anything
    else leaves it open for the next call. Raises Refused ``unknown_item``, ``invalid``, or what
    the desk refuses (only those who keep the record speak for others).
    """
    if result not in RESULTS:
        raise Refused("invalid", field="result", value=result, allowed=", ".join(RESULTS))
    query = select(*columns(CallRow)).where(col(CallRow.id) == call)
    with database.read() as connection:
        row = connection.execute(query).mappings().one_or_none()
    if row is None:
        allowed = phrase(N_("a line of the telephone list"))
        raise Refused("unknown_item", field="call", value=call, allowed=allowed)
    if result == "answered":
        command = AnswerAlert(alert=row["key"], person=row["person"], means="telephone")
        put(row["incident"], command, by, command_id=f"call:{call}:answered")
    now = clock.now()
    with database.write() as connection:
        told = {"result": result, "result_by": by, "result_at": now, "tries": row["tries"] + 1}
        if result == "answered":
            told["closed_at"] = now
        connection.execute(update(CallRow).where(col(CallRow.id) == call).values(**told))
        if _unreached(result, row):
            note_shortfall(
                connection, row, row["posts"][0], row["person"], tried=row["tries"] + 1, now=now
            )
        database.hint(connection, f"calls:{row['incident']}")


def _unreached(result: Result, row: RowMapping) -> bool:
    if result in ("answered", "secretary", "busy"):
        return False
    return result == "out_of_county" or row["tries"] + 1 >= CALLS_BEFORE_UNREACHED
