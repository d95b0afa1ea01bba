"""Incidents of the county: rows for lists, and a summary of each one that is open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, select

from incident.decisions import open_decisions
from incident.duties import duties
from incident.silence import silent
from incident.tables import IncidentRow
from runtime.language import N_, Phrase, phrase
from web.board.heading import heading, headings
from web.choices import decision_text, level_name, post_name
from web.people import People
from web.reader import Reader
from web.services import Services

OVER = frozenset({"closed", "dismissed"})
"""Stages in which nothing runs any more."""


@dataclass(frozen=True, slots=True)
class Next:
    """The gravest open decision: what about, whose it is, and how many more wait."""

    about: str
    post: str
    holder: str | None
    more: int


@dataclass(frozen=True, slots=True)
class Running:
    """An open incident in one line. ``elapsed`` is since the county learned of it."""

    id: str
    title: str
    stage: str
    level: str
    learned_at: datetime
    elapsed: Phrase
    next: Next | None
    overdue: int
    unreached: int


def rows_of(connection: Connection, services: Services, who: Reader) -> list[Mapping[str, Any]]:
    """Every incident that the reader may see, the open ones first and of these the newest, with
    its level in words and the zone of its plan."""
    columns = IncidentRow.__table__.c  # type: ignore[attr-defined]
    query = select(*columns).where(columns.jurisdiction.in_(who.counties))
    found = connection.execute(query.order_by(columns.opened_at.desc())).mappings().all()
    return [
        {
            **row,
            "level_name": level_name(services.shelf.get(row["plan"]), row["level"], who.lang),
            "zone": ZoneInfo(services.shelf.get(row["plan"]).plan.document.zone),
            "county": services.shelf.get(row["plan"]).plan.document.jurisdiction.name.say(who.lang),
        }
        # an exercise has a date of its own: an old one that is being played stands above its like
        for row in sorted(found, key=lambda row: row["stage"] in OVER)
        if who.may_see(row["jurisdiction"], row["mode"])
    ]


def named(
    connection: Connection, services: Services, who: Reader, rows: Sequence[Mapping[str, Any]]
) -> list[Mapping[str, Any]]:
    """The rows by the names that many may read, for the titles that somebody typed. All open
    incidents of each county and mode are among them."""
    called = headings(services.directory, connection, rows, who.lang)
    return [{**row, "title": called[row["id"]]} for row in rows]


def still_open(rows: Sequence[Mapping[str, Any]], mode: str) -> list[Mapping[str, Any]]:
    """Those of a mode that are neither archived nor dismissed."""
    return [row for row in rows if row["mode"] == mode and row["stage"] not in OVER]


def running(services: Services, connection: Connection, who: Reader, incident: str) -> Running:
    """One open incident as its own log has it now."""
    state = services.desk.state(incident)
    playbook = services.shelf.get(state.plan)
    now = services.desk.clock(incident).now()
    people = People(services.directory, connection, state, services.clock.now())
    late = [d for d in duties(state, playbook) if d.done_at is None and d.late(now)]
    waiting = None
    if decisions := open_decisions(state, playbook):
        first = decisions[0]
        waiting = Next(
            about=decision_text(playbook, first.action, first.level, who.lang),
            post=post_name(playbook, first.waiting_for, who.lang),
            holder=people.holder(first.waiting_for),
            more=len(decisions) - 1,
        )
    return Running(
        id=incident,
        title=heading(services.directory, connection, state, playbook, who.lang),
        stage=state.stage,
        level=level_name(playbook, state.level, who.lang),
        learned_at=state.opened.learned_at,
        elapsed=lasting(now - state.opened.learned_at),
        next=waiting,
        overdue=len(late),
        unreached=len(silent(state)),
    )


def lasting(time: timedelta) -> Phrase:
    """How long, to the minute; never negative."""
    minutes = max(0, int(time.total_seconds() // 60))
    hours, rest = divmod(minutes, 60)
    days, hours = divmod(hours, 24)
    if days:
        return phrase(N_("{days} d {hours} h"), days=days, hours=hours)
    if hours:
        return phrase(N_("{hours} h {minutes} min"), hours=hours, minutes=rest)
    return phrase(N_("{minutes} min"), minutes=rest)
