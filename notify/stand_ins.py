"""Who stands in where nobody in a post answers: the next post of the same village, its township.

The people of a village are told together, each at once. So the next post mostly has the message
already: who of it has answered hears that it is theirs to lead now, and who has not is called for
their own sake. Behind the last post of the village comes its township, by the village's name, and
only if nobody of the village has answered.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, or_, select
from sqlmodel import col

from notify.recipients import Recipients, Way
from notify.tables import WatchRow
from playbooks.lookup import Playbook
from playbooks.schema import Post, Words
from playbooks.words import spoken
from registry.directory import Directory, Holding
from registry.places import villages
from registry.scopes import villages_of
from runtime.language import N_, Phrase, phrase

INSTEAD = N_("[In place of {post}, who does not answer] ")
NOBODY = N_("[{village}: nobody answers, send somebody there] ")
ANSWERED = ("acknowledged", "acting")


@dataclass(frozen=True, slots=True)
class StandIn:
    """Somebody to be told, the way to them, and what stands before the text."""

    person: str
    way: Way
    mark: Phrase
    unless_told: bool
    """Where they have the alert already, nothing new is to be said to them."""


@dataclass(frozen=True)
class StandIns:
    """For the watch ``row`` of somebody who does not answer, at the moment ``at``."""

    connection: Connection
    directory: Directory
    people: Recipients
    playbook: Playbook
    row: Mapping[Any, Any]
    at: datetime

    def of(self, post: str) -> Iterator[StandIn]:
        """Those of the first post behind ``post`` that somebody who can be reached holds in the
        village; empty for who was told for no village, and where the plan names no stand-in."""
        for village, link, found in self._links(post):
            if link.scope == "village":
                mark = phrase(INSTEAD, post=spoken(self.playbook.posts[post].title))
                answered = self._answered(person for person, _ in found)
                for person, way in found:
                    yield StandIn(person, way, mark, person not in answered)
            elif not self._answered(self._all_of(village)):
                place = villages(self.connection, self.row["jurisdiction"])[village]
                mark = phrase(NOBODY, village=spoken(Words(zh=place.name, en=place.name_en)))
                yield from (StandIn(person, way, mark, False) for person, way in found)

    def any(self, post: str) -> bool:
        """Whether there is anybody to stand in."""
        return next(self._links(post), None) is not None

    def _links(self, post: str) -> Iterator[tuple[str, Post, tuple[tuple[str, Way], ...]]]:
        """For each village in which the silent one holds the post: the first post behind it that
        can be reached, and its people."""
        townships = villages_of(self.connection, self.row["jurisdiction"])
        held = (h.scope_id for h in self._holdings(post) if h.person_id == self._silent)
        for village in dict.fromkeys(held):
            if village not in townships:
                continue
            for link in self._chain(post):
                where = village if link.scope == "village" else townships[village]
                if found := self._reachable(link, where):
                    yield village, link, found
                    break

    def _chain(self, post: str) -> Iterator[Post]:
        while (known := self.playbook.posts.get(post)) and known.stand_in is not None:
            post = known.stand_in
            yield self.playbook.post(post)

    def _reachable(self, post: Post, place: str) -> tuple[tuple[str, Way], ...]:
        holdings = self._holdings(post.id)
        theirs = tuple(h for h in holdings if h.scope_id == place)
        if not theirs and post.scope != "village":
            theirs = tuple(h for h in holdings if h.scope_id is None)
        found = self.people.in_rank(self.connection, self.row["mode"], theirs, self.at)
        return tuple(pair for pair in found.reachable if pair[0] != self._silent)

    def _all_of(self, village: str) -> Iterator[str]:
        for post in self.playbook.posts.values():
            if post.scope == "village":
                yield from (h.person_id for h in self._holdings(post.id) if h.scope_id == village)

    def _answered(self, persons: Iterator[str]) -> frozenset[str]:
        """Who of them has said that they know or act."""
        query = select(col(WatchRow.person)).where(
            col(WatchRow.incident) == self.row["incident"],
            col(WatchRow.key) == self.row["key"],
            col(WatchRow.person).in_(list(persons)),
            or_(col(WatchRow.phase) == "action", col(WatchRow.closed_why).in_(ANSWERED)),
        )
        return frozenset(self.connection.execute(query).scalars())

    def _holdings(self, post: str) -> tuple[Holding, ...]:
        where = self.row["jurisdiction"], self.row["mode"]
        return self.directory.everywhere(self.connection, *where, post, self.at)

    @property
    def _silent(self) -> str:
        return str(self.row["person"])
