"""Other channels for a message that its own one does not carry."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.arming.reach import may_leave
from notify.keys import EXERCISE_CHANNELS, REPLY
from notify.recipients import Recipients, Way
from notify.tables import AttemptRow
from registry.schema import Mode


def others(
    connection: Connection, recipients: Recipients, attempt: Mapping[Any, Any], now: datetime
) -> Iterator[Way]:
    """Ways to the person of an attempt by which the program sends by itself and which do not rest,
    the best first; never the channel that it has. What answers an answer takes none whose messages
    are counted: those are for alerts."""
    routes, channel = recipients.routes, attempt["channel"]
    counted = [name for name in routes.channels if counted_reply(recipients, attempt, name)]
    for way in recipients.within(attempt["incident"]).ways(
        connection, attempt["person"], attempt["mode"], now
    ):
        sends = way.channel in routes.worldly and way.channel not in (channel, *counted)
        if sends and not routes.health.rests(way.channel, now):
            yield way


def counted_reply(recipients: Recipients, attempt: Mapping[Any, Any], name: str) -> bool:
    """Whether the attempt answers an answer, and the channel ``name`` takes only so many messages
    to one number a day."""
    channel = recipients.routes.channels.get(name)
    budget = None if channel is None else channel.capabilities.daily_budget
    return attempt["event"] == REPLY and budget is not None


def untried(
    connection: Connection, recipients: Recipients, attempt: Mapping[Any, Any], now: datetime
) -> Way | None:
    """The first that has not had the alert for the person yet: what one channel cannot carry goes
    to each other one once, and not to and fro; in an exercise at last to the simulated one."""
    query = select(col(AttemptRow.channel)).where(
        col(AttemptRow.incident) == attempt["incident"],
        col(AttemptRow.key) == attempt["key"],
        col(AttemptRow.person) == attempt["person"],
    )
    had = set(connection.execute(query).scalars())
    found = others(connection, recipients, attempt, now)
    left = next((way for way in found if way.channel not in had), None)
    return left or inside(connection, recipients, attempt, now)


def inside(
    connection: Connection, recipients: Recipients, attempt: Mapping[Any, Any], now: datetime
) -> Way | None:
    """Where a message of an exercise goes that no real telephone gets: the simulated one, else the
    telephone list. None for a real message, and for one that is there already."""
    if attempt["mode"] == "real" or attempt["channel"] in EXERCISE_CHANNELS:
        return None
    found = recipients.ways(connection, attempt["person"], attempt["mode"], now)
    return next((way for way in found if way.channel in EXERCISE_CHANNELS), None)


def onward(
    connection: Connection,
    recipients: Recipients,
    attempt: Mapping[Any, Any],
    way: Way | None,
    now: datetime,
) -> tuple[Way | None, bool]:
    """By which way a message is written anew (None: the one that it had), and whether it may be:
    what its exercise may not send out any more goes inside, where there is a way inside."""
    if way is not None or may_leave(connection, attempt, now):
        return way, True
    within = inside(connection, recipients, attempt, now)
    return within, within is not None


def without_template(
    connection: Connection, recipients: Recipients, person: str, mode: Mode, now: datetime
) -> Way | None:
    """The way by which goes what no approved template of a provider says."""
    channels = recipients.routes.channels
    found = recipients.ways(connection, person, mode, now)
    return next((w for w in found if not channels[w.channel].capabilities.needs_template), None)
