"""Intents to alert: written in the transaction of the events that they tell of.

An intent is addressed to a post. Who holds it, and how to reach them, is looked up when it is
sent. The same hand closes what an answer has settled, so nothing is sent after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from itertools import groupby
from typing import Any

from sqlalchemy import ColumnElement, Connection, insert, update
from sqlmodel import col

from incident import events as e
from incident.audience import addressed
from incident.ports import Commit
from incident.state import Entry
from notify.facts import alike, facts, level_of, subject_groups
from notify.knows import own
from notify.mentions import unreached
from notify.notices import Addressed, correction, notice
from notify.recommended import is_new
from notify.settled_orders import settle_orders
from notify.stop import stop
from notify.tables import AttemptRow, CallRow, IntentRow
from notify.watches import answered, over
from playbooks.lookup import Playbook
from playbooks.schema import Alert
from runtime.prepared import Prepared

OVER = ("IncidentDismissed", "ResponseEnded", "IncidentClosed")
"""After these nobody is asked any more about what was before."""


def key_of(seq: int) -> str:
    """The name under which an entry's alert is answered, e.g. ``entry-12``."""
    return f"entry-{seq}"


def intents(connection: Connection, commit: Commit) -> None:
    """A ``Consequence``: the plan's alerts on every entry, one intent for each post and group."""
    told = [(entry, to) for entry in commit.entries for to in _told(connection, commit, entry)]
    if told:
        named = alike(connection, commit)  # once, whatever the command led to
        rows = [
            _row(commit, entry, to, position, named)
            for entry, all_of_it in groupby(told, lambda pair: pair[0])
            for position, (_, to) in enumerate(all_of_it, start=1)
        ]
        _INSERT.run(connection, *rows)
    settle_orders(connection, commit)
    for entry in commit.entries:
        if isinstance(entry.event, e.AlertAnswered):
            _answered(connection, commit, entry.event, entry.recorded_at)
        elif entry.event.wire() in OVER:
            _over(connection, commit.incident, key_of(entry.seq), entry.recorded_at)


_INSERT = Prepared(insert(IntentRow).inline())


def _row(
    commit: Commit, entry: Entry, to: Addressed, position: int, named: Mapping[str, Any]
) -> dict[str, Any]:
    event = entry.event
    return {
        "id": f"{commit.incident}:{entry.seq}:{to.alert.id}:{to.group}:{to.post}",
        "incident": commit.incident,
        "jurisdiction": commit.jurisdiction,
        "mode": commit.mode,
        "entry_seq": entry.seq,
        "event": event.wire(),
        "key": key_of(entry.seq),
        "alert": to.alert.id,
        "post": to.post,
        "group_id": to.group,
        "position": position,
        "plan": commit.after.plan,
        "facts": {
            **facts(commit, to.alert, event, to.group),
            **named,
            **to.more,
            **own(to.alert, entry),
        },
        "urgency": to.alert.urgency,
        "confirm": to.alert.confirm,
        "on_unknown": to.alert.on_unknown,
        "created_at": commit.now,
        "expanded_at": None,
    }


def _told(connection: Connection, commit: Commit, entry: Entry) -> Iterator[Addressed]:
    """Whom an entry is told to: in people's own words, then by the plan's alerts."""
    event = entry.event
    match event:
        case e.NoticeSent():
            yield from notice(commit, event)
        case e.NoticeCorrected():
            yield from correction(connection, commit, event)
    more: dict[str, Any] = {}
    if isinstance(event, e.PersonUnreachable):
        more = unreached(connection, commit, event)
    for alert in alerts_on(commit.playbook, commit, event):
        for group, post in _addressed(commit, alert, event):
            yield Addressed(alert, group, post, more)


def alerts_on(playbook: Playbook, commit: Commit, event: e.Event) -> Iterator[Alert]:
    """The plan's alerts for an event. One with a level is for that level and graver ones; of an
    assessment, for a level that has yet to be asked for."""
    listed = playbook.alerts.get(event.wire(), ())
    level = level_of(commit, event)
    asked = not isinstance(event, e.Assessed) or is_new(commit, event)
    rank = playbook.level_rank(level) if level is not None and asked else None
    for alert in listed:
        if alert.level is None or (rank is not None and rank >= playbook.level_rank(alert.level)):
            yield alert


def _addressed(commit: Commit, alert: Alert, event: e.Event) -> Iterator[tuple[str, str]]:
    """Pairs of group (or empty) and post, in the plan's order, each once."""
    groups = alert.groups
    if not alert.groups and not alert.posts:
        groups = subject_groups(commit, event)
    yield from addressed(commit.after, commit.playbook, groups, alert.posts)


def _answered(connection: Connection, commit: Commit, event: e.AlertAnswered, at: datetime) -> None:
    """An answer proves receipt, by whatever way: stop sending and take them off the call list."""
    incident = commit.incident
    answered(connection, commit.playbook, incident, event.alert, event.person, event.answer, at)

    def theirs(table: type[AttemptRow] | type[CallRow]) -> tuple[ColumnElement[bool], ...]:
        return (
            col(table.incident) == incident,
            col(table.key) == event.alert,
            col(table.person) == event.person,
        )

    connection.execute(update(AttemptRow).where(*theirs(AttemptRow)).values(answered_at=at))
    stop(connection, theirs, at)


def _over(connection: Connection, incident: str, but_key: str, at: datetime) -> None:
    """Nobody is told or asked any more about what was before."""
    over(connection, incident, but_key, at)
    stop(connection, lambda t: (col(t.incident) == incident, col(t.key) != but_key), at)
