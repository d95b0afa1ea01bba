"""From intents to attempts: one message for each person, frozen.

All intents of one entry are looked at together, so that somebody who holds several posts gets one
message that lists them all. The messages are frozen some at a time, each time in a transaction, so
that the first are on their way while the last are written, and twenty thousand people do not keep
everybody else from writing. An entry is done with its last message; who was written to already
stands in the database, whoever goes on with it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from notify.about import About
from notify.answers.stopped import WHY, stopped
from notify.begun import Addressee, Begun
from notify.call_list import CALL_FIRST, calls_first, open_call
from notify.knows import without_own
from notify.letters import Letters
from notify.reach import NOT_SENT, world_reached
from notify.recipients import Found
from notify.rows import columns
from notify.share import Share
from notify.shortfall import UNREACHED, note_shortfall
from notify.tables import AttemptRow, IntentRow
from notify.watches import until, watch
from playbooks.lookup import Playbook


@dataclass(frozen=True)
class Expander:
    """Works on behalf of the engine, inside the engine's transactions."""

    letters: Letters
    share: Share
    _begun: dict[tuple[str, int], Begun] = field(default_factory=dict)
    """So that who is told, and of which roster, is worked out once."""

    def oldest(
        self, connection: Connection, skip: Collection[tuple[str, int]]
    ) -> tuple[str, int] | None:
        """Incident and entry that have waited longest, but none of ``skip``."""
        query = (
            select(col(IntentRow.incident), col(IntentRow.entry_seq))
            .where(
                col(IntentRow.expanded_at).is_(None),
                self.share.holds(col(IntentRow.incident)),
                *(
                    (col(IntentRow.incident) != incident) | (col(IntentRow.entry_seq) != seq)
                    for incident, seq in skip
                ),
            )
            .order_by(col(IntentRow.created_at), col(IntentRow.entry_seq))
            .limit(1)
        )
        row = connection.execute(query).one_or_none()
        return None if row is None else (row.incident, row.entry_seq)

    def expand(self, connection: Connection, entry: tuple[str, int], now: datetime) -> int:
        """Freeze the next messages of one entry; gives the number of people gone through and of
        intents done with.

        0 if another worker was faster. Where the transaction fails, call ``failed``.
        """
        intents = self._open(connection, entry)
        if not intents:
            self._forget(entry)
            return 0
        begun = self._begun.get(entry)
        if begun is None:
            begun = self._begun[entry] = self._begin(connection, intents, now)
        batch = begun.take()
        self._write(connection, begun.about, intents, batch, now)
        if begun.rest:
            return len(batch)
        self._forget(entry)
        connection.execute(
            update(IntentRow).where(col(IntentRow.id).in_(list(intents))).values(expanded_at=now)
        )
        return len(batch) + len(intents)

    def failed(self, entry: tuple[str, int]) -> bool:
        """What ``expand`` did last for this entry was not committed.

        True where others of it can be told at once; else it is begun anew, some time later.
        """
        begun = self._begun.get(entry)
        if begun is not None and begun.failed():
            return True
        self._forget(entry)
        return False

    def _forget(self, entry: tuple[str, int]) -> None:
        self._begun.pop(entry, None)

    def _begin(
        self, connection: Connection, intents: Mapping[str, RowMapping], now: datetime
    ) -> Begun:
        """Who is to be told, and by which way; notes of whom there is none."""
        about = self.letters.about(connection, list(intents.values()), now)
        letters: dict[str, Addressee] = {}
        for name, intent in intents.items():
            post = intent["post"]
            found = self._found(connection, about.playbook, intent, now)
            vacant = found.vacant
            found = without_own(connection, intent, found)
            for person in (*found.without_address, *((None,) if vacant else ())):
                note_shortfall(connection, intent, post, person, tried=0, now=now)
            for village in found.villages:
                note_shortfall(connection, intent, post, None, village=village, tried=0, now=now)
            for person, way in found.reachable:
                letters.setdefault(person, Addressee(person, way)).intents.append(name)
        return Begun(about, list(letters.values()))

    def _write(
        self,
        connection: Connection,
        about: About,
        intents: Mapping[str, RowMapping],
        batch: Sequence[Addressee],
        now: datetime,
    ) -> None:
        """Messages to those who have none of this entry yet, about what still stands of it."""
        first = next(iter(intents.values()))
        told = self._told(connection, first, [one.person for one in batch])
        silent = stopped(connection, self.letters.vault)
        for one in batch:
            theirs = [intents[name] for name in one.intents if name in intents]
            if one.person in told or not theirs:
                continue
            by = until(theirs, about.playbook, now)
            row = self.letters.write(connection, about, one.person, one.way, theirs, now, until=by)
            watch(connection, row, theirs, about.playbook, now)
            if self._only_shown(row):
                open_call(connection, row, NOT_SENT, now)
            elif (row["channel"], row["address_digest"]) in silent:
                # It is sent all the same: nobody tells us when a carrier lets it through again.
                open_call(connection, row, WHY, now)
            elif calls_first(about.playbook, theirs, row):
                open_call(connection, row, CALL_FIRST, now)

    def _told(
        self, connection: Connection, first: RowMapping, persons: Sequence[str]
    ) -> Collection[str]:
        query = select(col(AttemptRow.person)).where(
            col(AttemptRow.incident) == first["incident"],
            col(AttemptRow.key) == first["key"],
            col(AttemptRow.person).in_(persons),
        )
        return frozenset(connection.execute(query).scalars())

    def _found(
        self, connection: Connection, playbook: Playbook, intent: RowMapping, now: datetime
    ) -> Found:
        """Who is told: exactly the persons of a correction, else who holds the post."""
        recipients = self.letters.recipients.within(intent["incident"])
        post = intent["post"]
        if (persons := intent["facts"].get("persons")) is not None:
            ways = {p: recipients.way(connection, p, intent["mode"], now) for p in persons}
            return Found(
                tuple((person, way) for person, way in ways.items() if way is not None),
                tuple(person for person, way in ways.items() if way is None),
            )
        return recipients.of_post(
            connection, intent["jurisdiction"], intent["mode"], post, now, intent["facts"],
            scope=playbook.post(post).scope if post in playbook.posts else "county",
        )  # fmt: skip

    def _open(self, connection: Connection, entry: tuple[str, int]) -> Mapping[str, RowMapping]:
        """What is not done with, by name, in the plan's order; other workers wait meanwhile."""
        query = (
            select(*columns(IntentRow))
            .where(
                col(IntentRow.incident) == entry[0],
                col(IntentRow.entry_seq) == entry[1],
                col(IntentRow.expanded_at).is_(None),
            )
            .order_by(col(IntentRow.position))
            .with_for_update()
        )
        return {row["id"]: row for row in connection.execute(query).mappings()}

    def _only_shown(self, attempt: Mapping[str, Any]) -> bool:
        """Whether a real message leaves this machine by no channel, so that a human must call.

        That somebody was not reached is told to those at the desk, who see it there.
        """
        return (
            attempt["mode"] == "real"
            and attempt["channel"] != "calls"
            and attempt["event"] != UNREACHED
            and not world_reached(self.letters.channels)
        )
