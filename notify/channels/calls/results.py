"""What callers record: claims, and what came of a call.

Only the person's own voice is an acknowledgement; a secretary's "I will tell them" is not.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import Connection, RowMapping

from incident.commands import AnswerAlert
from notify.channels.calls.claims import Claim, claim, claims, release
from notify.channels.calls.entries import entry_of, incidents_of, open_entries
from notify.channels.calls.kept import keep, number_dialled, recorded
from notify.channels.calls.said import RESULTS, Result, Said
from notify.keys import REPLY
from notify.shortfall import DeskPut
from registry.directory import Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.language import N_, phrase, plain, term
from runtime.refusal import Refused
from runtime.unwritten import final
from runtime.vault import Vault

__all__ = ["RESULTS", "CallDesk", "Result", "Said"]

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class CallDesk:
    """The telephone list as it is worked at. A call is named by an entry of the list."""

    database: Database
    vault: Vault
    directory: Directory
    put: DeskPut
    clock: Clock

    def claim(self, incident: str, call: str, by: str) -> Claim:
        """Take the person, or see who has them. Raises Refused ``unknown_item``."""
        with self.database.write() as connection:
            row = entry_of(connection, incident, call)
            taken = claim(connection, row, by, self.clock.now())
            self._hint(connection, row)
        return taken

    def release(self, incident: str, call: str, by: str) -> None:
        """Give the person back. Raises Refused ``unknown_item``."""
        with self.database.write() as connection:
            row = entry_of(connection, incident, call)
            release(connection, row["person"], by, self.clock.now())
            self._hint(connection, row)

    def must_be_free(self, had: Claim, by: str) -> None:
        """Raises Refused ``being_called``, with the name of whoever else has the person."""
        if had.by == by:
            return
        with self.database.read() as connection:
            name = plain(self.directory.name(connection, had.by) or had.by)
        left = (had.until - self.clock.now()).total_seconds()
        allowed = phrase(
            N_("when {name} has given the call back or recorded it, at the latest in {left} s"),
            name=name, left=max(1, round(left)),
        )  # fmt: skip
        field = term("call", phrase(N_("telephone list")))
        raise Refused("being_called", field=field, value=term(had.by, name), allowed=allowed)

    def record(
        self,
        incident: str,
        call: str,
        said: Said,
        by: str,
        name: str,
        also: Collection[str] = (),
    ) -> None:
        """What came of one call, told by ``by``, who made it; ``name`` is the record's own.

        One call tells a person everything that is open for them in the incident, and in those of
        ``also``. Answered in person: the desk hears an acknowledgement of each alert and the lines
        are closed. Anything else leaves them open for the next call. The same name again changes
        nothing. Raises Refused ``unknown_item`` (also for a number that is not the person's),
        ``invalid``, ``being_called`` while somebody else has the person, ``duplicate`` for the same
        name with something else in it, or what the desk refuses (only those who keep the record
        speak for others).
        """
        if said.result not in RESULTS:
            allowed = ", ".join(RESULTS)
            raise Refused("invalid", field="result", value=said.result, allowed=allowed)
        with self.database.read() as connection:
            entries = open_entries(connection, entry_of(connection, incident, call), also)
            # Before the desk hears of it: a repetition must not answer what came since then.
            if recorded(connection, self.vault, said, name):
                return
            dialled = number_dialled(connection, self.directory, entries[0], said.dialled)
        with self._held(entries[0], by):
            if said.result == "answered":
                entries = [entry for entry in entries if self._answer(entry, said, by, incident)]
            with self.database.write() as connection:
                keep(connection, self.vault, entries, said, dialled, by, name, self.clock.now())
                release(connection, entries[0]["person"], by, self.clock.now())
                self._hint(connection, entries[0])

    @contextmanager
    def _held(self, entry: RowMapping, by: str) -> Iterator[None]:
        """While it is recorded nobody else takes the person; what is refused takes nothing."""
        now = self.clock.now()
        with self.database.write() as connection:
            before = claims(connection, [entry["person"]], now).get(entry["person"])
            taken = claim(connection, entry, by, now)
        self.must_be_free(taken, by)
        try:
            yield
        except Refused:
            if before is None:
                with self.database.write() as connection:
                    release(connection, entry["person"], by, self.clock.now())
            raise

    def _answer(self, entry: RowMapping, said: Said, by: str, own: str) -> bool:
        """Whether the desk took it. Another incident that does not leaves its line on the list.
        Words back ask for no answer: that they were heard is all."""
        if entry["event"] == REPLY:
            return True
        command = AnswerAlert(
            alert=entry["key"], person=entry["person"], means="telephone", words=said.note
        )
        try:
            self.put(entry["incident"], command, by, command_id=f"call:{entry['id']}:answered")
        except Refused as refused:
            if entry["incident"] == own or not final(refused):
                raise
            _log.warning("%s took no answer by telephone: %s", entry["incident"], refused.code)
            return False
        return True

    def _hint(self, connection: Connection, about: RowMapping) -> None:
        for incident in {about["incident"], *incidents_of(connection, about["person"])}:
            self.database.hint(connection, f"calls:{incident}")
