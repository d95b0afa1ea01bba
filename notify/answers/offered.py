"""Which answers a message offers its reader: one rule for texts, links, pages and calls.

Who is sent nowhere is not asked whether they have left or arrived (``words.offered``). What
somebody writes of their own accord is taken in any case.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.bundles import intents_of
from notify.routes import Routes
from notify.tables import IntentRow
from playbooks.lookup import Playbook


def sets_out(playbook: Playbook, intents: Sequence[Mapping[Any, Any]]) -> bool:
    """Whether any of them sends its reader somewhere; words of people may."""
    planned = [playbook.alert.get(intent["alert"]) for intent in intents]
    return not planned or any(alert is None or alert.sets_out for alert in planned)


def goes(connection: Connection, playbook: Playbook, attempt: Mapping[Any, Any]) -> bool:
    """Whether a message, with what was joined to it, sends its reader somewhere."""
    return sets_out(playbook, intents_of(connection, attempt))


def staying(
    connection: Connection, playbook: Playbook, incident: str, told: Mapping[str, Sequence[str]]
) -> frozenset[str]:
    """The alerts, by their keys, that send nobody anywhere who was told as these posts."""
    query = select(col(IntentRow.key), col(IntentRow.post), col(IntentRow.alert)).where(
        col(IntentRow.incident) == incident, col(IntentRow.key).in_(told)
    )
    theirs: dict[str, list[Mapping[str, Any]]] = {}
    for key, post, alert in connection.execute(query):
        if post in told[key]:
            theirs.setdefault(key, []).append({"alert": alert})
    return frozenset(key for key, intents in theirs.items() if not sets_out(playbook, intents))


@dataclass(frozen=True)
class Offers:
    """What is looked up for channels that say by themselves how to answer, as a call does."""

    routes: Routes
    playbooks: Callable[[str], Playbook]

    def goes(self, connection: Connection, attempt: Mapping[Any, Any]) -> bool:
        """True also where the text says how to answer, as it was frozen."""
        channel = self.routes.channels.get(attempt["channel"])
        if channel is None or not channel.capabilities.voice:
            return True
        told = intents_of(connection, attempt)
        return not told or sets_out(self.playbooks(told[0]["plan"]), told)
