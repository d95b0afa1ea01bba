"""One message to one person, frozen: person, number, text and roster as of this moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, func, insert, select
from sqlmodel import col

from notify.about import About, where_of, words_of
from notify.answers.duty import duty_number
from notify.answers.links import Links
from notify.answers.tails import takes_links
from notify.answers.telephones import digest_by, key_of_lines, known_key
from notify.bundles import earlier, join
from notify.bundling import not_before
from notify.channel import Channel
from notify.endings import Endings, clock
from notify.joining import Joining
from notify.recipients import Recipients, Way
from notify.routes import Routes
from notify.rows import columns
from notify.tables import AttemptRow
from notify.urgency import carefully
from playbooks.lookup import Playbook
from registry.directory import Directory
from runtime.ids import Ids
from runtime.language import Lang, Phrase
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

    def joining(self, about: About, person: str, way: Way, lang: Lang) -> Joining:
        """How much of what waits for a person goes along."""
        return Joining(self.vault, self.recipients, self.links, about, person, way, lang)

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

    def write(
        self,
        connection: Connection,
        about: About,
        person: str,
        way: Way,
        intents: Sequence[Mapping[Any, Any]],
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
        # What is said again is not joined: its reader has the first, and the code, already.
        draft = self.joining(about, person, way, lang).draft(
            connection, intents, now, until, joins=not mark
        )
        intents, older, gravest = draft.intents, draft.older, draft.gravest
        earliest = not_before(
            gravest["urgency"], earlier(connection, first, person, gravest["urgency"], now), now
        )
        attempt = self.ids.new("att")
        lines = about.telephones or key_of_lines(connection, self.vault)
        telephone = digest_by(lines, way.address, self.vault.region)
        ending = self.endings.of(
            connection, about.playbook, intents, person, way, lang, attempt, desk=about.desk,
            said=draft.said, telephone=telephone, now=now,
            by=None if until is None else clock(until, now, about.playbook),
            code=next((row["code"] for row in older if row["code"]), None),
        )  # fmt: skip
        said = "" if mark is None else mark.say(lang)
        text = draft.text(ending.tail, ending.short, said)
        sealed = {f"{attempt}.text": text, f"{attempt}.address": way.address}
        if templates := any(c.capabilities.needs_template for c in self.channels.values()):
            # Also for a channel without: the one that needs them may have to take over.
            gaps = draft.gaps(ending.code, said)
            sealed[f"{attempt}.fields"] = json.dumps(gaps, ensure_ascii=False)
        self.vault.seal_many(connection, person, sealed)
        same = ("incident", "jurisdiction", "mode", "event", "key", "position")
        row: dict[str, Any] = {
            **{name: first[name] for name in same},
            "id": attempt,
            "person": person,
            "posts": draft.posts,
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
            join(connection, older, attempt, ending.code)
        return row


def last_step(connection: Connection, first: Mapping[Any, Any], person: str) -> int:
    """The number of the last message to a person about one alert; 0 where there was none."""
    named = {"incident": first["incident"], "key": first["key"], "person": person}
    (row,) = _LAST_STEP.run(connection, named)
    return row.step or 0
