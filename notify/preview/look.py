"""Looking at a message before it goes out: the audience, and everybody's message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import inf
from typing import Any

from sqlalchemy import Connection

from incident import events as e
from incident.ports import Commit
from notify.about import About, in_one_line
from notify.facts import alike, facts
from notify.letters import Letters
from notify.notices import Addressed, notice
from notify.preview.message import Intent, Messages
from notify.preview.shown import Preview, Told
from notify.recipients import Found, Way

NO_KEY = ""
"""No alert has this key: what is only looked at has none yet."""


@dataclass(frozen=True)
class Previewer:
    """Looks, with the hand that writes the messages themselves."""

    letters: Letters

    def of(
        self,
        connection: Connection,
        commit: Commit,
        event: e.NoticeSent,
        words: str,
        at: datetime,
    ) -> Preview:
        """``commit`` has no entries: nothing was decided yet. ``event.words`` is a reference that
        stands for ``words``; ``at`` is operating time."""
        theirs: dict[str, tuple[Way, list[Intent]]] = {}
        missing: dict[str, list[str]] = {}
        vacant: list[str] = []
        villages: list[tuple[str, str]] = []
        named, intents = alike(connection, commit), list[Intent]()
        for to in notice(commit, event):
            intents.append(intent := _intent(commit, event, to, named))
            found = self._found(connection, commit, intent, at)
            for person, way in found.reachable:
                theirs.setdefault(person, (way, []))[1].append(intent)
            for person in found.without_address:
                missing.setdefault(person, []).append(to.post)
            vacant += [to.post] if found.vacant else []
            villages += [(to.post, village) for village in found.villages]
        people: list[Told] = []
        if intents:
            about = self._about(connection, intents, event, words, at)
            messages = Messages(self.letters, connection, about, at)
            people += [messages.told(person, *who) for person, who in theirs.items()]
        people += [
            Told(
                person,
                tuple(dict.fromkeys(posts)),
                self.letters.recipients.lang(connection, person),
            )
            for person, posts in missing.items()
            if person not in theirs
        ]
        return Preview(
            tuple(people), tuple(dict.fromkeys(vacant)), tuple(villages), self._left(at),
            self.letters.routes.prices,
        )  # fmt: skip

    def _about(
        self,
        connection: Connection,
        intents: list[Intent],
        event: e.NoticeSent,
        words: str,
        at: datetime,
    ) -> About:
        # The vault has no such reference yet.
        known = {**intents[0], "facts": {**intents[0]["facts"], "task_refs": []}}
        about = self.letters.about(connection, [known], at)
        return replace(about, words={**about.words, event.words: in_one_line(words)})

    def _found(self, connection: Connection, commit: Commit, intent: Intent, at: datetime) -> Found:
        """As the engine finds them: in an exercise also by what is armed there."""
        posts, post = commit.playbook.posts, intent["post"]
        return self.letters.recipients.within(commit.incident).of_post(
            connection, commit.jurisdiction, commit.mode, post, at, intent["facts"],
            scope=posts[post].scope if post in posts else "county",
        )  # fmt: skip

    def _left(self, at: datetime) -> Mapping[str, int]:
        asked = {name: getattr(c, "parts_left", None) for name, c in self.letters.channels.items()}
        return {name: ask(at) for name, ask in asked.items() if ask is not None}


def _intent(commit: Commit, event: e.NoticeSent, to: Addressed, named: Mapping[str, Any]) -> Intent:
    return {
        "id": f"{to.alert.id}:{to.group}:{to.post}",
        "incident": commit.incident,
        "jurisdiction": commit.jurisdiction,
        "mode": commit.mode,
        "plan": commit.after.plan,
        "key": NO_KEY,
        "entry_seq": inf,  # after all that was given
        "alert": to.alert.id,
        "post": to.post,
        "urgency": to.alert.urgency,
        "confirm": to.alert.confirm,
        "facts": {**facts(commit, to.alert, event, to.group), **named, **to.more},
    }
