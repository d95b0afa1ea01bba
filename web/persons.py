"""People and alerts as a form offers them: by name and by what they were about, never by id."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import Connection, or_, select
from sqlmodel import col

from notify.tables import AttemptRow, IntentRow
from registry.tables import HoldingRow
from web.board.view import Board
from web.forms import Option
from web.services import Services

SHOWN_CHARS = 60
"""More of a log's sentence than this does not fit into a list."""


def told(seen: Board) -> list[Option]:
    """Everybody who was told anything, those who have not answered first."""
    posts = {p.person: p.posts for p in seen.told.people}
    return _named(posts, seen, seen.names)


def on_duty(services: Services, seen: Board) -> list[Option]:
    """Who holds a post of the county itself now, in the incident's mode: who may have heard an
    order with their own ears. Posts that every township or village has are left out."""
    held: dict[str, tuple[str, ...]] = {}
    with services.database.read() as connection:
        for person, post in _holdings(services, connection, seen):
            held[person] = (*held.get(person, ()), post)
        names = services.directory.names(connection, sorted(held))
    order = list(seen.playbook.posts)
    first = sorted(
        (p for p in held if any(post in order for post in held[p])),
        key=lambda person: min(order.index(post) for post in held[person] if post in order),
    )
    return _named({person: held[person] for person in first}, seen, names)


def alerts(services: Services, seen: Board) -> list[Option]:
    """Every entry that people were alerted about, the newest first, by its sentence."""
    query = (
        select(col(IntentRow.key), col(IntentRow.entry_seq))
        .where(col(IntentRow.incident) == seen.incident.id)
        .distinct()
        .order_by(col(IntentRow.entry_seq).desc())
    )
    told = {line.seq: line.text for line in seen.log}
    with services.database.read() as connection:
        rows = connection.execute(query).all()
    return [(row.key, f"#{row.entry_seq} {_short(told.get(row.entry_seq, ''))}") for row in rows]


def unanswered(services: Services, seen: Board, given: Mapping[str, Sequence[str]]) -> list[Option]:
    """The other alerts that the person of a form was sent, or could not be reached with, and has
    not answered; empty where the form names nobody."""
    person, about = ([*given.get(name, ("",))][-1:] or [""] for name in ("person", "alert"))
    query = select(col(AttemptRow.key)).where(
        col(AttemptRow.incident) == seen.incident.id, col(AttemptRow.person) == person[0]
    )
    with services.database.read() as connection:
        told = set(connection.execute(query.distinct()).scalars())
    told |= {alert for alert, who in seen.incident.unreached if who == person[0]}
    answered = {alert for alert, who in seen.incident.answers if who == person[0]}
    wanted = told - answered - {about[0]}
    return [option for option in alerts(services, seen) if option[0] in wanted]


def _holdings(services: Services, connection: Connection, seen: Board) -> Iterable[tuple[str, str]]:
    now = services.clock.now()
    query = (
        select(col(HoldingRow.person_id), col(HoldingRow.post))
        .where(
            col(HoldingRow.jurisdiction) == seen.incident.opened.jurisdiction,
            col(HoldingRow.mode) == seen.incident.mode,
            col(HoldingRow.scope_id).is_(None),
            col(HoldingRow.since) <= now,
            or_(col(HoldingRow.until).is_(None), col(HoldingRow.until) > now),
        )
        .order_by(col(HoldingRow.rank), col(HoldingRow.id))
    )
    return [(row.person_id, row.post) for row in connection.execute(query)]


def _named(
    posts: Mapping[str, Iterable[str]], seen: Board, names: Mapping[str, str | None]
) -> list[Option]:
    return [
        (person, " · ".join([names.get(person) or person, *(seen.post(p) for p in theirs)]))
        for person, theirs in posts.items()
    ]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN_CHARS else f"{text[: SHOWN_CHARS - 1]}…"
