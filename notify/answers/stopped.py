"""Telephones that take no more messages: their owner wrote a word at which a carrier stops all.

It may come in quiet times, when nobody was written to for weeks. What stands until it is undone is
found from what is kept anyway: the last that came from the telephone, and what arrived on it since.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.answers.reading import read
from notify.answers.telephones import digest
from notify.numbers import line, masked
from notify.tables import AttemptRow, InboundRow, SelfTestRow, SelfTestWordRow
from registry.tables import ContactRow
from runtime.refusal import Refused
from runtime.vault import Vault

WHY = "stop"
"""Why a human has to call, and what such a reply became."""

_log = logging.getLogger(__name__)


def unasked(
    connection: Connection, vault: Vault, number: str, text: str
) -> tuple[str, Mapping[str, Any] | None]:
    """What a reply becomes whose sender was sent nothing lately, and whose telephone it is; None
    where the registry does not know it. Two may share one: the first by rank is named."""
    persons = _owners(connection, vault, line(number, vault.region))
    if not persons:
        _log.warning("an answer from a number that was sent nothing: %s", masked(number))
        return "unknown_sender", None
    became = WHY if read(text).kind == "stop_word" else "unknown_sender"
    return became, {"person": persons[0], "incident": None}


def stopped(connection: Connection, vault: Vault) -> frozenset[tuple[str, str]]:
    """Channels and digests (``telephones.digest``) of the telephones that stopped what comes by
    them, as far as nothing shows that it was undone: they have written something else since, or a
    message has arrived there."""
    stops = select(col(InboundRow.person), col(InboundRow.sender_ref), col(InboundRow.channel))
    rows = connection.execute(stops.where(col(InboundRow.became) == WHY)).all()
    if not rows:
        return frozenset()
    persons = {row.person for row in rows if row.person is not None}
    numbers = _opened(connection, vault, [row.sender_ref for row in rows])
    telephones = {
        (row.channel, line(number, vault.region))
        for row in rows
        if (number := numbers[row.sender_ref])
    }
    last = _last(connection, vault, persons)
    found: set[tuple[str, str]] = set()
    for channel, number in telephones:
        became, at = last.get((channel, number), ("", None))
        if became != WHY or at is None:
            continue
        mine = digest(connection, vault, number)
        if not _arrived(connection, vault, channel, number, mine, at):
            found.add((channel, mine))
    return frozenset(found)


def _owners(connection: Connection, vault: Vault, number: str) -> list[str]:
    """Real people before those of exercises."""
    query = select(col(ContactRow.person_id), col(ContactRow.address_ref)).order_by(
        col(ContactRow.mode).desc(), col(ContactRow.rank), col(ContactRow.person_id)
    )
    rows = connection.execute(query).all()
    addresses = _opened(connection, vault, [row.address_ref for row in rows])
    return [
        row.person_id
        for row in rows
        if number and line(addresses[row.address_ref] or "", vault.region) == number
    ]


def _last(
    connection: Connection, vault: Vault, persons: set[str]
) -> Mapping[tuple[str, str], tuple[str, datetime]]:
    """What the last reply from each telephone of these people became, and when it came."""
    query = (
        select(
            col(InboundRow.channel), col(InboundRow.sender_ref),
            col(InboundRow.became), col(InboundRow.received_at),
        )
        .where(
            col(InboundRow.kind) == "reply",
            col(InboundRow.person).in_(persons),
            col(InboundRow.sender_ref).is_not(None),
        )
        .order_by(col(InboundRow.received_at), col(InboundRow.id))
    )  # fmt: skip
    rows = connection.execute(query).all()
    numbers = _opened(connection, vault, [row.sender_ref for row in rows])
    return {
        (row.channel, line(numbers[row.sender_ref] or "", vault.region)): (
            row.became,
            row.received_at,
        )
        for row in rows
    }


def _arrived(
    connection: Connection, vault: Vault, channel: str, number: str, mine: str, since: datetime
) -> bool:
    """Whether a message that went out later is known to have come to the telephone."""
    told = select(col(AttemptRow.id)).where(
        col(AttemptRow.channel) == channel,
        col(AttemptRow.address_digest) == mine,
        col(AttemptRow.status) == "delivered",
        col(AttemptRow.claimed_at) > since,
    )
    if connection.execute(told.limit(1)).first() is not None:
        return True
    tests = (
        select(col(SelfTestRow.address_ref))
        .join(SelfTestWordRow, col(SelfTestWordRow.test) == col(SelfTestRow.id))
        .where(
            col(SelfTestRow.channel) == channel,
            col(SelfTestRow.at) > since,
            col(SelfTestWordRow.word).in_(("delivered", "answered")),
        )
    )
    addresses = _opened(connection, vault, list(connection.execute(tests).scalars()))
    return any(line(address or "", vault.region) == number for address in addresses.values())


def _opened(connection: Connection, vault: Vault, refs: Sequence[str]) -> Mapping[str, str | None]:
    """As ``Vault.unseal``, but what does not open counts as erased: it holds up no alert."""
    try:
        return vault.unseal(connection, refs)
    except Refused:
        return {ref: _one(connection, vault, ref) for ref in refs}


def _one(connection: Connection, vault: Vault, ref: str) -> str | None:
    try:
        return vault.unseal(connection, [ref])[ref]
    except Refused:
        return None
