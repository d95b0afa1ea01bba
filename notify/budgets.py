"""What a provider still takes for a number today: counted from what was handed over to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, false, func, not_, or_, select
from sqlmodel import col

from notify.answers import telephones
from notify.bundles import JOINED
from notify.channel import Channel
from notify.keys import PASSED_OVER
from notify.tables import WAITING, AttemptRow, SelfTestRow, SelfTestWordRow
from runtime.vault import Vault

DAY = timedelta(hours=24)
"""A sliding day: wherever the provider's own day begins, no more than its budget falls into it."""


@dataclass(frozen=True, slots=True)
class Used:
    """How the numbers stand to which a channel has sent in the last 24 hours."""

    numbers: int
    spent: int
    """Of these, to how many it sends nothing more now."""


def spent(
    connection: Connection,
    vault: Vault,
    channels: Mapping[str, Channel],
    person: str,
    address: str,
    now: datetime,
) -> frozenset[str]:
    """Channels that take nothing more for the number now."""
    still = left(connection, vault, channels, person, address, now)
    return frozenset(name for name, count in still.items() if not count)


def left(
    connection: Connection,
    vault: Vault,
    channels: Mapping[str, Channel],
    person: str,
    address: str,
    now: datetime,
) -> Mapping[str, int]:
    """How many messages each channel with a budget still takes for the number, whoever of those
    that share it they are for. Tests of the ways count for the telephone too; those from before it
    was kept with them count for everybody who was ever written to there, and for ``person``."""
    limits = _limits(channels)
    if not limits:
        return {}
    digest = telephones.known(connection, vault, address)
    # Without a key for digests there are no rows with one.
    here = false() if digest is None else col(AttemptRow.address_digest) == digest
    query = (
        select(col(AttemptRow.channel), func.count().label("sent"))
        .where(here, *_sent(limits, now))
        .group_by(col(AttemptRow.channel))
    )
    there = select(col(AttemptRow.person)).where(here)
    unnamed = col(SelfTestRow.address_digest).is_(None) & or_(
        col(SelfTestRow.person) == person, col(SelfTestRow.person).in_(there)
    )
    same = false() if digest is None else col(SelfTestRow.address_digest) == digest
    tests = (
        select(col(SelfTestRow.channel), func.count().label("sent"))
        .join(SelfTestWordRow, col(SelfTestWordRow.test) == col(SelfTestRow.id))
        .where(
            or_(same, unnamed),
            col(SelfTestRow.channel).in_(limits),
            col(SelfTestWordRow.word) == "sending",
            col(SelfTestWordRow.at) > now - DAY,
        )
        .group_by(col(SelfTestRow.channel))
    )
    used = Counter[str]()
    for counted in (query, tests):
        used.update({row.channel: row.sent for row in connection.execute(counted).all()})
    return {name: max(0, limit - used[name]) for name, limit in limits.items()}


def spare(
    connection: Connection,
    vault: Vault,
    channel: Channel,
    to: Mapping[Any, Any],
    now: datetime,
) -> int | None:
    """How many messages a channel still takes for the number of the attempt ``to`` when all that
    waits to be sent there has gone; None without a budget, or where the number was erased."""
    address = vault.unseal(connection, [to["address_ref"]])[to["address_ref"]]
    if channel.capabilities.daily_budget is None or address is None:
        return None
    still = left(connection, vault, {channel.name: channel}, to["person"], address, now)
    waiting = select(func.count()).where(
        col(AttemptRow.address_digest) == telephones.known(connection, vault, address),
        col(AttemptRow.channel) == channel.name,
        col(AttemptRow.status).in_(WAITING),
    )
    return still[channel.name] - connection.execute(waiting).scalar_one()


def used(
    connection: Connection, channels: Mapping[str, Channel], now: datetime
) -> Mapping[str, Used]:
    """How far the budgets of each channel that has one are used, without tests of the ways."""
    limits = _limits(channels)
    query = (
        select(col(AttemptRow.channel), func.count().label("sent"))
        .where(*_sent(limits, now))
        .group_by(col(AttemptRow.channel), col(AttemptRow.address_digest))
    )
    counts: dict[str, list[int]] = {name: [] for name in limits}
    for row in connection.execute(query):
        counts[row.channel].append(row.sent)
    return {
        name: Used(len(sent), sum(count >= limits[name] for count in sent))
        for name, sent in counts.items()
    }


def _limits(channels: Mapping[str, Channel]) -> Mapping[str, int]:
    return {
        name: limit
        for name, channel in channels.items()
        if (limit := channel.capabilities.daily_budget) is not None
    }


def _sent(names: Iterable[str], now: datetime) -> list[ColumnElement[bool]]:
    """Messages that a provider has or may have: not what went as part of another, what went by
    another channel instead, and what it is known to have refused."""
    code = func.coalesce(col(AttemptRow.error_code), "")
    refused = or_(
        col(AttemptRow.status) == "failed_temporary",
        and_(col(AttemptRow.status) == "failed_permanent", col(AttemptRow.provider_id).is_(None)),
    )
    return [
        col(AttemptRow.channel).in_(list(names)),
        col(AttemptRow.claimed_at) > now - DAY,
        col(AttemptRow.status) != "ready",
        not_(refused),
        not_(code.startswith(f"{JOINED}:")),
        not_(code.startswith(f"{PASSED_OVER}:")),
    ]
