"""One message to one person, frozen: person, number, text and roster as of this moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, bindparam, func, insert, select
from sqlmodel import col

from notify.about import About, where_of, words_of
from notify.answers.duty import duty_number
from notify.answers.links import Links
from notify.answers.orders import REASON
from notify.answers.tails import takes_links
from notify.answers.telephones import digest_by, key_of_lines, known_key
from notify.answers.voice import reason_of
from notify.bundles import earlier, intents_of, join, waiting
from notify.bundling import not_before
from notify.channel import Channel
from notify.compose import compose
from notify.endings import Endings, decides
from notify.notices import own
from notify.recipients import Recipients, Way
from notify.routes import Routes
from notify.rows import columns
from notify.signed import sender
from notify.tables import AttemptRow
from notify.text import BRIEF, fill, values
from notify.urgency import carefully, most_urgent
from playbooks.lookup import Playbook
from registry.directory import Directory
from runtime.ids import Ids
from runtime.language import Lang, Phrase, phrase
from runtime.prepared import Prepared
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
    def endings(self) -> Endings:
        """How each message ends."""
        return Endings(self.routes, self.links)

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
            words=words_of(connection, self.vault, intents),
            where=where_of(connection, self.directory, first),
            roster=self.directory.roster_version(connection, first["jurisdiction"], first["mode"]),
            telephones=known_key(connection, self.vault),
            desk=duty_number(connection, self.directory, playbook, first, now) if calls else None,
        )

    def said(
        self, about: About, alert: str, facts: Mapping[str, Any], lang: Lang, brief: int = 0
    ) -> str:
        """What one alert says, before the hats of its reader and the way to answer."""
        return fill(about.playbook, alert, facts, about.words, lang, about.where, brief)

    def _said(self, about: About, intent: RowMapping, lang: Lang, brief: int) -> str:
        name = (intent["id"], lang, brief)
        if (text := about.texts.get(name)) is None:
            text = self.said(about, intent["alert"], intent["facts"], lang, brief)
            about.texts[name] = text
        return text

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
        gaps = values(about.playbook, alert, facts, about.words, lang, about.where)
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
        until: datetime | None = None,
    ) -> dict[str, Any]:
        """Freeze the message of one person; gives the row, which is ready to be sent.

        ``mark`` stands before the text, such as that it is the second one; ``until`` is when
        somebody else is told if no answer has come.
        """
        first = intents[0]
        people = self.recipients.within(first["incident"])
        way, lang = people.reader(connection, person, first["mode"], way, now)
        gravest = most_urgent(intents)
        # What is said again is not joined: its reader has the first, and the code, already.
        older = () if mark else waiting(connection, first, person, way.channel, gravest["urgency"])
        if older:
            before = [i for row in older for i in intents_of(connection, row)]
            about = replace(
                about, words={**words_of(connection, self.vault, before), **about.words}
            )
            intents = [*before, *intents]
        earliest = not_before(
            gravest["urgency"], earlier(connection, first, person, gravest["urgency"], now), now
        )
        posts = list(dict.fromkeys(intent["post"] for intent in intents))
        reasons = [about.words.get(reason_of(i["facts"]) or "") for i in intents if decides(i)]
        given = [phrase(REASON, reason=said).say(lang) for said in reasons if said]
        filled, *shorter = (
            [*(self._said(about, intent, lang, brief) for intent in intents), *given]
            for brief in BRIEF
        )
        attempt = self.ids.new("att")
        lines = about.telephones or key_of_lines(connection, self.vault)
        telephone = digest_by(lines, way.address)
        ending = self.endings.of(
            connection, about.playbook, intents, person, way, lang, attempt, desk=about.desk,
            said="\n".join(filled), telephone=telephone, until=until, now=now,
            code=next((row["code"] for row in older if row["code"]), None),
        )  # fmt: skip
        able = self.channels[way.channel].capabilities
        text = compose(
            filled, posts, about.playbook, lang, first["mode"],
            able.max_chars, max_parts=able.max_segments,
            mark="" if mark is None else mark.say(lang), tail=ending.tail,
            short_tail=ending.short, shorter=shorter,
            senders=[sender(about.playbook, i["alert"], lang) for i in intents],
        )  # fmt: skip
        sealed = {f"{attempt}.text": text, f"{attempt}.address": way.address}
        if templates := any(c.capabilities.needs_template for c in self.channels.values()):
            # Also for a channel without: the one that needs them may have to take over.
            gaps = self.gaps(
                about, gravest["alert"], gravest["facts"], lang, filled[0], ending.code
            )
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
            "code": ending.code,
            "alert": gravest["alert"],
            "fields_ref": f"{attempt}.fields" if templates else None,
        }
        _INSERT.run(connection, {**_EMPTY, **row})
        if older:
            join(connection, older, attempt)
        return row


def last_step(connection: Connection, first: RowMapping, person: str) -> int:
    """The number of the last message to a person about one alert; 0 where there was none."""
    named = {"incident": first["incident"], "key": first["key"], "person": person}
    (row,) = _LAST_STEP.run(connection, named)
    return row.step or 0
