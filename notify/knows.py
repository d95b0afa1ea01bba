"""Who need not be told: where the plan says so (``own: knows``), who made the entry themselves.

They are noted with the intent, so that they stand on the list of who was told, and they have
nothing to answer. Who wrote down what somebody else decided is told like everybody else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, String, cast, select, update
from sqlmodel import col

from incident.state import Entry
from notify.recipients import Found
from notify.tables import IntentRow
from playbooks.schema import Alert

RECORDED, KNOWS = "recorded_by", "knows"
"""Of the facts of an intent: who made the entry, and who of them holds the post."""


def own(alert: Alert, entry: Entry) -> dict[str, Any]:
    """For the facts of an intent: who made the entry, where they need not be told of it."""
    if alert.own == "told" or entry.on_behalf_of is not None:
        return {}
    return {RECORDED: entry.actor}


def without_own(connection: Connection, intent: RowMapping, found: Found) -> Found:
    """Those of a post who are told; who made the entry is noted if they are one of them."""
    facts = intent["facts"]
    who = facts.get(RECORDED)
    theirs = {person for person, _ in found.reachable} | set(found.without_address)
    if who not in theirs:
        return found
    connection.execute(
        update(IntentRow)
        .where(col(IntentRow.id) == intent["id"])
        .values(facts={**facts, KNOWS: who})
    )
    return replace(
        found,
        reachable=tuple(way for way in found.reachable if way[0] != who),
        without_address=tuple(person for person in found.without_address if person != who),
    )


def known(
    connection: Connection, incident: str, until: datetime | None = None
) -> Mapping[str, tuple[str, ...]]:
    """The posts of everybody who made an entry themselves and was not told of it, by person.

    With ``until``, only of entries before that moment.
    """
    query = (
        select(col(IntentRow.facts), col(IntentRow.post))
        # Canonical JSON: a quotation mark inside of a text would stand behind a backslash.
        .where(
            col(IntentRow.incident) == incident,
            cast(col(IntentRow.facts), String).contains(f'"{KNOWS}":'),
        )
        .order_by(col(IntentRow.created_at), col(IntentRow.position))
    )
    if until is not None:
        query = query.where(col(IntentRow.created_at) <= until)
    found: dict[str, list[str]] = {}
    for row in connection.execute(query):
        found.setdefault(row.facts[KNOWS], []).append(row.post)
    return {person: tuple(dict.fromkeys(posts)) for person, posts in found.items()}
