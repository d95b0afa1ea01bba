"""Who is told: the person on duty in a post at the moment of sending, and by which address.

Posts of a dam, operator or township are looked up for the incident's own one first. A post of
villages is told in every village below the dam; what is unknown makes the circle wider, never
smaller.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.channel import Channel
from registry.directory import Contact, Directory, Holding
from registry.schema import Mode
from registry.scopes import place_of, threatened, villages_of
from registry.tables import PersonRow
from runtime.language import Lang

WRITTEN = frozenset({"mobile", "short"})
"""Kinds of contact that take a written message; all others are for a human voice."""


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
    """Villages below the dam in which nobody can be reached."""

    @property
    def vacant(self) -> bool:
        """Whether there is nobody to tell, and nobody and no village to name instead."""
        return not (self.reachable or self.without_address or self.villages)


class Recipients:
    """Finds people and ways. ``channels`` are those of this installation, by name."""

    def __init__(self, directory: Directory, channels: Mapping[str, Channel]) -> None:
        self._directory = directory
        self._channels = channels
        self._worldly = [c.name for c in channels.values() if c.capabilities.reaches_world]

    def of_post(
        self,
        connection: Connection,
        jurisdiction: str,
        mode: Mode,
        post: str,
        at: datetime,
        facts: Mapping[str, Any],
        *,
        by_village: bool = False,
    ) -> Found:
        """Everybody of the first rank in which somebody can be reached; deputies only after it.

        Those appointed for the dam, else its operator, else the township; only if there are none,
        those for no scope in particular. ``by_village`` says that every village has its own, as
        it also has where somebody holds the post for one: then every village below the dam is
        told as well, the nearest first. If they are unknown, every village of the township is;
        if that is too, everybody who holds the post. Those for no scope stand in for villages in
        which nobody can be reached.
        """
        holdings = self._directory.everywhere(connection, jurisdiction, mode, post, at)
        held: dict[str | None, list[Holding]] = {}
        for holding in holdings:
            held.setdefault(holding.scope_id, []).append(holding)
        place = place_of(connection, facts.get("dam"), facts.get("township"))
        near = next((scope for scope in place.nearest if scope in held), None)
        villages = villages_of(connection, jurisdiction)

        def told(scope: str | None) -> Found:
            return self._in_rank(connection, mode, held.get(scope, ()))

        if not by_village and held.keys().isdisjoint(villages):
            return told(near)
        if not place.townships and not place.downstream:
            order = sorted(held, key=lambda scope: (scope is None, scope != near, scope))
            return _together(map(told, order))
        circle = {village: told(village) for village in threatened(place, villages)}
        gaps = tuple(village for village, found in circle.items() if not found.reachable)
        found = [told(near)] if near else []
        found += circle.values()
        if near is None and (gaps or not circle):
            found.append(told(None))
        return _together(found, gaps if place.downstream else ())

    def _in_rank(self, connection: Connection, mode: Mode, holdings: Sequence[Holding]) -> Found:
        missing: list[str] = []
        for rank in sorted({h.rank for h in holdings}):
            reachable: list[tuple[str, Way]] = []
            for holding in holdings:
                if holding.rank != rank:
                    continue
                if way := self.way(connection, holding.person_id, mode):
                    reachable.append((holding.person_id, way))
                else:
                    missing.append(holding.person_id)
            if reachable:
                return Found(tuple(reachable), tuple(missing))
        return Found((), tuple(missing))

    def way(self, connection: Connection, person: str, mode: Mode) -> Way | None:
        """How to reach a person: the first contact, in their own order, that a channel takes.

        Simulated phones are for exercises, and for real incidents only in an installation
        without any channel that reaches the world; where there is one, they would be a trap.
        """
        for contact in self._directory.contacts(connection, person):
            if contact.mode == mode and (name := self._channel_for(contact, mode)):
                return Way(name, contact.address)
        return None

    def lang(self, connection: Connection, person: str) -> Lang:
        """The language in which a person wants to be told."""
        query = select(col(PersonRow.lang)).where(col(PersonRow.id) == person)
        return cast("Lang", connection.execute(query).scalar_one())

    def _channel_for(self, contact: Contact, mode: Mode) -> str | None:
        if contact.kind == "sim":
            usable = mode == "exercise" or not self._worldly
            return self._known("simulated") or self._known("console") if usable else None
        if contact.kind in WRITTEN and mode == "real" and self._worldly:
            return self._worldly[0]
        return self._known("calls")

    def _known(self, name: str) -> str | None:
        return name if name in self._channels else None


def _together(found: Iterable[Found], villages: tuple[str, ...] = ()) -> Found:
    """Everybody once, in the order of first mention."""
    circles = tuple(found)
    return Found(
        reachable=tuple(dict(pair for circle in circles for pair in circle.reachable).items()),
        without_address=tuple(
            dict.fromkeys(person for circle in circles for person in circle.without_address)
        ),
        villages=villages,
    )
