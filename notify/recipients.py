"""Who is told: the person on duty in a post at the moment of sending, and by which address.

Posts of a dam, operator or township are looked up for the incident's own one first. A post of
villages is told in every village below the dam. Nobody is told by guess: an order to leave that
reaches the wrong village is believed once. Where it is unknown who is concerned, the post counts
as not reached, and a human telephones.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, bindparam, select
from sqlmodel import col

from notify.arming.reach import armed_channels
from notify.budgets import spent
from notify.keys import EXERCISE_CHANNELS
from notify.routes import CALLS, Routes
from registry.directory import Contact, Directory, Holding
from registry.schema import Mode
from registry.scopes import place_of, threatened, villages_of, works_of
from registry.tables import PersonRow
from runtime.language import Lang
from runtime.prepared import Prepared

_LANG = Prepared(select(col(PersonRow.lang)).where(col(PersonRow.id) == bindparam("person")))


@dataclass(frozen=True, slots=True)
class Way:
    """A channel and the address for it."""

    channel: str
    address: str


@dataclass(frozen=True, slots=True)
class Found:
    """The people to tell for one post, and those on duty who have no address."""

    reachable: tuple[tuple[str, Way], ...] = ()
    without_address: tuple[str, ...] = ()
    villages: tuple[str, ...] = ()
    """Threatened villages in which nobody can be reached."""
    unknown: bool = False
    """The post is one of villages, and no village is known to be threatened."""

    @property
    def vacant(self) -> bool:
        """Whether the post itself was not reached: nobody, and no village, to name instead."""
        return self.unknown or not (self.reachable or self.without_address or self.villages)


class Recipients:
    """Finds people, and the ways to them."""

    def __init__(self, directory: Directory, routes: Routes, incident: str | None = None) -> None:
        self._directory = directory
        self.routes = routes
        self._incident = incident

    def within(self, incident: str) -> Recipients:
        """The same for one incident: in an exercise also the ways that are armed there."""
        return Recipients(self._directory, self.routes, incident)

    def of_post(
        self,
        connection: Connection,
        jurisdiction: str,
        mode: Mode,
        post: str,
        at: datetime,
        facts: Mapping[str, Any],
        *,
        scope: str = "county",
    ) -> Found:
        """Everybody of the first rank in which somebody can be reached; deputies only after it.

        Those appointed for the dam, else its operator, else the township; only if there are none,
        those for no scope in particular. ``scope`` is the plan's word for where the post counts;
        holdings for a place or for works say it too, where a plan does not.

        A post of works (``operator``): once a dam is named, nobody but its own and those of its
        operator and township are told. A post of villages (``village``): in every threatened
        village as well, the nearest first; those for no scope stand in for villages in which
        nobody can be reached.
        """
        holdings = self._directory.everywhere(connection, jurisdiction, mode, post, at)
        held: dict[str | None, list[Holding]] = {}
        for holding in holdings:
            held.setdefault(holding.scope_id, []).append(holding)
        place = place_of(connection, facts.get("dam"), facts.get("township"))
        near = next((scope for scope in place.nearest if scope in held), None)
        villages = villages_of(connection, jurisdiction)

        def told(scope: str | None) -> Found:
            return self.in_rank(connection, mode, held.get(scope, ()), at)

        if scope != "village" and held.keys().isdisjoint(villages):
            works = scope == "operator" or not held.keys().isdisjoint(
                works_of(connection, jurisdiction)
            )
            return Found() if works and place.dam and near is None else told(near)
        circle = {village: told(village) for village in threatened(place, villages)}
        gaps = tuple(village for village, found in circle.items() if not found.reachable)
        found = [told(near)] if near else []
        found += circle.values()
        if near is None and gaps:
            found.append(told(None))
        return replace(_together(found), villages=gaps, unknown=not circle)

    def deputies(
        self,
        connection: Connection,
        jurisdiction: str,
        mode: Mode,
        post: str,
        at: datetime,
        told: Collection[str],
    ) -> Found:
        """Who comes after those who were told as ``post`` and do not answer, in the same place."""
        holdings = self._directory.everywhere(connection, jurisdiction, mode, post, at)
        return self.in_rank(connection, mode, _behind(holdings, told), at)

    def in_rank(
        self, connection: Connection, mode: Mode, holdings: Sequence[Holding], at: datetime
    ) -> Found:
        """The first rank of these holdings in which somebody can be reached."""
        missing: list[str] = []
        for rank in sorted({h.rank for h in holdings}):
            reachable: list[tuple[str, Way]] = []
            for holding in holdings:
                if holding.rank != rank:
                    continue
                if way := self.way(connection, holding.person_id, mode, at):
                    reachable.append((holding.person_id, way))
                else:
                    missing.append(holding.person_id)
            if reachable:
                return Found(tuple(reachable), tuple(missing))
        return Found((), tuple(missing))

    def way(self, connection: Connection, person: str, mode: Mode, at: datetime) -> Way | None:
        """How to reach a person first; None where there is no way."""
        return next(iter(self.ways(connection, person, mode, at)), None)

    def ways(
        self, connection: Connection, person: str, mode: Mode, at: datetime
    ) -> tuple[Way, ...]:
        """Every way to a person: their contacts in their own order, each by its channels. The
        telephone list comes once: whoever calls has all the numbers. In an exercise what is armed
        comes first."""
        return self._ways(connection, person, mode, at, self._spent)

    def carriers(
        self, connection: Connection, person: str, mode: Mode, at: datetime
    ) -> tuple[str, ...]:
        """Every channel that may come to carry a message to a person, those too whose budget for
        the number is used up at ``at``."""
        ways = self._ways(connection, person, mode, at, lambda *_: ())
        return tuple(dict.fromkeys(way.channel for way in ways))

    def _ways(
        self,
        connection: Connection,
        person: str,
        mode: Mode,
        at: datetime,
        spent_for: Callable[[Connection, Contact, datetime], Collection[str]],
    ) -> tuple[Way, ...]:
        armed: frozenset[str] = frozenset()
        if mode != "real" and self._incident is not None:
            armed = armed_channels(connection, self._incident, person, at)
        found = [
            Way(name, contact.address)
            for contact in self._directory.contacts(connection, person)
            if contact.mode == mode
            for name in self.routes.of(contact, mode, at, spent_for(connection, contact, at), armed)
        ]
        found.sort(key=lambda way: way.channel not in armed)
        call = next((way for way in found if way.channel == CALLS), None)
        return tuple(dict.fromkeys(w for w in found if w.channel != CALLS or w == call))

    def reader(
        self, connection: Connection, person: str, mode: Mode, way: Way, at: datetime
    ) -> tuple[Way, Lang]:
        """The way that was found and the person's language; in an exercise that was disarmed
        meanwhile, the first way that is left."""
        lang = self.lang(connection, person)
        if mode == "real" or way.channel in EXERCISE_CHANNELS:
            return way, lang
        left = self.ways(connection, person, mode, at)
        return (way if way in left else next(iter(left), way)), lang

    def addresses(self, connection: Connection, person: str, mode: Mode) -> frozenset[str]:
        """Every address that the roster of the mode has of a person now."""
        contacts = self._directory.contacts(connection, person)
        return frozenset(contact.address for contact in contacts if contact.mode == mode)

    def _spent(self, connection: Connection, contact: Contact, at: datetime) -> Collection[str]:
        vault, channels = self._directory.vault, self.routes.taking(contact.kind)
        return spent(connection, vault, channels, contact.person_id, contact.address, at)

    def lang(self, connection: Connection, person: str) -> Lang:
        """The language in which a person wants to be told."""
        (row,) = _LANG.run(connection, {"person": person})
        return cast("Lang", row.lang)


def _behind(holdings: Sequence[Holding], told: Collection[str]) -> tuple[Holding, ...]:
    """Who comes after those told, in the same place."""
    last: dict[str | None, int] = {}
    for holding in holdings:
        if holding.person_id in told:
            last[holding.scope_id] = max(holding.rank, last.get(holding.scope_id, 0))
    return tuple(
        h
        for h in holdings
        if h.person_id not in told and h.scope_id in last and h.rank > last[h.scope_id]
    )


def _together(found: Iterable[Found]) -> Found:
    """Everybody once, in the order of first mention."""
    circles = tuple(found)
    return Found(
        reachable=tuple(dict(pair for circle in circles for pair in circle.reachable).items()),
        without_address=tuple(
            dict.fromkeys(person for circle in circles for person in circle.without_address)
        ),
    )
