"""Whether somebody is written back at all: an alert goes before a helpful reply, always."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection

from notify.answers.backs import write_back
from notify.budgets import spare
from notify.call_list import call_anew
from notify.channel import Channel
from runtime.language import Phrase
from runtime.vault import Vault

UNSAID = "kept_for_alerts"
"""Code of a reply to which nothing was written back, so that an alert still reaches its number."""

UNSAID_ORDER = "unsaid_order"
"""Why somebody is called whose order was carried out without a word back to them."""

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
    nobody: they are put on the telephone list.
    """
    if channel is None or not channel.capabilities.says_back:
        return None
    left = spare(connection, vault, channel, to, now)
    if left is not None and left <= KEPT:
        if became == "started":
            call_anew(connection, to, UNSAID_ORDER, now)
        return UNSAID
    by_template = channel.capabilities.needs_template
    write_back(connection, vault, to, words, item["id"], now, by_template=by_template)
    return None
