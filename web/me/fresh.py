"""Whether the page that somebody has may stand: asked by every phone every few seconds.

Making a page anew reads every incident that runs. Most of the time nothing has happened since, and
that is cheap to see.
"""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from web.board.watching import pulse_in
from web.me.first import open_incidents
from web.me.shown import Me
from web.reader import Reader, seen_row
from web.services import Services

STANDS = timedelta(seconds=20)
"""After so long the page is made anew all the same: time passes, and posts change hands."""

KEPT = 4096
"""Pages that are remembered; the oldest is forgotten first."""


@dataclass(frozen=True, slots=True)
class _Given:
    tag: str
    stamp: Hashable
    at: datetime
    now: datetime
    rate: float


@dataclass(frozen=True)
class Fresh:
    """What the phones have. ``at`` is operating time."""

    services: Services
    _given: dict[tuple[str, str, str], _Given] = field(default_factory=dict)

    def stamp(self, who: Reader, incident: str) -> Hashable:
        """Changes whenever the page might, but for time that passes. Taken before the page.

        Raises Refused ``unknown_incident``.
        """
        running = dict.fromkeys((incident, *open_incidents(self.services, who)))
        with self.services.database.read() as connection:
            seen_row(connection, who, incident)
            return tuple((one, pulse_in(self.services, connection, one)) for one in running)

    def again(
        self, who: Reader, incident: str, tag: str | None, at: datetime
    ) -> tuple[datetime, float] | None:
        """The incident's time and how fast it passes, where the page with this ``tag`` is still
        what they would get; else None."""
        given = self._given.get((who.person, who.lang, incident))
        if given is None or given.tag != tag or not timedelta(0) <= at - given.at < STANDS:
            return None
        if given.stamp != self.stamp(who, incident):
            return None
        return given.now + (at - given.at) * given.rate, given.rate

    def keep(self, who: Reader, page: Me, tag: str, stamp: Hashable, at: datetime) -> None:
        """They got a page, whose stamp was taken before it was made."""
        name = (who.person, who.lang, page.incident)
        self._given.pop(name, None)
        while len(self._given) >= KEPT:
            self._given.pop(next(iter(self._given)), None)
        self._given[name] = _Given(tag, stamp, at, page.now, page.rate)
