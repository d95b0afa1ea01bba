"""Who was told: from handed over to on scene, person by person, those not reached on top."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from incident.silence import silent
from incident.state import Incident
from notify.keys import REPLY
from notify.knows import known
from notify.tables import AttemptRow, CallRow, WatchRow
from notify.unread import count
from web.board.cameof import UNKEPT, came_of, in_doubt, message_columns
from web.board.minute import Minute

STEPS = ("sent", "delivered", "answered", "left", "arrived")
"""The way of an alert, each step counting those who came at least so far."""

_REACHED = {
    "accepted": 1,
    "delivered": 2,
    "acknowledged": 3,
    "on_the_way": 4,
    "on_scene": 5,
}


@dataclass(frozen=True, slots=True)
class Recipient:
    """One person, over all alerts of the incident: the farthest step of the newest alert."""

    person: str
    posts: tuple[str, ...]
    step: int
    """0: not handed over yet; else the position in ``STEPS`` from 1."""
    declined: bool
    since: datetime
    next_at: datetime | None = None
    """When the next step up is due: another way, another person, the desk; None of a past minute,
    whose next step is not kept."""
    ended: str | None = None
    """Why no further step is taken; None while one is."""
    status: str = "ready"
    """Of the newest message, where it reached no step: ``unknown`` is not ``ready``. Of a past
    minute it may be ``UNKEPT``."""
    read_at: datetime | None = None
    """When the message was shown to them, where a provider says so. It is no answer."""

    @property
    def in_doubt(self) -> bool:
        """Nobody knows whether the message went out, or it was not kept, and nothing was heard."""
        return self.step == 0 and self.status in ("unknown", UNKEPT) and not self.declined


@dataclass(frozen=True, slots=True)
class ToldList:
    people: tuple[Recipient, ...]
    """Who has not answered first, then in the order in which they were told."""
    missing: frozenset[str] = frozenset()
    """Persons, villages and posts marked as not reached and not heard from since."""
    knows: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Posts by person of those who were told nothing: what there was to tell, they had recorded."""

    @property
    def counts(self) -> Mapping[str, int]:
        return {
            name: sum(1 for p in self.people if p.step >= number)
            for number, name in enumerate(STEPS, start=1)
        }

    @property
    def read(self) -> int:
        """Who is known to have read it, with those who answered; 0 where no provider tells."""
        if not any(p.read_at for p in self.people):
            return 0
        return sum(1 for p in self.people if p.read_at or p.step >= _REACHED["acknowledged"])

    @property
    def standing(self) -> Mapping[str, int]:
        """Everybody once: ``answered``; ``silent``, who has not answered; ``missing``, marked as
        not reached, with posts and villages that have nobody; ``unknown``, whose message may have
        gone out or not; ``unsent``, nothing handed over yet.

        ``delivered`` tells how many of the silent have the message on their telephone.
        """
        known = [p for p in self.people if p.person not in self.missing]
        open_ = [p for p in known if p.step < _REACHED["acknowledged"] and not p.declined]
        silent_ = [p for p in open_ if p.step > 0]
        doubtful = sum(1 for p in open_ if p.in_doubt)
        return {
            "answered": len(known) - len(open_),
            "silent": len(silent_),
            "delivered": sum(1 for p in silent_ if p.step == _REACHED["delivered"]),
            "missing": len(self.missing),
            "unknown": doubtful,
            "unsent": len(open_) - len(silent_) - doubtful,
        }

    @property
    def waiting(self) -> int:
        """How many were told and have not answered."""
        return sum(1 for p in self.people if p.step < _REACHED["acknowledged"] and not p.declined)


