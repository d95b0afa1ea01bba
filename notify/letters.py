"""One message to one person, frozen: person, number, text and roster as of this moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select
from sqlmodel import col

from notify.answers.duty import duty_number
from notify.answers.given import code_for
from notify.answers.lines import BY_KEY, answered_by_reply, answered_elsewhere
from notify.answers.links import Links
from notify.answers.orders import BY_REPLY, REASON, offer
from notify.answers.tails import takes_links, takes_replies
from notify.answers.telephones import digest
from notify.answers.voice import reason_of, waits
from notify.bundles import earlier, intents_of, join, waiting
from notify.bundling import not_before
from notify.channel import Channel
from notify.notices import own
from notify.recipients import Recipients, Way
from notify.routes import Routes
from notify.rows import columns
from notify.subject import Where
from notify.tables import AttemptRow
from notify.text import compose, fill, values
from notify.urgency import carefully, most_urgent
from playbooks.lookup import Playbook
from registry.directory import Directory
from registry.places import Named, townships
from runtime.ids import Ids
from runtime.language import Lang, Phrase, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused
from runtime.vault import Vault

_INSERT = Prepared(insert(AttemptRow).inline())
_EMPTY = dict.fromkeys(column.key for column in columns(AttemptRow))
_LAST_STEP = Prepared(
    select(func.max(col(AttemptRow.step)).label("step")).where(
        col(AttemptRow.incident) == bindparam("incident"),
        col(AttemptRow.key) == bindparam("key"),
        col(AttemptRow.person) == bindparam("person"),
    )
)


@dataclass(frozen=True, slots=True)
class About:
    """What all letters of one entry share."""

    playbook: Playbook
    words: Mapping[str, str | None]
    """What the references in the facts stand for."""
    where: Where
    roster: str
    desk: str | None
    """The duty desk's number, where somebody may be told to call it."""


