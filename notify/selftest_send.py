"""Sending tests by the channels that alerts go by, each once, and keeping what came of it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, RowMapping, exists, select
from sqlmodel import col

from notify.channel import Accepted, Message, Outcome, Permanent, Temporary, Unknown
from notify.handing import hand_over
from notify.keys import SELF_TEST
from notify.rows import columns, insert_once
from notify.selftest import STALE, SelfTestLetters, incident_open
from notify.selftest_words import code_of
from notify.tables import SelfTestRow, SelfTestRunRow, SelfTestWordRow
from playbooks.lookup import Playbook
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import traced

AT_ONCE = 5
"""Few, so that an alert that comes meanwhile does not wait long for its turn."""

ANSWERS_ITSELF = frozenset({"simulated"})
"""Phones that nobody holds answer at once."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class SelfTester:
    """Works in the engine's rounds, or for the command line; both at once send nothing twice."""

    database: Database
    letters: SelfTestLetters
    playbooks: Callable[[str], Playbook]
    clock: Clock

    async def step(self) -> int:
        """Take up what was asked for and send some of it; gives how much was done."""
        done = self._expand()
        claimed = self._claim()
        await asyncio.gather(*(self._send(row, words) for row, words in claimed))
        return done + len(claimed)

    def _expand(self) -> int:
        waiting = select(col(SelfTestRunRow.plan)).where(
            col(SelfTestRunRow.expanded_at).is_(None), col(SelfTestRunRow.refused).is_(None)
        )
        with self.database.read() as connection:
            plans = sorted(set(connection.execute(waiting).scalars()))
        done = 0
        for plan in plans:
            try:
                with self.database.write() as connection:
                    playbook, now = self.playbooks(plan), self.clock.now()
                    done += self.letters.expand(connection, playbook, now)
            except Exception as error:  # noqa: BLE001 - a test must never hold up an alert
                _log.error(
                    "a test of the ways under plan %s cannot be made: %s", plan, traced(error)
                )
        return done

    def _claim(self) -> list[tuple[RowMapping, Mapping[str, str | None]]]:
        now = self.clock.now()
        with self.database.read() as connection:
            if not _waiting(connection, now):
                return []
        taken: list[tuple[RowMapping, Mapping[str, str | None]]] = []
        with self.database.write() as connection:
            for row in _waiting(connection, now):
                if not row["forced"] and incident_open(connection, row["jurisdiction"]):
                    continue
                if note(connection, row["id"], "sending", now):
                    refs = [row["text_ref"], row["address_ref"]]
                    taken.append((row, self.letters.vault.unseal(connection, refs)))
        return taken

    async def _send(self, row: RowMapping, words: Mapping[str, str | None]) -> None:
        outcome = await self._outcome(row, words)
        now = self.clock.now()
        word, code = _word(outcome)
        with self.database.write() as connection:
            note(connection, row["id"], word, now, code=code)
            if word == "delivered" and row["channel"] in ANSWERS_ITSELF:
                note(connection, row["id"], "answered", now)

    async def _outcome(self, row: RowMapping, words: Mapping[str, str | None]) -> Outcome:
        text, address = words[row["text_ref"]], words[row["address_ref"]]
        channel = self.letters.routes.channels.get(row["channel"])
        if text is None or address is None:
            return Permanent("erased")
        if channel is None:
            return Permanent("no_channel")
        sending = channel.send(_message(row, text, address))
        return await hand_over(sending, channel.capabilities, channel.name, row["id"])


def note(
    connection: Connection,
    test: str,
    word: str,
    at: datetime,
    *,
    code: str | None = None,
    by: str | None = None,
) -> bool:
    """Keep what became known of a test; False where it was known already."""
    row = {"test": test, "word": word, "at": at, "code": code, "by": by}
    return insert_once(connection, SelfTestWordRow, row)


def _waiting(connection: Connection, now: datetime) -> list[RowMapping]:
    """Tests that nobody has taken, of runs that may be sent now."""
    begun = exists().where(
        col(SelfTestWordRow.test) == col(SelfTestRow.id), col(SelfTestWordRow.word) == "sending"
    )
    query = (
        select(*columns(SelfTestRow), col(SelfTestRunRow.forced))
        .join(SelfTestRunRow, col(SelfTestRunRow.id) == col(SelfTestRow.run))
        .where(col(SelfTestRow.at) > now - STALE, ~begun)
        .order_by(col(SelfTestRow.at), col(SelfTestRow.id))
        .limit(AT_ONCE)
    )
    return list(connection.execute(query).mappings().all())


def _word(outcome: Outcome) -> tuple[str, str | None]:
    match outcome:
        case Accepted(provider_id=provider, delivered=delivered):
            return "delivered" if delivered else "accepted", provider
        case Temporary(code=code) | Permanent(code=code):
            return "failed", code
        case Unknown(reason=reason):
            return "unknown", reason
        case _:
            assert_never(outcome)


def _message(row: RowMapping, text: str, address: str) -> Message:
    """A message of no incident: what names one elsewhere names the test here."""
    return Message(
        attempt=row["id"],
        incident="",
        jurisdiction=row["jurisdiction"],
        mode=row["mode"],
        event=SELF_TEST,
        key=row["id"],
        person=row["person"],
        posts=(),
        position=0,
        address=address,
        text=text,
        text_ref=row["text_ref"],
        urgency="normal",
        fields={"text": text, "code": code_of(text) or "", "mark": ""},
    )
