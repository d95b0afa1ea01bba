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
from incident.state import Incident
from incident.tables import IncidentRow
from playbooks.lookup import Playbook
from playbooks.schema import Words
from runtime.language import N_, Lang, Phrase, phrase
from web.board import grades
from web.board.changing import in_real_life, next_change, rate_of
from web.board.commanding import commanding
from web.board.heading import headings
from web.board.rows import figure_lines
from web.board.warnings import warnings
from web.choices import decision_text, level_name, post_name
from web.duty.lookout import Lookout
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
    """An open incident in one card. ``elapsed`` is since the county learned of it, and
    ``overdue_since`` when the oldest clock that ran out did so."""

    id: str
    title: str
    county: str
    mode: str
    zone: ZoneInfo
    stage: str
    verification: str
    level: str
    learned_at: datetime
    elapsed: Phrase
    commander: tuple[str, str | None]
    """Title, and name of the holder; None where nobody holds the post or they are from above."""
    from_above: bool
    next: Next | None
    overdue: int
    overdue_since: datetime | None
    unreached: int
    grade: str | None
    """In words; None for who may not see it."""
    people: tuple[tuple[Words, object], ...]
    """Figures of people in the plan's order, as approved; None where that says nothing of it."""
    approved: tuple[int, datetime] | None
    """Version of the approved figures and when; None before the first."""
    changed_at: datetime
    changes_at: datetime | None
    """When time alone changes the card next, in operating time; None where nothing comes."""


def rows_of(
    connection: Connection, services: Services, who: Reader | Lookout
) -> list[Mapping[str, Any]]:
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
    connection: Connection,
    services: Services,
    who: Reader | Lookout,
    rows: Sequence[Mapping[str, Any]],
) -> list[Mapping[str, Any]]:
    """The rows by the names that many may read, for the titles that somebody typed. All open
    incidents of each county and mode are among them."""
    called = headings(services.directory, connection, rows, who.lang)
    return [{**row, "title": called[row["id"]]} for row in rows]


def still_open(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Those that are neither archived nor dismissed."""
    return [row for row in rows if row["stage"] not in OVER]


def running(
    services: Services, connection: Connection, who: Lookout, row: Mapping[str, Any]
) -> Running:
    """An open incident, one of ``rows_of`` as ``named`` has it, as its own log has it now."""
    state = services.desk.state_in(connection, row["id"])
    playbook = services.shelf.get(state.plan)
    now = services.desk.clock_in(connection, state.id).now()
    people = People(services.directory, connection, state, services.clock.now())
    every = duties(state, playbook)
    clocks = [d for d in every if d.done_at is None and d.due_at is not None]
    changes = next_change(every, warnings(state, {}).standing, now)
    late = [d.due_at for d in clocks if d.due_at and d.late(now)]
    last = state.approved[-1] if state.approved else None
    return Running(
        id=state.id,
        title=row["title"],
        county=row["county"],
        mode=state.mode,
        zone=row["zone"],
        stage=state.stage,
        verification=state.verification,
        level=level_name(playbook, state.level, who.lang),
        learned_at=state.opened.learned_at,
        elapsed=lasting(now - state.opened.learned_at),
        commander=commanding(state, playbook, people, who.lang),
        from_above=state.command.by == "superior",
        next=_next(state, playbook, people, who.lang),
        overdue=len(late),
        overdue_since=min(late, default=None),
        unreached=len(silent(state)),
        grade=grades.stated(state, playbook, who.lang) if who.assessed(state, playbook) else None,
        people=tuple(
            (line.measure.name, line.approved)
            for line in figure_lines(state, playbook)
            if line.measure.kind == "count"
        ),
        approved=(last.number, last.at) if last else None,
        changed_at=row["changed_at"],
        changes_at=in_real_life(changes, now, services.clock.now(), rate_of(row["clock"])),
    )


def _next(state: Incident, playbook: Playbook, people: People, lang: Lang) -> Next | None:
    decisions = open_decisions(state, playbook)
    if not decisions:
        return None
    first = decisions[0]
    return Next(
        about=decision_text(playbook, first.action, first.level, lang),
        post=post_name(playbook, first.waiting_for, lang),
        holder=people.holder(first.waiting_for),
        more=len(decisions) - 1,
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