@dataclass(frozen=True)
class Letters:
    """Writes attempts inside the engine's transactions."""

    directory: Directory
    vault: Vault
    playbooks: Callable[[str], Playbook]
    routes: Routes
    ids: Ids
    links: Links

    @property
    def channels(self) -> Mapping[str, Channel]:
        """The channels of this installation."""
        return self.routes.channels

    @property
    def recipients(self) -> Recipients:
        """Who is told, and the ways to them."""
        return Recipients(self.directory, self.routes)

    def about(
        self, connection: Connection, intents: Sequence[Mapping[Any, Any]], now: datetime
    ) -> About:
        """``intents`` are of one entry."""
        first, playbook = intents[0], self.playbooks(intents[0]["plan"])
        calls = any(map(takes_links, self.channels.values()))
        return About(
            playbook=playbook,
            words=self._words(connection, intents),
            where=self._where(connection, first),
            roster=self.directory.roster_version(connection, first["jurisdiction"], first["mode"]),
            desk=duty_number(connection, self.directory, playbook, first, now) if calls else None,
        )

    def said(self, about: About, alert: str, facts: Mapping[str, Any], lang: Lang) -> str:
        """What one alert says, before the hats of its reader and the way to answer."""
        return fill(about.playbook, alert, facts, about.words, lang, about.where)

    def gaps(
        self,
        about: About,
        alert: str,
        facts: Mapping[str, Any],
        lang: Lang,
        text: str,
        code: str | None,
    ) -> dict[str, str]:
        """The words for a provider's own template; ``text`` is what the alert says."""
        planned = about.playbook.alert.get(alert)
        template = planned.text.say(lang) if planned else ""
        gaps = values(about.playbook, template, facts, about.words, lang, about.where)
        return {**gaps, "code": code or "", "mark": "", **own([facts], [text])}

    def write(
        self,
        connection: Connection,
        about: About,
        person: str,
        way: Way,
        intents: Sequence[RowMapping],
        now: datetime,
        mark: Phrase | None = None,
    ) -> dict[str, Any]:
        """Freeze the message of one person; gives the row, which is ready to be sent.

        ``mark`` stands before the text, such as that it is the second one.
        """
        first = intents[0]
        people = self.recipients.within(first["incident"])
        way, lang = people.reader(connection, person, first["mode"], way, now)
        gravest = most_urgent(intents)
        # What is said again is not joined: its reader has the first, and the code, already.
        older = () if mark else waiting(connection, first, person, way.channel, gravest["urgency"])
        if older:
            before = [i for row in older for i in intents_of(connection, row)]
            about = replace(about, words={**self._words(connection, before), **about.words})
            intents = [*before, *intents]
        earliest = not_before(
            gravest["urgency"], earlier(connection, first, person, gravest["urgency"], now), now
        )
        posts = list(dict.fromkeys(intent["post"] for intent in intents))
        filled = [self.said(about, i["alert"], i["facts"], lang) for i in intents]
        reasons = [about.words.get(reason_of(i["facts"]) or "") for i in intents if _decides(i)]
        filled += [phrase(REASON, reason=said).say(lang) for said in reasons if said]
        attempt = self.ids.new("att")
        asks = gravest["confirm"] != "none"
        replies = asks and takes_replies(self.channels[way.channel], way.address)
        telephone = digest(connection, self.vault, way.address)
        code = next((row["code"] for row in older if row["code"]), None)
        if replies and code is None:
            code = code_for(connection, first, person, telephone, attempt, now)
        tail, link = "", None
        if replies:
            tail = answered_by_reply("\n".join(filled), code, lang)
        elif asks and takes_links(self.channels[way.channel]):
            link = self.links.link(connection, attempt, person)
            tail = answered_elsewhere(lang, link=link, number=about.desk)
        order = next((i["facts"]["order"] for i in intents if _decides(i)), None)
        able = self.channels[way.channel].capabilities
        if order is not None and able.voice and waits(connection, first["incident"], person, now):
            tail = BY_KEY[lang]
        elif order is not None and (replies or link is not None):
            asked = {**first, "id": attempt, "person": person}
            secret = offer(connection, asked, order, now)
            if replies:
                tail += phrase(BY_REPLY, secret=secret, minutes=order["minutes"]).say(lang)
        text = compose(
            filled, posts, about.playbook, lang, first["mode"],
            able.max_chars, max_parts=able.max_segments,
            mark="" if mark is None else mark.say(lang), tail=tail,
        )  # fmt: skip
        sealed = {f"{attempt}.text": text, f"{attempt}.address": way.address}
        if templates := any(c.capabilities.needs_template for c in self.channels.values()):
            # Also for a channel without: the one that needs them may have to take over.
            gaps = self.gaps(about, gravest["alert"], gravest["facts"], lang, filled[0], code)
            gaps["mark"] = mark.say(lang) if mark else ""
            gaps |= own([i["facts"] for i in intents], filled)
            sealed[f"{attempt}.fields"] = json.dumps(gaps, ensure_ascii=False)
        self.vault.seal_many(connection, person, sealed)
        same = ("incident", "jurisdiction", "mode", "event", "key", "position")
        row: dict[str, Any] = {
            **{name: first[name] for name in same},
            "id": attempt,
            "person": person,
            "posts": posts,
            "step": last_step(connection, first, person) + 1,
            "channel": way.channel,
            "address_ref": f"{attempt}.address",
            "address_digest": telephone,
            "text_ref": f"{attempt}.text",
            "lang": lang,
            "roster_version": about.roster,
            "urgency": gravest["urgency"],
            "confirm": gravest["confirm"],
            "on_unknown": carefully(intents),
            "status": "ready",
            "created_at": now,
            "next_try_at": min(earliest, older[0]["next_try_at"]) if older else earliest,
            "tries": 0,
            "code": code,
            "alert": gravest["alert"],
            "fields_ref": f"{attempt}.fields" if templates else None,
        }
        _INSERT.run(connection, {**_EMPTY, **row})
        if older:
            join(connection, older, attempt)
        return row

    def _words(
        self, connection: Connection, intents: Sequence[Mapping[Any, Any]]
    ) -> Mapping[str, str | None]:
        refs = {
            ref
            for intent in intents
            for ref in (
                intent["facts"]["place_ref"],
                reason_of(intent["facts"]),
                *intent["facts"].get("task_refs", ()),
            )
            if ref is not None
        }
        return self.vault.unseal(connection, sorted(refs))

    def _where(self, connection: Connection, first: Mapping[Any, Any]) -> Where:
        facts = first["facts"]
        township = townships(connection, first["jurisdiction"]).get(facts.get("township") or "")
        try:
            dam = self.directory.dam(connection, facts["dam"]) if facts.get("dam") else None
        except Refused:
            dam = None
        return Where(None if dam is None else Named(dam.name, dam.name_en), township)


def _decides(intent: RowMapping) -> bool:
    """Whether the post may give the order that the alert asks for."""
    order = intent["facts"].get("order")
    return order is not None and intent["post"] in order["posts"]


def last_step(connection: Connection, first: RowMapping, person: str) -> int:
    """The number of the last message to a person about one alert; 0 where there was none."""
    named = {"incident": first["incident"], "key": first["key"], "person": person}
    (row,) = _LAST_STEP.run(connection, named)
    return row.step or 0
