"""What somebody sent back that changed nothing: when, by which means, why, and what follows."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.answers.backs import key_of
from notify.answers.masks import reply_shown
from notify.answers.refused import LINK
from notify.rows import columns
from notify.tables import AttemptRow, InboundRow
from notify.unread import FOR_A_PERSON
from runtime.refusal import Refused
from runtime.vault import Vault
from web.board.audience import Audience
from web.told.record import Next, Unsettled, UnsettledMeans


def unsettled_of(
    connection: Connection,
    vault: Vault,
    audience: Audience,
    incident: str,
    person: str,
    voices: Collection[str],
) -> tuple[Unsettled, ...]:
    """Every answer and order of the person that settled nothing, the last one first; ``voices`` are
    the channels that call."""
    query = (
        select(*columns(InboundRow))
        .where(
            col(InboundRow.incident) == incident,
            col(InboundRow.person) == person,
            col(InboundRow.kind) == "reply",
            col(InboundRow.became).in_(FOR_A_PERSON),
        )
        .order_by(col(InboundRow.received_at).desc(), col(InboundRow.id).desc())
    )
    rows = connection.execute(query).all()
    backs = select(col(AttemptRow.key)).where(
        col(AttemptRow.incident) == incident,
        col(AttemptRow.key).in_([key_of(row.id) for row in rows]),
    )
    told = set(connection.execute(backs).scalars())
    return tuple(
        Unsettled(
            at=row.received_at,
            means=means_of(row, voices),
            became=row.became,
            code=row.word,
            key=row.key,
            words=_words(connection, vault, row) if audience.assessed else None,
            written_back=row.channel == LINK or key_of(row.id) in told,
            next=_next(row),
            read_at=row.read_at,
        )
        for row in rows
    )


def means_of(row: Any, voices: Collection[str]) -> UnsettledMeans:
    """By what an item of the inbox came; ``voices`` are the channels that call."""
    if row.channel == LINK:
        return "link"
    return "key" if row.channel in voices else "message"


def _next(row: Any) -> Next:
    if row.channel == LINK:
        return "told"
    if row.became == "locked":
        return "call"
    if row.read_at is not None:
        return "read"
    return "try_again" if row.word == "wrong" else "waits"


def _words(connection: Connection, vault: Vault, row: Any) -> str | None:
    """None also where what is stored does not verify."""
    refs = [ref for ref in (row.sender_ref, row.text_ref) if ref is not None]
    try:
        found = vault.unseal(connection, refs)
    except Refused:
        return None
    text = (found.get(row.text_ref) or "").strip()
    number = found.get(row.sender_ref) or ""
    return reply_shown(connection, vault, number, text, row.received_at) or None
