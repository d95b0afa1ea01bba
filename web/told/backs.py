"""What a message back replies to: the section of a person's page says it, and not the item's id."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, select
from sqlmodel import col

from notify.answers.backs import key_of
from notify.rows import columns
from notify.tables import InboundRow
from runtime.language import N_, Lang, translate
from web.told.record import UnsettledMeans
from web.told.unsettled import means_of
from web.told.words import why_came

STARTED = N_("started the response")


@dataclass(frozen=True, slots=True)
class Replied:
    """Something that came from the person and was written back to; ``at`` is when it came."""

    at: datetime
    means: UnsettledMeans
    became: str
    code: str | None


def replied_to(
    connection: Connection, incident: str, person: str, voices: Collection[str]
) -> Mapping[str, Replied]:
    """Everything that came from the person, by the key of a message back to it."""
    query = select(*columns(InboundRow)).where(
        col(InboundRow.incident) == incident,
        col(InboundRow.person) == person,
        col(InboundRow.kind) == "reply",
        col(InboundRow.became).is_not(None),
    )
    return {
        key_of(row.id): Replied(row.received_at, means_of(row, voices), row.became, row.word)
        for row in connection.execute(query)
    }


def what_came(one: Replied, lang: Lang) -> str:
    """What it was taken for."""
    if one.became == "started":
        return translate(STARTED, lang)
    return why_came(one.became, one.code, lang)
