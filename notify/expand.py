"""From intents to attempts: one message for each person, frozen.

All intents of one entry are taken together, so that somebody who holds several posts gets one
message that lists them all. Taking them, freezing the messages and noting who cannot be reached
is one transaction: it happens once, whoever else tries at the same time.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, insert, select, update
from sqlmodel import col

from notify.channel import Channel
from notify.reach import NOT_SENT, world_reached
from notify.recipients import Recipients, Way
from notify.rows import columns
from notify.settle import open_call
from notify.share import Share
from notify.shortfall import UNREACHED, note_shortfall
from notify.tables import AttemptRow, IntentRow
from notify.text import compose, fill
from playbooks.lookup import Playbook
from registry.dams import Dam
from registry.directory import Directory
from runtime.ids import Ids
from runtime.language import Lang
from runtime.refusal import Refused
from runtime.vault import Vault

_RANK = {"flash": 0, "urgent": 1, "normal": 2}


@dataclass
class _Letter:
    """What one person is to be told of one entry."""

    way: Way
    intents: list[RowMapping] = field(default_factory=list)


@dataclass(frozen=True)
class Expander:
    """Works on behalf of the engine, inside the engine's transactions."""

    directory: Directory
    vault: Vault
    playbooks: Callable[[str], Playbook]
    channels: Mapping[str, Channel]
    ids: Ids
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
        recipients = Recipients(self.directory, self.channels)
        playbook = self.playbooks(first["plan"])
        letters: dict[str, _Letter] = {}
        for intent in intents:
            post = intent["post"]
            found = recipients.of_post(
                connection, intent["jurisdiction"], intent["mode"], post, now, intent["facts"],
                scope=playbook.post(post).scope if post in playbook.posts else "county",
            )  # fmt: skip
            for person in (*found.without_address, *((None,) if found.vacant else ())):
                note_shortfall(connection, intent, post, person, tried=0, now=now)
            for village in found.villages:
                note_shortfall(connection, intent, post, None, village=village, tried=0, now=now)
            for person, way in found.reachable:
                letters.setdefault(person, _Letter(way)).intents.append(intent)
        roster = self.directory.roster_version(connection, first["jurisdiction"], first["mode"])
        words, dam = self._words(connection, intents), self._dam(connection, first["facts"])
        for person, letter in letters.items():
            lang = recipients.lang(connection, person)
            self._freeze(connection, person, letter, lang, words, dam, roster, now)
        return len(intents)

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

    def _words(
        self, connection: Connection, intents: Sequence[RowMapping]
    ) -> Mapping[str, str | None]:
        refs = {
            ref
            for intent in intents
            for ref in (intent["facts"]["place_ref"], *intent["facts"].get("task_refs", ()))
        }
        return self.vault.unseal(connection, sorted(refs))

    def _dam(self, connection: Connection, facts: Mapping[str, Any]) -> Dam | None:
        """The incident's dam; None where it names none that the registry has."""
        try:
            return self.directory.dam(connection, facts["dam"]) if facts.get("dam") else None
        except Refused:
            return None

    def _freeze(
        self,
        connection: Connection,
        person: str,
        letter: _Letter,
        lang: Lang,
        words: Mapping[str, str | None],
        dam: Dam | None,
        roster: str,
        now: datetime,
    ) -> None:
        first = letter.intents[0]
        playbook = self.playbooks(first["plan"])
        most_urgent = min(letter.intents, key=lambda intent: _RANK[intent["urgency"]])
        posts = list(dict.fromkeys(intent["post"] for intent in letter.intents))
        where = None if dam is None else dam.say(lang)
        text = compose(
            [fill(playbook, i["alert"], i["facts"], words, lang, where) for i in letter.intents],
            posts, playbook, lang, first["mode"],
            self.channels[letter.way.channel].capabilities.max_chars,
        )  # fmt: skip
        attempt = self.ids.new("att")
        sealed = {f"{attempt}.text": text, f"{attempt}.address": letter.way.address}
        self.vault.seal_many(connection, person, sealed)
        same = ("incident", "jurisdiction", "mode", "event", "key", "position")
        row: dict[str, Any] = {
            **{name: first[name] for name in same},
            "id": attempt,
            "person": person,
            "posts": posts,
            "step": 1,
            "channel": letter.way.channel,
            "address_ref": f"{attempt}.address",
            "text_ref": f"{attempt}.text",
            "lang": lang,
            "roster_version": roster,
            "urgency": most_urgent["urgency"],
            "confirm": most_urgent["confirm"],
            "on_unknown": _carefully(letter.intents),
            "status": "ready",
            "created_at": now,
            "next_try_at": now,
            "tries": 0,
        }
        connection.execute(insert(AttemptRow), row)
        if self._only_shown(row):
            open_call(connection, row, NOT_SENT, now)

    def _only_shown(self, attempt: Mapping[str, Any]) -> bool:
        """Whether a real message leaves this machine by no channel, so that a human must call.

        That somebody was not reached is told to those at the desk, who see it there.
        """
        return (
            attempt["mode"] == "real"
            and attempt["channel"] != "calls"
            and attempt["event"] != UNREACHED
            and not world_reached(self.channels)
        )


def _carefully(intents: Sequence[RowMapping]) -> str:
    """Of several rules for the unknown, the one under which nobody stays untold."""
    return "resend" if any(i["on_unknown"] == "resend" for i in intents) else "hold"
