"""An order that was given, declined or asked for anew is asked of nobody any more."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, String, cast, select, update
from sqlmodel import col

from incident.ports import Commit
from notify.bundles import keys_of
from notify.endings import decides
from notify.tables import CallRow, IntentRow
from notify.watches import settled

_START = "start:"


def settle_orders(connection: Connection, commit: Commit) -> None:
    """End the steps up and the calls that ask only for an order which this commit settles. A
    message that tells of something else too is followed up as before."""
    before, after = commit.before.decisions, commit.after.decisions
    changed = {d for d, v in after.items() if d.startswith(_START) and before.get(d) != v}
    if not changed:
        return
    asked = [
        intent
        for intent in _asking(connection, commit.incident)
        if (order := intent["facts"]["order"])["id"] in changed
        and order["version"] != after[order["id"]]
    ]
    if not asked:
        return
    posts: dict[str, set[str]] = {}
    for intent in asked:
        posts.setdefault(intent["key"], set()).add(intent["post"])
    settled(connection, commit.incident, frozenset(i["id"] for i in asked), commit.now)
    _hang_up(connection, commit, posts)


def _asking(connection: Connection, incident: str) -> list[Mapping[Any, Any]]:
    """Those intents of an incident whose reader is asked for an order."""
    query = select(
        col(IntentRow.id), col(IntentRow.key), col(IntentRow.post), col(IntentRow.facts)
    ).where(
        col(IntentRow.incident) == incident,
        # Canonical JSON: a quotation mark inside of a text would stand behind a backslash.
        cast(col(IntentRow.facts), String).contains('"order":'),
    )
    return [row for row in connection.execute(query).mappings().all() if decides(row)]


def _hang_up(connection: Connection, commit: Commit, posts: Mapping[str, set[str]]) -> None:
    query = select(col(CallRow.id), col(CallRow.key), col(CallRow.posts)).where(
        col(CallRow.incident) == commit.incident,
        col(CallRow.key).in_(posts),
        col(CallRow.closed_at).is_(None),
    )
    done = [
        row.id
        for row in connection.execute(query).all()
        if set(row.posts) <= posts[row.key]
        and set(keys_of(connection, row.id, row.key)) <= posts.keys()
    ]
    if done:
        connection.execute(
            update(CallRow).where(col(CallRow.id).in_(done)).values(closed_at=commit.now)
        )
