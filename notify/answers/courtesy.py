"""Whether somebody is written back at all: an alert goes before a helpful reply, always."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, RowMapping, select, update
from sqlmodel import col

from notify.answers.backs import item_of, write_back
from notify.budgets import spare
from notify.call_list import call_anew
from notify.channel import Channel
from notify.keys import REPLY
from notify.tables import InboundRow
from runtime.database import Database
from runtime.language import Phrase
from runtime.vault import Vault

UNSAID = "kept_for_alerts"
"""Code of a reply to which nothing was written back, so that an alert still reaches its number."""

UNSAID_ORDER = "unsaid_order"
"""Why somebody is called whose order was carried out without a word back to them."""

UNHEARD_ORDER = "unheard_order"
"""Why somebody is called whose order was carried out and to whom the word of it did not come, or
nobody knows whether it came."""

UNWRITTEN_ORDER = "unwritten_order"
"""Why somebody is called whose order was carried out and to whom nothing could be written back: an
exercise that was disarmed meanwhile, or a way that takes no such words."""

KEPT = 1
"""Messages of a number's day that no helpful reply may use."""


def say_back(
    connection: Connection,
    vault: Vault,
    channel: Channel | None,
    to: Mapping[Any, Any],
    words: Phrase,
    item: Mapping[Any, Any],
    became: str,
    now: datetime,
) -> str | None:
    """Write back to the sender of an ``item`` (a row of the inbox) by the way of the attempt
    ``to``; gives ``UNSAID`` where that would spend the last of what the number takes today.

    What waits for a person at the desk then says so there. Who started a response waits for
    nobody: they are put on the telephone list, also where nothing can be written to them at all.
    """
    if channel is None or not channel.capabilities.says_back:
        _call_who_started(connection, to, became, now, UNWRITTEN_ORDER)
        return None
    left = spare(connection, vault, channel, to, now)
    if left is not None and left <= KEPT:
        _call_who_started(connection, to, became, now)
        return UNSAID
    by_template = channel.capabilities.needs_template
    if not write_back(connection, vault, to, words, item["id"], now, by_template=by_template):
        _call_who_started(connection, to, became, now, UNWRITTEN_ORDER)
    return None


def kept_for_alerts(
    database: Database, vault: Vault, channel: Channel, attempt: RowMapping, now: datetime
) -> bool:
    """Whether words back that failed for now, and are being sent once more as ``attempt``, would
    now spend the last of what their number takes today: alerts may have used it meanwhile."""
    if attempt["event"] != REPLY or attempt["tries"] < 2:
        return False
    with database.read() as connection:
        left = spare(connection, vault, channel, attempt, now)
    # This very message is under way: what is left is what remains behind it.
    return left is not None and left < KEPT


def left_unsaid(connection: Connection, attempt: Mapping[Any, Any], now: datetime) -> None:
    """Words back are dropped for good, as if ``say_back`` had never written them: the item that
    they answer says so, and who started a response is called."""
    mine = col(InboundRow.id) == item_of(attempt)
    connection.execute(update(InboundRow).where(mine).values(code=UNSAID))
    _call_who_started(connection, attempt, _became(connection, attempt), now)


def left_unheard(connection: Connection, attempt: Mapping[Any, Any], now: datetime) -> None:
    """Words back failed for good, or nobody knows whether they came: a courtesy, but for who
    started a response. They would not know that it runs, and are called."""
    became = _became(connection, attempt)
    _call_who_started(connection, attempt, became, now, UNHEARD_ORDER)


def _became(connection: Connection, back: Mapping[Any, Any]) -> str | None:
    mine = col(InboundRow.id) == item_of(back)
    return connection.execute(select(col(InboundRow.became)).where(mine)).scalar()


def _call_who_started(
    connection: Connection,
    about: Mapping[Any, Any],
    became: str | None,
    now: datetime,
    reason: str = UNSAID_ORDER,
) -> None:
    if became == "started":
        call_anew(connection, about, reason, now)
