"""How people can be reached, each looked up once however many alerts tell them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection

from notify.answers.stopped import stopped
from notify.answers.telephones import digest
from notify.odd_numbers import odd
from notify.recipients import Recipients, Way
from notify.wordless import wordless_way
from registry.directory import Contact, Directory


class KnownWays:
    """Of real alerts at one moment, by the channels that ``recipients`` has."""

    def __init__(
        self, connection: Connection, directory: Directory, recipients: Recipients, at: datetime
    ) -> None:
        self._connection = connection
        self._directory = directory
        self._recipients = recipients
        self._at = at
        self._silent = stopped(connection, directory.vault)
        self._ways: dict[str, tuple[Way, ...]] = {}
        self._contacts: dict[str, tuple[Contact, ...]] = {}

    def contacts(self, person: str) -> tuple[Contact, ...]:
        """What the registry has of the person, whether or not a channel takes it."""
        if person not in self._contacts:
            known = self._directory.contacts(self._connection, person)
            self._contacts[person] = tuple(one for one in known if one.mode == "real")
        return self._contacts[person]

    def ways(self, person: str) -> tuple[Way, ...]:
        if person not in self._ways:
            self._ways[person] = self._recipients.ways(self._connection, person, "real", self._at)
        return self._ways[person]

    def odd(self, person: str) -> bool:
        """Whether one of their numbers is none that a telephone can have."""
        return any(odd(one, self._directory.vault.region) for one in self.contacts(person))

    def callable(self, person: str) -> bool:
        return any(self._recipients.routes.callable(one) for one in self.contacts(person))

    def stopped(self, way: Way) -> bool:
        if not self._silent:
            return False
        to = digest(self._connection, self._directory.vault, way.address)
        return (way.channel, to) in self._silent

    def wordless(self, person: str) -> str:
        """The channel that carries alerts to them and nobody's own words, as ``wordless_way``."""
        routes = self._recipients.routes
        return wordless_way(routes.channels, routes.worldly, self.ways(person))
