"""What a sender was asked lately: the messages to their number, as far as an answer goes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, RowMapping, select
from sqlmodel import col

from notify.answers.matching import Asked
from notify.answers.reading import read
from notify.answers.telephones import digest
from notify.bundles import JOINED
from notify.inbox import age
from notify.keys import REPLY
from notify.numbers import line
from notify.rows import columns
from notify.tables import AttemptRow, WatchRow
from notify.watches import watch_id
from runtime.vault import Vault

LATELY = timedelta(hours=72)
"""An answer that comes later than this is for a person to read."""

ASTRAY = timedelta(minutes=2)
"""So far a provider's clock may be behind ours: an answer is not refused its message for that."""


def attempts_to(
    connection: Connection, vault: Vault, number: str, came: Mapping[Any, Any], text: str
) -> Sequence[RowMapping]:
    """The messages of the last days to a number that ``text``, of ``came`` (a row of the inbox),
    may answer, oldest first.

    Nobody has answered a message that was not out yet when the answer was written. Who names one,
    by its code or by replying to it, had it, whatever the telephone's clock says; and a clock that
    puts an answer before every message is wrong, and is not heard. Who names none means nothing
    that certainly never left, as long as there is anything else.
    """
    said = age(came)
    mine = digest(connection, vault, number)
    query = (
        select(*columns(AttemptRow))
        .where(
            # Written before digests were kept: those of the last days are opened and compared.
            (col(AttemptRow.address_digest) == mine) | col(AttemptRow.address_digest).is_(None),
            col(AttemptRow.created_at) > said - LATELY,
            col(AttemptRow.event) != REPLY,
            col(AttemptRow.confirm) != "none",
            col(AttemptRow.status) != "ready",
        )
        .order_by(col(AttemptRow.created_at), col(AttemptRow.id))
    )
    rows = connection.execute(query).mappings().all()
    addresses = vault.unseal(connection, [row["address_ref"] for row in rows])
    home = vault.region
    wanted = line(number, home)
    theirs = [row for row in rows if line(addresses[row["address_ref"]] or "", home) == wanted]
    out = list(_out(theirs, came["received_at"]))
    answer = read(text)
    if answer.code or answer.secret or came["provider_id"] is not None:
        return out
    kept = {row["id"] for row in theirs if _never_left(row)}
    left = [row for row in theirs if not kept & {row["id"], _into(row)}]
    return list(_out(left, min(came["received_at"], said + ASTRAY))) or out


def _out(rows: Sequence[RowMapping], until: datetime) -> Iterator[RowMapping]:
    """Those that were with a channel by then, themselves or as a part of another."""
    handed = {row["id"]: row["claimed_at"] for row in rows}
    for row in rows:
        into = _into(row)
        at = row["claimed_at"] if into is None else handed.get(into)
        if at is not None and at <= until:
            yield row


def _into(row: RowMapping) -> str | None:
    """The message that another went out as a part of."""
    how, _, into = (row["error_code"] or "").partition(":")
    return into if how == JOINED else None


def _never_left(row: RowMapping) -> bool:
    """Whether it was refused before any provider had it."""
    return row["status"] == "failed_permanent" and row["provider_id"] is None


def asked(connection: Connection, attempts: Sequence[RowMapping]) -> tuple[Asked, ...]:
    """The alerts that these messages tell of, each once, the newest last."""
    names = {watch_id(row["incident"], row["key"], row["person"]) for row in attempts}
    watched = select(col(WatchRow.id), col(WatchRow.closed_why)).where(col(WatchRow.id).in_(names))
    why = {row.id: row.closed_why for row in connection.execute(watched)}
    said_in = {row["id"]: row["provider_id"] for row in attempts}
    found: dict[str, Asked] = {}
    for row in attempts:
        name = watch_id(row["incident"], row["key"], row["person"])
        before = found.pop(name, None)
        over = why.get(name) == "over"
        code = row["code"] or (before.code if before else None)
        had = {before.code, *before.joined_as} if before else set()
        found[name] = Asked(
            incident=row["incident"],
            key=row["key"],
            person=row["person"],
            code=code,
            provider_ids=(
                *(before.provider_ids if before else ()),
                *((to,) if (to := row["provider_id"] or said_in.get(_into(row) or "")) else ()),
            ),
            told_at=row["created_at"],
            open=row["answered_at"] is None and not over,
            answered_at=row["answered_at"],
            over=over,
            joined_as=frozenset(one for one in had if one not in (None, code)),
        )
    return tuple(found.values())