def told_list(
    connection: Connection,
    state: Incident,
    until: Minute | None = None,
    *,
    reaches_world: bool = True,
) -> ToldList:
    """Everybody who was told anything. With ``until``, who was by then, and what was known then of
    their messages; ``state`` is that of the same minute.

    Where no message leaves the machine, a real one has not been sent to anybody.
    """
    arrives = reaches_world or state.mode == "exercise"
    told_by = None if until is None else until.operating
    query = (
        select(
            col(AttemptRow.person), col(AttemptRow.key), col(AttemptRow.posts),
            col(AttemptRow.created_at), *message_columns(),
        )
        .where(col(AttemptRow.incident) == state.id, col(AttemptRow.event) != REPLY)
        .order_by(col(AttemptRow.created_at), col(AttemptRow.position), col(AttemptRow.step))
    )  # fmt: skip
    if told_by is not None:
        query = query.where(col(AttemptRow.created_at) <= told_by)
    newest: dict[str, Recipient] = {}
    last: dict[str, tuple[str, int, bool, datetime | None]] = {}
    watches = _watches(connection, state.id, until)
    for row in connection.execute(query):
        answer = state.answers.get((row.key, row.person))
        next_at, ended = watches.get((row.key, row.person), (None, None))
        came = came_of(row, told_by)
        told = _REACHED["delivered"] if came.delivered_at else _REACHED.get(came.status, 0)
        told, read_at = (told, came.read_at) if arrives else (0, None)
        step = _REACHED.get(answer.answer, 0) if answer else told
        doubt = arrives and in_doubt(came)
        status = "unknown" if doubt else came.status if arrives else "ready"
        key, before, doubted, read_before = last.get(row.person, ("", 0, False, None))
        if key == row.key:
            # Another step of the same alert takes nothing back of what is known of the one before.
            step, read_at = max(step, before), read_at or read_before
            status = "unknown" if doubted else status
        last[row.person] = row.key, step, doubt, read_at
        newest[row.person] = Recipient(
            row.person,
            tuple(row.posts),
            step,
            declined=answer is not None and answer.answer == "declined",
            since=row.created_at,
            next_at=next_at,
            ended=ended,
            status=status,
            read_at=read_at,
        )
    people = sorted(newest.values(), key=lambda p: p.step >= _REACHED["acknowledged"])
    missing = frozenset(mark.who for mark in silent(state).values())
    knows = known(connection, state.id, None if until is None else until.incident)
    unasked = {who: posts for who, posts in knows.items() if who not in newest}
    return ToldList(tuple(people), missing, unasked)


_BY_THE_ENGINE = ("exhausted", "no_action")
"""Ends that come when time is up; every other one comes with an entry of the log, at its time."""


def _watches(
    connection: Connection, incident: str, until: Minute | None
) -> dict[tuple[str, str], tuple[datetime | None, str | None]]:
    """When the next step is due, and why no further one is taken, by alert and person. Of a past
    minute only the second: when earlier steps were due is not kept."""
    columns = (
        col(WatchRow.key), col(WatchRow.person), col(WatchRow.due_at), col(WatchRow.closed_at),
        col(WatchRow.closed_why),
    )  # fmt: skip
    rows = connection.execute(select(*columns).where(col(WatchRow.incident) == incident)).all()
    if until is None:
        return {(r.key, r.person): (r.due_at, r.closed_why) for r in rows}
    return {
        (r.key, r.person): (None, r.closed_why)
        for r in rows
        if r.closed_at is not None
        and r.closed_at <= (until.operating if r.closed_why in _BY_THE_ENGINE else until.incident)
    }


def pulse(connection: Connection, incident: str) -> tuple[object, ...]:
    """Changes whenever the list does."""
    attempts = select(
        col(AttemptRow.status), col(AttemptRow.tries), col(AttemptRow.answered_at),
        col(AttemptRow.delivered_at), col(AttemptRow.read_at),
    ).where(col(AttemptRow.incident) == incident)  # fmt: skip
    calls = select(col(CallRow.tries), col(CallRow.result), col(CallRow.closed_at)).where(
        col(CallRow.incident) == incident
    )
    rows = tuple(tuple(map(tuple, connection.execute(q).all())) for q in (attempts, calls))
    return (*rows, tuple(known(connection, incident)), count(connection, incident))
