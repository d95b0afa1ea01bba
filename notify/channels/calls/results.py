"""What callers record: claims, and what came of a call.

Only the person's own voice is an acknowledgement; a secretary's "I will tell them" is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlmodel import col

from incident.commands import AnswerAlert
from incident.sent import ELSE, NEW_KEY
from notify.channels.calls.claims import Claim, claim, release
from notify.rows import columns
from notify.shortfall import DeskPut, note_shortfall
from notify.tables import CallRow, CallTryRow
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase, term
from runtime.refusal import Refused
from runtime.vault import Vault

Result = Literal["answered", "secretary", "no_answer", "off", "busy", "out_of_county"]
RESULTS: tuple[Result, ...] = get_args(Result)

CALLS_BEFORE_UNREACHED = 2
"""Calls without success after which the desk is told; absence from the county tells at once."""


@dataclass(frozen=True, slots=True)
class Said:
    """What came of a call; ``note`` is what was said, ``recording`` the recording's number."""

    result: Result
    note: str | None = None
    recording: str | None = None


@dataclass(frozen=True)
class CallDesk:
    """The telephone list as it is worked at. A call is named by an entry of the list."""

    database: Database
    vault: Vault
    put: DeskPut
    clock: Clock

    def claim(self, incident: str, call: str, by: str) -> Claim:
        """Take the call, or see who has it. Raises Refused ``unknown_item``."""
        with self.database.write() as connection:
            row = _entry(connection, incident, call)
            taken = claim(connection, row, by, self.clock.now())
            self.database.hint(connection, f"calls:{incident}")
        return taken

    def release(self, incident: str, call: str, by: str) -> None:
        """Give the call back. Raises Refused ``unknown_item``."""
        with self.database.write() as connection:
            row = _entry(connection, incident, call)
            release(connection, incident, row["person"], by, self.clock.now())
            self.database.hint(connection, f"calls:{incident}")

    def record(self, incident: str, call: str, said: Said, by: str, name: str) -> None:
        """What came of one call, told by ``by``, who made it; ``name`` is the record's own.

        One call tells a person everything that is open for them. Answered in person: the desk
        hears an acknowledgement of each alert and the lines are closed. Anything else leaves them
        open for the next call. The same name again changes nothing. Raises Refused
        ``unknown_item``, ``invalid``, ``duplicate`` for the same name with something else in it,
        or what the desk refuses (only those who keep the record speak for others).
        """
        if said.result not in RESULTS:
            allowed = ", ".join(RESULTS)
            raise Refused("invalid", field="result", value=said.result, allowed=allowed)
        with self.database.read() as connection:
            entries = _open_entries(connection, _entry(connection, incident, call))
            # Before the desk hears of it: a repetition must not answer what came since then.
            if self._recorded(connection, said, name):
                return
        if said.result == "answered":
            for entry in entries:
                command = AnswerAlert(
                    alert=entry["key"], person=entry["person"], means="telephone", words=said.note
                )
                self.put(incident, command, by, command_id=f"call:{entry['id']}:answered")
        with self.database.write() as connection:
            self._keep(connection, entries, said, by, name)
            self.database.hint(connection, f"calls:{incident}")

    def _keep(
        self, connection: Connection, entries: list[RowMapping], said: Said, by: str, name: str
    ) -> None:
        first, now = entries[0], self.clock.now()
        ids = [entry["id"] for entry in entries]
        # Whoever records the same call at the same moment waits here and finds it recorded.
        locked = select(*columns(CallRow)).where(col(CallRow.id).in_(ids)).with_for_update()
        current = connection.execute(locked.order_by(col(CallRow.id))).mappings().all()
        if self._recorded(connection, said, name):
            return
        note_ref = f"{name}.note" if said.note else None
        if note_ref and said.note:
            self.vault.seal(connection, first["person"], said.note, note_ref)
        row = {field: first[field] for field in ("incident", "jurisdiction", "mode", "person")}
        row |= {"id": name, "keys": [entry["key"] for entry in entries], "result": said.result}
        row |= {"by": by, "at": now, "note_ref": note_ref, "recording": said.recording}
        connection.execute(insert(CallTryRow), row)
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
        release(connection, first["incident"], first["person"], by, now)

    def _recorded(self, connection: Connection, said: Said, name: str) -> bool:
        """Whether just this was recorded under the name. Raises Refused ``duplicate`` where
        something else was: its words would be lost in silence."""
        query = select(*columns(CallTryRow)).where(col(CallTryRow.id) == name)
        row = connection.execute(query).mappings().one_or_none()
        if row is None:
            return False
        note = None
        if (ref := row["note_ref"]) is not None:
            # Erased: nobody can compare, and it counts as the same.
            note = self.vault.unseal(connection, [ref])[ref] or said.note
        if (row["result"], note, row["recording"]) != (said.result, said.note, said.recording):
            value, allowed = term(name, phrase(ELSE)), phrase(NEW_KEY)
            raise Refused("duplicate", field="command_id", value=value, allowed=allowed)
        return True


def _entry(connection: Connection, incident: str, call: str) -> RowMapping:
    query = select(*columns(CallRow)).where(
        col(CallRow.id) == call, col(CallRow.incident) == incident
    )
    row = connection.execute(query).mappings().one_or_none()
    if row is None:
        allowed = phrase(N_("a line of the telephone list"))
        raise Refused("unknown_item", field="call", value=call, allowed=allowed)
    return row


def _open_entries(connection: Connection, entry: RowMapping) -> list[RowMapping]:
    """Everything open for the person; the entry itself where it was closed meanwhile."""
    query = (
        select(*columns(CallRow))
        .where(
            col(CallRow.incident) == entry["incident"],
            col(CallRow.person) == entry["person"],
            col(CallRow.closed_at).is_(None),
        )
        .order_by(col(CallRow.opened_at), col(CallRow.id))
    )
    return list(connection.execute(query).mappings()) or [entry]


def _unreached(result: Result, row: RowMapping) -> bool:
    if result in ("answered", "secretary", "busy"):
        return False
    return result == "out_of_county" or row["tries"] + 1 >= CALLS_BEFORE_UNREACHED
