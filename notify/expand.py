"""From intents to attempts: one message for each person, frozen.

All intents of one entry are taken together, so that somebody who holds several posts gets one
message that lists them all. Taking them, freezing the messages and noting who cannot be reached
is one transaction: it happens once, whoever else tries at the same time.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from notify.letters import Letters
from notify.reach import NOT_SENT, world_reached
from notify.recipients import Found, Way
from notify.rows import columns
from notify.settle import open_call
from notify.share import Share
from notify.shortfall import UNREACHED, note_shortfall
from notify.tables import IntentRow
from notify.watches import watch
from playbooks.lookup import Playbook


@dataclass
class _Letter:
    """What one person is to be told of one entry."""

    way: Way
    intents: list[RowMapping] = field(default_factory=list)


@dataclass(frozen=True)
class Expander:
    """Works on behalf of the engine, inside the engine's transactions."""

    letters: Letters
    share: Share

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
        """Freeze the messages of one entry; gives the number of intents taken.

        0 if another worker was faster.
        """
        intents = self._take(connection, entry, now)
        if not intents:
            return 0
        first = intents[0]
        playbook = self.letters.playbooks(first["plan"])
        letters: dict[str, _Letter] = {}
        for intent in intents:
            post = intent["post"]
            found = self._found(connection, playbook, intent, now)
            for person in (*found.without_address, *((None,) if found.vacant else ())):
                note_shortfall(connection, intent, post, person, tried=0, now=now)
            for village in found.villages:
                note_shortfall(connection, intent, post, None, village=village, tried=0, now=now)
            for person, way in found.reachable:
                letters.setdefault(person, _Letter(way)).intents.append(intent)
        about = self.letters.about(connection, intents)
        for person, letter in letters.items():
            row = self.letters.write(connection, about, person, letter.way, letter.intents, now)
            watch(connection, row, letter.intents, playbook, now)
            if self._only_shown(row):
                open_call(connection, row, NOT_SENT, now)
        return len(intents)

    def _found(
        self, connection: Connection, playbook: Playbook, intent: RowMapping, now: datetime
    ) -> Found:
        """Who is told: exactly the persons of a correction, else who holds the post."""
        recipients, post = self.letters.recipients, intent["post"]
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

    def _take(
        self, connection: Connection, entry: tuple[str, int], now: datetime
    ) -> list[RowMapping]:
        # Of two workers at the same entry the second finds its rows taken, and gets none.
        taken = connection.execute(
            update(IntentRow)
            .where(
                col(IntentRow.incident) == entry[0],
                col(IntentRow.entry_seq) == entry[1],
                col(IntentRow.expanded_at).is_(None),
            )
            .values(expanded_at=now)
            .returning(*columns(IntentRow))
        )
        return sorted(taken.mappings(), key=lambda row: row["position"])

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
