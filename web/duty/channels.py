"""The channels as those who keep the record see them: what each can do, and how it fares now."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, select
from sqlmodel import col

from notify.budgets import Used, used
from notify.channel import Channel
from notify.channelwords import abilities, title
from notify.failurewords import reason
from notify.groups import GroupChannel
from notify.health import Condition
from notify.tables import AttemptRow, GroupPostRow
from runtime.language import Phrase
from runtime.wallclock import local
from web.services import Services


@dataclass(frozen=True, slots=True)
class ChannelLine:
    """One channel. ``since`` it fails, ``until`` it rests; all of this process."""

    name: str
    title: Phrase
    abilities: tuple[Phrase, ...]
    named: bool
    """Whether the profile in force names it."""
    today: int
    """Messages handed over since midnight."""
    budget: int | None
    """Messages to one number a day."""
    used: Used | None
    """How the numbers stand that it has sent to in the last 24 hours; None without a budget."""
    parts_left: int | None
    """Parts that its SIM still sends; None where it has none."""
    wrong: Phrase | None
    since: datetime | None
    until: datetime | None
    last_good: datetime | None


def lines_of(
    services: Services, connection: Connection, now: datetime, zone: ZoneInfo
) -> tuple[ChannelLine, ...]:
    """Every channel in the order in which it was set up, groups last."""
    return tuple(_lines(services, connection, now, zone))


def counts_of(
    services: Services, connection: Connection, now: datetime, zone: ZoneInfo
) -> tuple[Hashable, ...]:
    """What changes whenever a line does: how each channel fares in this process, what it has handed
    over, what its numbers and its SIM still take, and whether it rests."""
    midnight = _midnight(now, zone)
    fares = {} if services.ways is None else services.ways.health.conditions
    people, groups = _today(connection, midnight), _posted_today(connection, midnight)
    left = {n: getattr(channel, "parts_left", None) for n, channel in services.channels.items()}
    return (
        tuple((name, how, how.rests(now)) for name, how in sorted(fares.items(), key=_name)),
        tuple(sorted(people.items())),
        tuple(sorted(groups.items())),
        tuple(sorted(used(connection, services.channels, now).items(), key=_name)),
        tuple(sorted((name, parts(now)) for name, parts in left.items() if parts is not None)),
    )


def _name(named: tuple[str, object]) -> str:
    return named[0]


def _midnight(now: datetime, zone: ZoneInfo) -> datetime:
    return local(now, zone).replace(hour=0, minute=0, second=0, microsecond=0)


def _lines(
    services: Services, connection: Connection, now: datetime, zone: ZoneInfo
) -> Iterator[ChannelLine]:
    midnight = _midnight(now, zone)
    people, groups = _today(connection, midnight), _posted_today(connection, midnight)
    budgets = used(connection, services.channels, now)
    ways = services.ways
    conditions = {} if ways is None else ways.health.conditions
    profile = None if ways is None or ways.profile is None else ways.profile
    named = None if profile is None else {n for names in profile.values() for n in names}
    for name, channel in services.channels.items():
        today, fares = people.get(name, 0), conditions.get(name)
        yield _line(channel, fares, today, named, budgets.get(name), now)
    for name, group in services.groups.items():
        yield _line(group, conditions.get(name), groups.get(name, 0), None, None, now)


def _line(
    channel: Channel | GroupChannel,
    condition: Condition | None,
    today: int,
    named: Collection[str] | None,
    used: Used | None,
    now: datetime,
) -> ChannelLine:
    parts_left = getattr(channel, "parts_left", None)
    can, how = channel.capabilities, condition or Condition()
    always = can.group or not can.reaches_world or named is None
    return ChannelLine(
        name=channel.name,
        title=title(channel.name),
        abilities=tuple(abilities(can)),
        named=always or channel.name in (named or ()),
        today=today,
        budget=can.daily_budget,
        used=used,
        parts_left=None if parts_left is None else parts_left(now),
        wrong=None if how.reason is None else reason(channel.name, how.reason),
        since=how.since,
        until=how.resting_until if how.rests(now) else None,
        last_good=how.last_good,
    )


def _today(connection: Connection, midnight: datetime) -> Mapping[str, int]:
    query = (
        select(col(AttemptRow.channel), func.count())
        .where(col(AttemptRow.claimed_at) >= midnight)
        .group_by(col(AttemptRow.channel))
    )
    return {row[0]: row[1] for row in connection.execute(query)}


def _posted_today(connection: Connection, midnight: datetime) -> Mapping[str, int]:
    query = (
        select(col(GroupPostRow.channel), func.count())
        .where(col(GroupPostRow.claimed_at) >= midnight)
        .group_by(col(GroupPostRow.channel))
    )
    return {row[0]: row[1] for row in connection.execute(query)}
