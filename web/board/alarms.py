"""The alarms of an incident's pages, and which of them somebody has seen for everybody.

An alarm is named by what rings and its version, so a newer one of the same kind rings again. What
was seen is kept beside the record of the incident: it quiets screens and decides nothing.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from html import unescape

from markupsafe import Markup
from sqlalchemy import Connection, func, select
from sqlmodel import col

from incident.state import PublicWarning, Unreached, WithdrawalAnswer
from notify.rows import insert_once
from web.board.audience import Audience
from web.tables import AlarmSeenRow

_RINGING = re.compile(r'\bdata-alarm="([^"]*)"')


@dataclass(frozen=True, slots=True)
class Seen:
    """Who saw an alarm first, and when by the incident's time."""

    person: str
    at: datetime


@dataclass(frozen=True)
class Alarms:
    """For one audience: what still rings is marked, what was seen says so."""

    audience: Audience
    seen: Mapping[str, Seen] = field(default_factory=dict)
    replies: int = 0
    """Replies that wait for a person to read them; 0 for who cannot act on them."""
    last_reply: str | None = None
    """The newest reply of the incident that a person must read, whether somebody has or not."""

    def mark(self, *alarms: str) -> Markup:
        """Attributes of the element that rings for all of ``alarms``: those that nobody has seen.
        A wall is told codes in place of names, since an alarm's name can hold a person's id."""
        rings = [alarm for alarm in alarms if alarm not in self.seen]
        if not rings:
            return Markup(" data-seen") if alarms else Markup()
        if self.audience.form == "wall":
            rings = [_coded(alarm) for alarm in rings]
        return Markup(' data-alarm="{}"').format(" ".join(rings))

    def unreached(self, missed: Mapping[str, Iterable[Unreached]]) -> tuple[str, ...]:
        """Names of the alarms of who was not reached."""
        return unreached_alarms(mark for marks in missed.values() for mark in marks)

    def trapped(self, crew: Iterable[WithdrawalAnswer]) -> tuple[str, ...]:
        """Names of the alarms of those who answered an order to withdraw that they cannot."""
        return tuple(f"trapped:{a.number}:{a.person}" for a in crew if a.answer == "trapped")

    def warning(self, warning: PublicWarning) -> str:
        """Name of the alarm of a red warning."""
        return warning_alarm(warning)

    def line(self, *alarms: str) -> Seen | None:
        """The newest word that all of ``alarms`` were seen; for who may read who did what."""
        if not self.audience.reads_log or any(alarm not in self.seen for alarm in alarms):
            return None
        return max((self.seen[alarm] for alarm in alarms), key=lambda s: s.at, default=None)


def unreached_alarms(missed: Iterable[Unreached]) -> tuple[str, ...]:
    """Names of the alarms of who was not reached: alert and who, however many posts it concerns."""
    return tuple(dict.fromkeys(f"unreached:{mark.alert}:{mark.who}" for mark in missed))


def warning_alarm(warning: PublicWarning) -> str:
    """Name of the alarm of a red warning. One that has gone out is not what waited as a draft: who
    saw that has not seen this, and most people could not see it."""
    draft = ":draft" if warning.approved_at is None else ""
    return f"warning:{warning.id}:{warning.version}{draft}"


def _coded(alarm: str) -> str:
    kind, _, rest = alarm.partition(":")
    return f"{kind}:{sha256(rest.encode()).hexdigest()[:12]}"


def ringing(fragments: Iterable[str]) -> frozenset[str]:
    """The alarms that ring in what a page shows."""
    found = (unescape(names).split() for html in fragments for names in _RINGING.findall(html))
    return frozenset(alarm for names in found for alarm in names)


def seen_alarms(
    connection: Connection, incident: str, until: datetime | None = None
) -> Mapping[str, Seen]:
    """What was seen of an incident, by alarm; with ``until``, by that moment of its time."""
    row = AlarmSeenRow
    query = select(col(row.alarm), col(row.person), col(row.at)).where(
        col(row.incident) == incident
    )
    if until is not None:
        query = query.where(col(row.at) <= until)
    return {alarm: Seen(person, at) for alarm, person, at in connection.execute(query)}


def seen_so_far(connection: Connection, incidents: Collection[str]) -> int:
    """How many alarms of these incidents were seen; it only grows."""
    query = select(func.count()).where(col(AlarmSeenRow.incident).in_(incidents))
    return connection.execute(query).scalar_one()


def see(
    connection: Connection, incident: str, alarms: Iterable[str], person: str, at: datetime
) -> None:
    """Somebody has seen them. The first word stands; the same again is nothing."""
    for alarm in sorted(alarms):
        row = {"incident": incident, "alarm": alarm, "person": person, "at": at}
        insert_once(connection, AlarmSeenRow, row)
