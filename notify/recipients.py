"""Who is told: the person on duty in a post at the moment of sending, and by which address.

Posts of a township, operator or dam are looked up for the incident's own one first.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.channel import Channel
from registry.directory import Contact, Directory, Holding
from registry.schema import Mode
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

    reachable: tuple[tuple[str, Way], ...]
    without_address: tuple[str, ...]


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
    ) -> Found:
        """Everybody of the first rank in which somebody can be reached; deputies only after it."""
        holdings = self._holders(connection, jurisdiction, mode, post, at, facts)
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

    def _holders(
        self,
        connection: Connection,
        jurisdiction: str,
        mode: Mode,
        post: str,
        at: datetime,
        facts: Mapping[str, Any],
    ) -> tuple[Holding, ...]:
        dam = self._directory.dam(connection, facts["dam"]) if facts.get("dam") else None
        scopes: list[str | None] = [dam.id, dam.operator_id] if dam else []
        scopes.append(facts.get("township") or (dam.township_id if dam else None))
        for scope in filter(None, scopes):
            found = self._directory.holders(connection, jurisdiction, mode, post, at, scope)
            if found and found[0].scope_id == scope:
                return found
        return self._directory.holders(connection, jurisdiction, mode, post, at)
