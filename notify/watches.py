"""Who was told and has not answered: one row for each person and alert, with its next due time.

Written with the message and closed with the answer, each in that one's transaction: a step up is
taken only on a row that is still open, so nothing goes out after an answer.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, RowMapping, select, update
from sqlmodel import col

from notify.escalation import act_by, first_until, move, onward
from notify.rows import columns, insert_once
from notify.shortfall import UNREACHED
from notify.tables import WatchRow
from notify.urgency import most_urgent
from playbooks.lookup import Playbook

ACTING = ("on_the_way", "on_scene")
"""Answers that are more than "received"."""


def watch(
    connection: Connection,
    attempt: Mapping[str, Any],
    intents: Sequence[RowMapping],
    playbook: Playbook,
    now: datetime,
    instead_of: str | None = None,
) -> None:
    """Watch for the answer to a message. Nothing where the plan asks for none.

    ``instead_of`` names the watch of the one in whose place this person was told.
    """
    about = most_urgent(intents)
    escalation = playbook.escalation(about["alert"])
    if escalation is None or attempt["event"] == UNREACHED:
        # That somebody was not reached must not lead to the same about those who are told of it.
        return
    first = move(escalation, 0, stand_in=instead_of is not None)
    row = {
        "id": watch_id(attempt["incident"], attempt["key"], attempt["person"]),
        **{n: attempt[n] for n in ("incident", "jurisdiction", "mode", "key", "person")},
        "alert": about["alert"],
        "plan": about["plan"],
        "intents": [intent["id"] for intent in intents],
        "instead_of": instead_of,
        "phase": "answer",
        "taken": 0,
        "asked": 0,
        "set_at": now,
        "due_at": first and first.due(now),
    }
    insert_once(connection, WatchRow, row)


def until(intents: Sequence[RowMapping], playbook: Playbook, now: datetime) -> datetime | None:
    """Until when an answer to a first message comes before others are told; None where none is
    watched for."""
    about = most_urgent(intents)
    return None if about["event"] == UNREACHED else first_until(playbook, about["alert"], now)


def watch_id(incident: str, key: str, person: str) -> str:
    """The name of the one watch for a person and an alert."""
    return f"{incident}:{key}:{person}"


def answered(
    connection: Connection,
    playbook: Playbook,
    incident: str,
    key: str,
    person: str,
    answer: str,
    now: datetime,
) -> None:
    """What an answer ends, and what it begins.

    Received: from now on the question is whether they act. Under way: nothing is left to ask.
    Declined: others are told at once. Whoever stands in for another has answered for both; and
    where one answer is enough, it ends the watch for all.
    """
    row = _open(connection, incident, key, person)
    if row is None:
        return
    this = (col(WatchRow.id) == row["id"],)
    alert = playbook.alert.get(row["alert"])
    escalation = playbook.escalation(row["alert"])
    if answer == "declined":
        step = onward(escalation, row["taken"]) if escalation else None
        if step is None:
            _close(connection, this, "declined", now)
        else:
            _set(connection, row["id"], taken=step.number, set_at=now, due_at=now)
        return
    until = None if escalation is None or answer in ACTING else act_by(escalation, now)
    if until is None:
        _close(connection, this, "acting" if answer in ACTING else "acknowledged", now)
    elif row["phase"] == "answer":
        _set(connection, row["id"], phase="action", asked=0, set_at=now, due_at=until)
    if row["instead_of"] is not None:
        _close(connection, (col(WatchRow.id) == row["instead_of"],), "stood_in", now)
    if alert is not None and alert.confirm == "one":
        others = (
            col(WatchRow.incident) == incident,
            col(WatchRow.key) == key,
            col(WatchRow.alert) == row["alert"],
            col(WatchRow.person) != person,
            col(WatchRow.phase) == "answer",
        )
        _close(connection, others, "another_answered", now)


def hasten(connection: Connection, incident: str, key: str, person: str, now: datetime) -> None:
    """The message certainly did not arrive: the next step is not waited for."""
    row = _open(connection, incident, key, person)
    if row is not None and row["phase"] == "answer":
        _set(connection, row["id"], set_at=now, due_at=now)


def over(connection: Connection, incident: str, but_key: str, now: datetime) -> None:
    """The incident is at its end: nobody is asked any more about what was before."""
    before = col(WatchRow.incident) == incident, col(WatchRow.key) != but_key
    _close(connection, before, "over", now)


def corrected(connection: Connection, incident: str, key: str, now: datetime) -> None:
    """What was told is taken back: nobody is asked any more about it."""
    told = col(WatchRow.incident) == incident, col(WatchRow.key) == key
    _close(connection, told, "corrected", now)


def settled(connection: Connection, incident: str, intents: frozenset[str], now: datetime) -> None:
    """The order that these intents ask for is settled: nobody is asked who was told no more."""
    mine = col(WatchRow.incident) == incident
    query = select(col(WatchRow.id), col(WatchRow.intents)).where(
        mine, col(WatchRow.closed_at).is_(None)
    )
    done = [row.id for row in connection.execute(query).all() if intents.issuperset(row.intents)]
    if done:
        _close(connection, (mine, col(WatchRow.id).in_(done)), "settled", now)


def _open(connection: Connection, incident: str, key: str, person: str) -> RowMapping | None:
    query = select(*columns(WatchRow)).where(
        col(WatchRow.incident) == incident,
        col(WatchRow.key) == key,
        col(WatchRow.person) == person,
        col(WatchRow.closed_at).is_(None),
    )
    return connection.execute(query).mappings().one_or_none()


def _set(connection: Connection, watch: str, **values: object) -> None:
    connection.execute(update(WatchRow).where(col(WatchRow.id) == watch).values(**values))


def _close(
    connection: Connection, which: Iterable[ColumnElement[bool]], why: str, now: datetime
) -> None:
    connection.execute(
        update(WatchRow)
        .where(*which, col(WatchRow.closed_at).is_(None))
        .values(closed_at=now, closed_why=why, due_at=None)
    )
