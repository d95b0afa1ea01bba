"""Every incident that somebody may see: the open ones of each county as cards, the others below."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection

from web.board.alarmlines import Ringing
from web.duty.lookout import Lookout
from web.duty.ringing import rings
from web.duty.running import OVER, Running, named, rows_of, running, still_open
from web.services import Services


@dataclass(frozen=True, slots=True)
class County:
    """A county of the reader's with its open incidents of real life, the newest first."""

    id: str
    name: str
    open: tuple[Running, ...]


@dataclass(frozen=True, slots=True)
class Overview:
    """Everything on the overview. ``now`` is operating time."""

    now: datetime
    zone: ZoneInfo
    counties: tuple[County, ...]
    exercises: tuple[Running, ...]
    ringing: tuple[Ringing, ...]
    """What nobody has seen yet, of every open incident and exercise."""
    rings_at: datetime | None
    """When time alone changes that next."""
    over: tuple[Mapping[str, Any], ...]
    """Rows of incidents and exercises that are archived or dismissed, the newest first."""

    @property
    def real(self) -> tuple[Running, ...]:
        """The open incidents of every county."""
        return tuple(r for county in self.counties for r in county.open)

    @property
    def cards(self) -> tuple[Running, ...]:
        """Everything that runs, exercises too."""
        return (*self.real, *self.exercises)


def overview(services: Services, who: Lookout) -> Overview:
    """Read once, in one snapshot, with the eyes of ``who``."""
    with services.database.read() as connection:
        rows = named(connection, services, who, rows_of(connection, services, who))
        cards = [running(services, connection, who, row) for row in still_open(rows)]
        ringing, rings_at = rings(services, connection, who, still_open(rows))
        return Overview(
            now=services.clock.now(),
            zone=ZoneInfo(services.shelf.current(who.jurisdiction).plan.document.zone),
            counties=_counties(services, connection, who, cards, rows),
            exercises=tuple(r for r in cards if r.mode == "exercise"),
            ringing=ringing,
            rings_at=rings_at,
            over=tuple(r for r in rows if r["stage"] in OVER),
        )


def _counties(
    services: Services,
    connection: Connection,
    who: Lookout,
    cards: list[Running],
    rows: list[Mapping[str, Any]],
) -> tuple[County, ...]:
    """The own county first. One whose plan is not loaded goes by its id."""
    if who.mode != "real":
        return ()
    named = {
        about.id: about.name.say(who.lang)
        for about in (playbook.plan.document.jurisdiction for playbook in services.shelf.in_force())
    }
    home = {row["id"]: row["jurisdiction"] for row in rows}
    return tuple(
        County(
            county,
            named.get(county, county),
            tuple(r for r in cards if r.mode == "real" and home[r.id] == county),
        )
        for county in sorted(who.counties, key=lambda c: (c != who.jurisdiction, c))
    )
