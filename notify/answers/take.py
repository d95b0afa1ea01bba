"""What a report or an answer leads to: once each, however often it comes and whenever we stop.

The command to the desk carries the item's own name, so a second taking of the same item changes
nothing. What is not plain is kept for a person and never guessed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, assert_never
from zoneinfo import ZoneInfo

from sqlalchemy import RowMapping, select
from sqlmodel import col

from incident.commands import AnswerAlert
from incident.events import AlertAnswered
from incident.log import read as read_log
from incident.model import Means
from incident.tables import IncidentRow
from incident.words import word
from notify.answers import backs
from notify.answers.again import again, put_off
from notify.answers.asked import asked, attempts_to
from notify.answers.courtesy import say_back
from notify.answers.masks import reply_shown
from notify.answers.matching import Ambiguous, Asked, Found, Late, Nothing, match
from notify.answers.orders import Orders
from notify.answers.overtaken import overtaken
from notify.answers.press import Answer
from notify.answers.reading import Said, read
from notify.answers.refused import became_of, cause_of
from notify.answers.resumed import command_name, resumed
from notify.answers.stopped import unasked
from notify.answers.voice import offered_to
from notify.call_list import call_anew
from notify.inbox import Inbox
from notify.reports import TooEarlyError, take_report
from notify.selftest_answers import take_test
from notify.settle import Settler
from notify.shortfall import DeskPut
from playbooks.lookup import Playbook
from registry.directory import Directory
from runtime.clock import Clock
from runtime.database import Database
from runtime.faults import traced
from runtime.killpoints import hit
from runtime.language import Phrase, phrase, plain
from runtime.refusal import Refused
from runtime.unwritten import final
from runtime.vault import Vault

AT_ONCE = 50

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answers:
    """Works on behalf of the engine."""

    database: Database
    vault: Vault
    directory: Directory
    inbox: Inbox
    settler: Settler
    put: DeskPut
    playbooks: Callable[[str], Playbook]
    clock: Clock

    def handle(self) -> int:
        """Take what waits, in the order in which it came; gives how many were taken or put off. One
        that cannot be taken holds up no other."""
        with self.database.read() as connection:
            rows = self.inbox.waiting(connection, AT_ONCE)
        done = 0
        for row in rows:
            try:
                self._take(row)
                done += 1
            except TooEarlyError:
                done += put_off(self.database, self.inbox, row, self.clock.now())
            except Exception as error:  # noqa: BLE001 - whatever is wrong with one, the others go on
                _log.error("what came back as %s cannot be taken: %s", row["id"], traced(error))
                done += again(self.database, self.inbox, self.vault, row, self.clock.now())
        return done

    def _take(self, row: RowMapping) -> None:
        if row["kind"] == "report":
            with self.database.write() as connection:
                incident = take_report(connection, self.settler, row, self.clock.now())
                self.inbox.done(connection, row, "report", incident=incident)
                if incident is not None:
                    self.database.hint(connection, f"alerts:{incident}")
            return
        routes, now = self.settler.recipients.routes, self.clock.now()
        if take_test(self.database, self.vault, self.inbox, routes, row, now):
            return
        with self.database.read() as connection:
            number, text = self.inbox.words(connection, row)
            sent = attempts_to(connection, self.vault, number, row, text)
            alerts = asked(connection, sent)
            strange = None if sent else unasked(connection, self.vault, number, text)
            came = row["received_at"]
            shown = reply_shown(connection, self.vault, number, text, came) if sent else ""
        if strange is not None:
            self._settle(row, *strange)
            return
        self._reply(row, read(text), shown, alerts, sent)

    def _reply(
        self,
        row: RowMapping,
        said: Said,
        shown: str,
        alerts: Sequence[Asked],
        sent: Sequence[RowMapping],
    ) -> None:
        newest = sent[-1]
        match said.kind:
            case "stop_word":
                # A duty telephone that takes no more: somebody calls, and has it undone.
                self._settle(row, "stop", newest, None, call="stop")
                return
            case "start":
                self._start(row, said, sent)
                return
            case "nothing":
                waits = [a for a in alerts if a.open]
                code = waits[-1].code if waits else None
                back = None if code is None else phrase(backs.UNCLEAR, code=code)
                self._settle(row, "unclear", newest, back)
                return
        with self.database.read() as connection:
            begun = resumed(connection, row["id"], alerts, said.code)
        meant = Found(begun) if begun else match(said, alerts, row["provider_id"])
        match meant:
            case Found(asked=several) if self._overtaken(row, several[-1], said.kind):
                self._settle(row, "late", newest, None, several[-1])
            case Found(asked=several):
                self._answer(row, said.kind, shown.strip(), several)
            case Late(asked=one):
                self._settle(row, "late", newest, self._late(one), one)
            case Ambiguous(among=among):
                self._settle(row, "ambiguous", newest, backs.several(among))
            case Nothing():
                self._settle(row, "wrong_code", newest, phrase(backs.NO_SUCH))
            case _:
                assert_never(meant)

    def _answer(self, row: RowMapping, kind: Answer, text: str, several: Sequence[Asked]) -> None:
        became: str = kind
        cause = None
        means = self._means(row)
        for number, one in enumerate(several):
            command = AnswerAlert(alert=one.key, answer=kind, means=means, words=text or None)
            name = command_name(row["id"], number)
            try:
                self.put(one.incident, command, one.person, command_id=name)
            except Refused as refused:
                if not final(refused):
                    raise
                _log.warning("an answer to %s was refused: %s", one.key, refused.code)
                became, cause = "refused", refused.code
        self._settle(row, became, None, None, several[-1], about={"word": cause})

    def _overtaken(self, row: RowMapping, one: Asked, said: Answer) -> bool:
        with self.database.read() as connection:
            return overtaken(connection, row, one, said)

    def _start(self, row: RowMapping, said: Said, sent: Sequence[RowMapping]) -> None:
        """An order from the road; the secret decides which one."""
        orders = Orders(self.database, self.put, self.playbooks)
        if row["provider_id"] is not None:
            with self.database.read() as connection:
                offers = offered_to(connection, sent, row["provider_id"])
        else:
            offers = sent
        verdict, to, why = orders.give(offers, said.secret or "", row["id"], self.clock.now())
        now = backs.clock(self.clock.now(), self._zone((to or sent[-1])["incident"]))
        became, back = became_of(verdict, why, now)
        if became == "started":
            self._acknowledge(row, to or sent[-1])
        call = "locked" if became == "locked" else None
        cause = cause_of(verdict, why)
        about = {"word": cause} if to is None else {"word": cause, "key": to["key"]}
        self._settle(row, became, to or sent[-1], back, call=call, about=about)

    def _acknowledge(self, row: RowMapping, to: RowMapping) -> None:
        """Who gives the order has answered what asked for it."""
        command = AnswerAlert(alert=to["key"], means=self._means(row))
        name = f"reply:{row['id']}:answer"
        self.put(to["incident"], command, to["person"], command_id=name)

    def _means(self, row: RowMapping) -> Means:
        """A key pressed in a call is no written message."""
        channel = self.settler.recipients.routes.channels.get(row["channel"])
        return "telephone" if channel is not None and channel.capabilities.voice else "message"

    def _settle(
        self,
        row: RowMapping,
        became: str,
        to: Mapping[Any, Any] | None = None,
        back: Phrase | None = None,
        one: Asked | None = None,
        *,
        call: str | None = None,
        about: Mapping[str, Any] = MappingProxyType({}),
    ) -> None:
        if one is not None:
            about = {**about, "person": one.person, "incident": one.incident, "key": one.key}
        elif to is not None:
            about = {**about, "person": to["person"], "incident": to["incident"]}
        now = self.clock.now()
        hit("before_mark")
        with self.database.write() as connection:
            if to is not None and back is not None:
                channel = self.settler.recipients.routes.channels.get(to["channel"])
                unsaid = say_back(connection, self.vault, channel, to, back, row, became, now)
                about = about if unsaid is None else {**about, "code": unsaid}
            self.inbox.done(connection, row, became, **about)
            if to is not None and call is not None:
                call_anew(connection, to, call, now)
            self.database.hint(connection, "inbox")
            if about.get("incident") is not None:
                self.database.hint(connection, f"alerts:{about['incident']}")

    def _late(self, one: Asked) -> Phrase:
        with self.database.read() as connection:
            name = self.directory.name(connection, one.person) or ""
            entries = list(read_log(connection, one.incident))
        given = [
            n.event.answer
            for n in entries
            if isinstance(n.event, AlertAnswered)
            and (n.event.alert, n.event.person) == (one.key, one.person)
        ]
        answer = word(given[-1], "answer") if given else plain("—")
        return backs.late(one, answer, name, self._zone(one.incident))

    def _zone(self, incident: str) -> ZoneInfo:
        query = select(col(IncidentRow.plan)).where(col(IncidentRow.id) == incident)
        with self.database.read() as connection:
            plan = connection.execute(query).scalar_one()
        return ZoneInfo(self.playbooks(plan).plan.document.zone)
