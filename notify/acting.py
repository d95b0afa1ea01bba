"""Whether somebody who was told has done anything since: the log says it."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import Connection, RowMapping

from incident import events as e
from incident.log import read
from incident.state import Entry


def acted(connection: Connection, watch: RowMapping, posts: Collection[str]) -> bool:
    """Whether the person of a watch did something about the incident after the alert.

    Answering alerts is not doing. An order that somebody else wrote down for them is.
    """
    told = int(watch["key"].removeprefix("entry-"))
    first, *rest = read(connection, watch["incident"], after=told - 1)
    # What came with the same command is what the alert tells of.
    since = (entry for entry in rest if entry.cause != first.cause)
    return any(_does(entry, watch["person"], posts) for entry in since)


def _does(entry: Entry, person: str, posts: Collection[str]) -> bool:
    if isinstance(entry.event, e.AlertAnswered):
        return entry.event.person == person and entry.event.answer in ("on_the_way", "on_scene")
    return entry.actor == person or entry.on_behalf_of in posts
