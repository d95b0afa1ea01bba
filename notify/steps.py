"""What each step up does: another way, the telephone list, another person, the desk."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.about import About
from notify.call_list import CALL_FIRST, calls_first, open_call
from notify.escalation import Move, act_by, answer_by
from notify.letters import Letters
from notify.recipients import Found, Way
from notify.rows import columns
from notify.shortfall import note_shortfall
from notify.stand_ins import INSTEAD, StandIns
from notify.tables import AttemptRow, IntentRow, WatchRow
from notify.watches import watch, watch_id
from playbooks.lookup import Playbook
from playbooks.words import spoken
from runtime.language import N_, Phrase, phrase
from runtime.wallclock import local

AGAIN = N_("[No. {count}, {time}] ")
"""The text differs from the one before: providers refuse the same words twice."""
ACT = N_("[You have confirmed. Report what you are doing, {time}] ")


@dataclass(frozen=True)
class Steps:
    """Taken inside the transaction that holds the watch ``row``."""

    letters: Letters

    def take(
        self, connection: Connection, row: RowMapping, playbook: Playbook, step: Move, now: datetime
    ) -> None:
        """One step of the plan."""
        match step.rung.do:
            case "again" | "other_way":
                self._repeat(connection, row, playbook, step, now)
            case "call":
                latest = self._latest(connection, row, row["person"])
                if latest is not None:
                    open_call(connection, latest, "no_answer", now)
            case "deputy":
                found = self._deputies(connection, row, now)
                sent = self._tell_others(connection, row, step, found, now)
                if not found.reachable:
                    sent += self._stand_ins(connection, row, playbook, step, now)
                intents = self._intents(connection, row) if sent else ()
                for message in sent:
                    if calls_first(playbook, intents, message):
                        open_call(connection, message, CALL_FIRST, now)
            case "posts":
                found = self._posts(connection, row, step.rung.posts, now)
                self._tell_others(connection, row, step, found, now)
            case "desk":
                self.tell_desk(connection, row, now)
            case _:
                assert_never(step.rung.do)

    def ask(
        self, connection: Connection, row: RowMapping, playbook: Playbook, now: datetime
    ) -> bool:
        """Ask somebody who has acknowledged what they do; False where no way leads to them."""
        ways = self._ways(connection, row, now)
        if ways:
            mark = phrase(ACT, time=_time(now, playbook))
            escalation = playbook.escalation(row["alert"])
            until = act_by(escalation, now) if escalation else None
            self._send(connection, row, ways[0], now, mark, until)
        return bool(ways)

    def posts(self, connection: Connection, row: RowMapping) -> frozenset[str]:
        """The posts as which the person was told."""
        return frozenset(intent["post"] for intent in self._intents(connection, row))

    def tell_desk(self, connection: Connection, row: RowMapping, now: datetime) -> None:
        """The person counts as not reached: red on the board, and who the plan names is told."""
        intent = self._intents(connection, row)[0]
        latest = self._latest(connection, row, row["person"])
        tried = 0 if latest is None else latest["step"]
        note_shortfall(connection, intent, intent["post"], row["person"], tried=tried, now=now)

    def _repeat(
        self, connection: Connection, row: RowMapping, playbook: Playbook, step: Move, now: datetime
    ) -> None:
        latest = self._latest(connection, row, row["person"])
        ways = self._ways(connection, row, now)
        if latest is None or not ways:
            return  # erased meanwhile, or no number is left: the steps that follow tell somebody
        ref = latest["address_ref"]
        used = (latest["channel"], self.letters.vault.unseal(connection, [ref])[ref])
        way = _after(ways, used) if step.rung.do == "other_way" else ways[0]
        mark = phrase(AGAIN, count=latest["step"] + 1, time=_time(now, playbook))
        self._send(connection, row, way, now, mark, _until(playbook, row, step, now))

    def _send(
        self,
        connection: Connection,
        row: RowMapping,
        way: Way,
        now: datetime,
        mark: Phrase,
        until: datetime | None,
    ) -> None:
        intents = self._intents(connection, row)
        about = self.letters.about(connection, intents, now)
        self.letters.write(connection, about, row["person"], way, intents, now, mark, until)

    def _tell_others(
        self, connection: Connection, row: RowMapping, step: Move, found: Found, now: datetime
    ) -> list[Mapping[str, Any]]:
        """Each once about this alert, however many do not answer; gives the messages to them."""
        intents = self._intents(connection, row)
        about = self.letters.about(connection, intents, now)
        post = intents[0]["post"]
        known = about.playbook.posts.get(post)
        mark = phrase(INSTEAD, post=post if known is None else spoken(known.title))
        until = _until(about.playbook, row, step, now)
        messages: list[Mapping[str, Any]] = []
        for person, way in found.reachable:
            if self._latest(connection, row, person) is not None:
                continue
            messages.append(
                self._instead(connection, row, about, person, way, intents, now, mark, until)
            )
        return messages

    def _instead(
        self,
        connection: Connection,
        row: RowMapping,
        about: About,
        person: str,
        way: Way,
        intents: Sequence[RowMapping],
        now: datetime,
        mark: Phrase,
        until: datetime | None,
    ) -> Mapping[str, Any]:
        """A message to somebody in place of who does not answer, and the watch over it."""
        sent = self.letters.write(connection, about, person, way, intents, now, mark, until)
        watch(connection, sent, intents, about.playbook, now, instead_of=row["id"])
        return sent

    def _deputies(self, connection: Connection, row: RowMapping, now: datetime) -> Found:
        told = select(col(WatchRow.person)).where(col(WatchRow.instead_of) == row["id"])
        known = {row["person"], *connection.execute(told).scalars()}
        posts = dict.fromkeys(intent["post"] for intent in self._intents(connection, row))
        where = row["jurisdiction"], row["mode"]
        people = self.letters.recipients.within(row["incident"])
        found = (people.deputies(connection, *where, post, now, known) for post in posts)
        return Found(tuple(pair for each in found for pair in each.reachable))

    def _stand_ins(
        self, connection: Connection, row: RowMapping, playbook: Playbook, step: Move, now: datetime
    ) -> list[Mapping[str, Any]]:
        """Those behind the post in the same place; who has the alert already hears once more that
        it is theirs now, in the first round only. Gives the messages."""
        intents = self._intents(connection, row)
        about = self.letters.about(connection, intents, now)
        people = self.letters.recipients.within(row["incident"])
        behind = StandIns(connection, self.letters.directory, people, playbook, row, now)
        until = _until(playbook, row, step, now)
        messages: list[Mapping[str, Any]] = []
        found = [one for intent in intents for one in behind.of(intent["post"])]
        for one in {one.person: one for one in found}.values():
            told = self._latest(connection, row, one.person) is not None
            if told and (one.unless_told or step.round > 1):
                continue
            # Who has it already is told as what they were told; others in the place of the silent.
            theirs = self._told_as(connection, row, one.person) or intents
            messages.append(
                self._instead(
                    connection, row, about, one.person, one.way, theirs, now, one.mark, until
                )
            )
        return messages

    def _posts(
        self, connection: Connection, row: RowMapping, posts: Iterable[str], now: datetime
    ) -> Found:
        facts = self._intents(connection, row)[0]["facts"]
        playbook = self.letters.playbooks(row["plan"])
        found = (
            self.letters.recipients.within(row["incident"]).of_post(
                connection, row["jurisdiction"], row["mode"], post, now, facts,
                scope=playbook.post(post).scope,
            )
            for post in posts
        )  # fmt: skip
        return Found(tuple(pair for each in found for pair in each.reachable))

    def _ways(self, connection: Connection, row: RowMapping, now: datetime) -> tuple[Way, ...]:
        people = self.letters.recipients.within(row["incident"])
        return people.ways(connection, row["person"], row["mode"], now)

    def _intents(self, connection: Connection, row: Mapping[Any, Any]) -> Sequence[RowMapping]:
        query = select(*columns(IntentRow)).where(col(IntentRow.id).in_(row["intents"]))
        found = connection.execute(query).mappings().all()
        return sorted(found, key=lambda intent: intent["position"])

    def _told_as(
        self, connection: Connection, row: RowMapping, person: str
    ) -> Sequence[RowMapping]:
        """What another person was told by of the same alert; empty where nothing."""
        query = select(col(WatchRow.intents)).where(
            col(WatchRow.id) == watch_id(row["incident"], row["key"], person)
        )
        intents = connection.execute(query).scalar()
        return self._intents(connection, {"intents": intents}) if intents else ()

    def _latest(self, connection: Connection, row: RowMapping, person: str) -> Any:
        """The last message to a person about this alert."""
        query = (
            select(*columns(AttemptRow))
            .where(
                col(AttemptRow.incident) == row["incident"],
                col(AttemptRow.key) == row["key"],
                col(AttemptRow.person) == person,
            )
            .order_by(col(AttemptRow.step).desc())
            .limit(1)
        )
        return connection.execute(query).mappings().one_or_none()


def _after(ways: Sequence[Way], used: tuple[str, str | None]) -> Way:
    """The way after the one that was used last, round and round."""
    at = next((n for n, way in enumerate(ways) if (way.channel, way.address) == used), -1)
    return ways[(at + 1) % len(ways)]


def _until(playbook: Playbook, row: RowMapping, step: Move, now: datetime) -> datetime | None:
    """When others are told, or others again, if no answer comes after this step."""
    escalation = playbook.escalation(row["alert"])
    return None if escalation is None else answer_by(escalation, step.number + 1, now)


def _time(now: datetime, playbook: Playbook) -> str:
    return f"{local(now, ZoneInfo(playbook.plan.document.zone)):%H:%M}"
