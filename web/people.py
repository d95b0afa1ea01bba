"""Names on a page: who holds a post, now or at a past moment, and who did what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property

from sqlalchemy import Connection

from incident.state import Incident
from registry.directory import Directory, Holding
from registry.places import villages
from registry.scopes import Place, place_of
from runtime.language import Lang


@dataclass
class People:
    """Looks names up once per page, in the mode and places of one incident; ``at`` is the moment of
    operating time at which posts are held."""

    directory: Directory
    connection: Connection
    state: Incident
    at: datetime
    _known: dict[str, str | None] = field(default_factory=dict)

    def holder(self, post: str) -> str | None:
        """The name of who holds the post at that moment; None if it is vacant.

        Of a post that every village has, the holder for the township or for none in particular.
        """
        if post not in self._known:
            found = self._holders(post)
            person = found[0].person_id if found else None
            self._known[post] = person and self.directory.name(self.connection, person)
        return self._known[post]

    def holding(self, post: str) -> str | None:
        """The id of the person whom ``holder`` names."""
        found = self._holders(post)
        return found[0].person_id if found else None

    def names(self, persons: Iterable[str]) -> Mapping[str, str | None]:
        """Names by person id."""
        return self.directory.names(self.connection, sorted(set(persons)))

    def unreached(self, lang: Lang) -> Mapping[str, str | None]:
        """The names of the people and villages that were not reached, by id."""
        persons = [missed.person for missed in self.state.unreached.values() if missed.person]
        return {**self.names(persons), **self.villages(lang)}

    def villages(self, lang: Lang) -> Mapping[str, str]:
        """What the county's villages are called, by id."""
        found = villages(self.connection, self.state.opened.jurisdiction)
        return {id_: village.say(lang) for id_, village in found.items()}

    def _holders(self, post: str) -> tuple[Holding, ...]:
        """Those for the dam, operator or township of this incident, else for none of them."""
        county = self.state.opened.jurisdiction
        found = self.directory.everywhere(self.connection, county, self.state.mode, post, self.at)
        for scope in (*self._place.nearest, None):
            if holders := tuple(h for h in found if h.scope_id == scope):
                return holders
        return ()

    @cached_property
    def _place(self) -> Place:
        return place_of(self.connection, self.state.opened.dam, self.state.opened.township)
