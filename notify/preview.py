"""A message in people's own words before it goes out: who would get it, by which way, as what text
and in how many parts. Nothing is written; the parts are those that sending itself is made of.

What is given at the moment of sending alone is stood in for at its length: the figures of an
answer (``CODE``) and a signed link.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sqlalchemy import Connection

from incident import events as e
from incident.ports import Commit
from notify.about import About
from notify.another import without_template
from notify.budgets import left
from notify.compose import compose
from notify.endings import clock, sample
from notify.escalation import first_until
from notify.facts import alike, facts
from notify.letters import Letters
from notify.notices import Addressed, notice
from notify.recipients import Found, Way
from notify.segments import Encoding, encoding, parts
from playbooks.own_words import OWN_WORDS, own_words
from runtime.language import Lang

ENDLESS = 1_000_000
CODE = "NN"
"""Stands for the two figures of an answer, which each telephone gets of its own."""


@dataclass(frozen=True, slots=True)
class Told:
    """One person of the audience."""

    person: str
    posts: tuple[str, ...]
    lang: Lang
    channel: str | None = None
    """The first way; None where there is no number that any way takes."""
    text: str = ""
    """What arrives by it, with the marks of an exercise."""
    parts: int | None = None
    """Parts of a short message; None where the way does not count in them."""
    encoding: Encoding | None = None
    whole: bool = True
    """False where the text is cut or is longer than the way takes."""
    left: int | None = None
    """Messages that the way still takes for this number today; None without a limit."""


@dataclass(frozen=True, slots=True)
class Cost:
    """What one way is used for."""

    channel: str
    messages: int
    parts: int | None
    left: int | None
    """Parts that its provider still takes within a day; None where none is known."""

    @property
    def over(self) -> bool:
        """Whether the message is more than is left."""
        return self.left is not None and self.parts is not None and self.parts > self.left


@dataclass(frozen=True)
class Preview:
    """The whole audience. ``vacant`` are posts that nobody holds, ``villages`` pairs of post and
    village in which nobody can be reached."""

    people: tuple[Told, ...] = ()
    vacant: tuple[str, ...] = ()
    villages: tuple[tuple[str, str], ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)

    @cached_property
    def costs(self) -> tuple[Cost, ...]:
        """By way, in the order in which they are first used."""
        used = Counter(told.channel for told in self.people if told.channel is not None)
        return tuple(
            Cost(name, count, self._parts(name), self.left.get(name))
            for name, count in used.items()
        )

    @property
    def total(self) -> int:
        """Parts of all short messages."""
        return sum(cost.parts or 0 for cost in self.costs)

    @property
    def unreached(self) -> tuple[Told, ...]:
        """Those who have no number."""
        return tuple(told for told in self.people if told.channel is None)

    def _parts(self, channel: str) -> int | None:
        counted = [t.parts for t in self.people if t.channel == channel and t.parts is not None]
        return sum(counted) if counted else None


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
        theirs: dict[str, tuple[Way, list[Addressed]]] = {}
        missing: dict[str, list[str]] = {}
        vacant: list[str] = []
        villages: list[tuple[str, str]] = []
        for to in notice(commit, event):
            found = self._found(connection, commit, event, to, at)
            for person, way in found.reachable:
                theirs.setdefault(person, (way, []))[1].append(to)
            for person in found.without_address:
                missing.setdefault(person, []).append(to.post)
            vacant += [to.post] if found.vacant else []
            villages += [(to.post, village) for village in found.villages]
        about = self._about(connection, commit, event, words, at)
        named = alike(connection, commit)
        people = [
            self._told(connection, commit, event, about, named, person, *who, at)
            for person, who in theirs.items()
        ]
        people += [
            Told(person, tuple(dict.fromkeys(posts)), self._lang(connection, person))
            for person, posts in missing.items()
            if person not in theirs
        ]
        return Preview(tuple(people), tuple(dict.fromkeys(vacant)), tuple(villages), self._left(at))

    def _about(
        self, connection: Connection, commit: Commit, event: e.NoticeSent, words: str, at: datetime
    ) -> About:
        alert = OWN_WORDS[own_words(event.urgency, event.confirm)]
        told = {**facts(commit, alert, event, ""), **alike(connection, commit)}
        intent = {
            "jurisdiction": commit.jurisdiction, "mode": commit.mode,
            "plan": commit.after.plan, "facts": told,
        }  # fmt: skip
        about = self.letters.about(connection, [intent], at)
        return replace(about, words={**about.words, event.words: words})

    def _found(
        self,
        connection: Connection,
        commit: Commit,
        event: e.NoticeSent,
        to: Addressed,
        at: datetime,
    ) -> Found:
        posts = commit.playbook.posts
        return self.letters.recipients.of_post(
            connection, commit.jurisdiction, commit.mode, to.post, at,
            facts(commit, to.alert, event, to.group),
            scope=posts[to.post].scope if to.post in posts else "county",
        )  # fmt: skip

    def _told(
        self,
        connection: Connection,
        commit: Commit,
        event: e.NoticeSent,
        about: About,
        named: Mapping[str, Any],
        person: str,
        way: Way,
        of: Sequence[Addressed],
        at: datetime,
    ) -> Told:
        lang = self._lang(connection, person)
        channel = self.letters.channels[way.channel]
        able = channel.capabilities
        posts = tuple(dict.fromkeys(to.post for to in of))
        told = [{**facts(commit, to.alert, event, to.group), **named, **to.more} for to in of]
        alert = of[0].alert
        filled = [self.letters.said(about, alert.id, one, lang) for one in told]
        until = first_until(commit.playbook, alert.id, at)
        by = None if until is None else clock(until, at, commit.playbook)
        tail, short = "", ""
        if alert.confirm != "none":
            tail, short = sample(
                channel, way, lang, "\n".join(filled),
                code=CODE, link=self.letters.links.sample(), desk=about.desk, by=by,
            )  # fmt: skip

        def text(most: int, parts: int | None = None) -> str:
            return compose(
                filled, posts, commit.playbook, lang, commit.mode, most,
                max_parts=parts, tail=tail, short_tail=short,
            )  # fmt: skip

        said, whole = text(able.max_chars, able.max_segments), text(ENDLESS)
        if arrives := getattr(channel, "arrives", None):
            gaps = self.letters.gaps(about, alert.id, told[0], lang, filled[0], CODE)
            said = whole = arrives(alert.id, gaps)
            if said is None:
                goes = without_template(
                    connection, self.letters.recipients, person, commit.mode, at
                )
                if goes is None:
                    return Told(person, posts, lang)
                return self._told(connection, commit, event, about, named, person, goes, of, at)
        cut = parts(said)
        fits = len(said) <= able.max_chars and len(cut) <= (able.max_segments or len(cut))
        return Told(
            person,
            posts,
            lang,
            way.channel,
            said,
            len(cut) if able.by_parts else None,
            encoding(said) if able.by_parts else None,
            whole=fits and said == whole,
            left=left(
                connection, self.letters.vault, self.letters.channels, person, way.address, at
            ).get(way.channel),
        )

    def _lang(self, connection: Connection, person: str) -> Lang:
        return self.letters.recipients.lang(connection, person)

    def _left(self, at: datetime) -> Mapping[str, int]:
        asked = {name: getattr(c, "parts_left", None) for name, c in self.letters.channels.items()}
        return {name: ask(at) for name, ask in asked.items() if ask is not None}
