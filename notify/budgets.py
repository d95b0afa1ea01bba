"""What a provider still takes for one person's number today: counted from what was handed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection, func, select
from sqlmodel import col

from notify.channel import Channel
from notify.tables import AttemptRow, SelfTestRow, SelfTestWordRow

DAY = timedelta(hours=24)
"""A sliding day: wherever the provider's own day begins, no more than its budget falls into it."""


def spent(
    connection: Connection, channels: Mapping[str, Channel], person: str, now: datetime
) -> frozenset[str]:
    """Channels that take nothing more for the person now."""
    still = left(connection, channels, person, now)
    return frozenset(name for name, count in still.items() if not count)


def left(
    connection: Connection, channels: Mapping[str, Channel], person: str, now: datetime
) -> Mapping[str, int]:
    """How many messages each channel with a budget still takes for the person."""
    limits = {
        name: channel.capabilities.daily_budget
        for name, channel in channels.items()
        if channel.capabilities.daily_budget is not None
    }
    if not limits:
        return {}
    query = (
        select(col(AttemptRow.channel), func.count().label("sent"))
        .where(
            col(AttemptRow.person) == person,
            col(AttemptRow.channel).in_(limits),
            col(AttemptRow.created_at) > now - DAY,
            col(AttemptRow.status) != "ready",
        )
        .group_by(col(AttemptRow.channel))
    )
    tests = (
        select(col(SelfTestRow.channel), func.count().label("sent"))
        .join(SelfTestWordRow, col(SelfTestWordRow.test) == col(SelfTestRow.id))
        .where(
            col(SelfTestRow.person) == person,
            col(SelfTestRow.channel).in_(limits),
            col(SelfTestWordRow.word) == "sending",
            col(SelfTestWordRow.at) > now - DAY,
        )
        .group_by(col(SelfTestRow.channel))
    )
    used = Counter[str]()
    for counted in (query, tests):
        used.update({row.channel: row.sent for row in connection.execute(counted).all()})
    return {name: max(0, (limit or 0) - used[name]) for name, limit in limits.items()}
