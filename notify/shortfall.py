"""Who was not reached: noted with its cause, then told to the desk, each once.

The desk's own transaction cannot be part of ours. So the note is committed first and told
afterwards under a command id of its own: a crash in between tells it again, and the desk, which
knows the id, changes nothing the second time.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy import Connection, select, update
from sqlmodel import col

from incident.commands import Command, MarkUnreachable
from notify.keys import REPLY
from notify.rows import insert_once
from notify.share import Share
from notify.tables import ShortfallRow
from runtime.database import Database
from runtime.faults import traced
from runtime.killpoints import hit
from runtime.unwritten import final

ENGINE = "engine"
"""Actor of commands that the program itself gives, as the desk knows it."""

UNREACHED = "PersonUnreachable"
"""The event that telling the desk leads to; its own alert must not lead to it again."""

EVERYTHING_ELSE = Share()

_log = logging.getLogger(__name__)


class DeskPut(Protocol):
    """``Desk.put``: one command on one incident."""

    def __call__(
        self, incident: str, command: Command, person: str, *, command_id: str | None = None
    ) -> object: ...


def note_shortfall(
    connection: Connection,
    about: Mapping[Any, Any],
    post: str,
    person: str | None,
    *,
    village: str | None = None,
    tried: int,
    now: datetime,
) -> None:
    """Note that ``person`` (None: nobody holds ``post``) was not reached about an alert.

    ``village`` is where nobody was reached, if the post is one of villages.

    ``about`` is an intent, attempt or call. Words back to somebody's answer are no alert: who does
    not hear them stays on the telephone list. If it tells of somebody who was not reached, nothing
    is noted: an empty post of those who are told of empty posts would go round for ever.
    """
    if about["event"] == REPLY:
        return
    if about["event"] == UNREACHED:
        _log.error("alert %s of %s: no one reached as %s", about["key"], about["incident"], post)
        return
    row = {
        "id": f"unreached:{about['incident']}:{about['key']}:{post}:{person or village or '-'}",
        "incident": about["incident"],
        "jurisdiction": about["jurisdiction"],
        "mode": about["mode"],
        "key": about["key"],
        "post": post,
        "person": person,
        "village": village,
        "tried": tried,
        "created_at": now,
    }
    insert_once(connection, ShortfallRow, row)


def tell_shortfalls(
    database: Database,
    put: DeskPut,
    now: datetime,
    limit: int,
    share: Share = EVERYTHING_ELSE,
    skip: Collection[str] = (),
) -> tuple[int, tuple[str, ...]]:
    """Tell the desk what was noted, oldest first, but none of ``skip``.

    Gives how many were told, and the names of those that could not be, for whatever fault: they
    hold up no other. A refusal by the desk is kept with the note and does not come up again.
    """
    query = (
        select(
            col(ShortfallRow.id),
            col(ShortfallRow.incident),
            col(ShortfallRow.key),
            col(ShortfallRow.person),
            col(ShortfallRow.post),
            col(ShortfallRow.village),
            col(ShortfallRow.tried),
        )
        .where(
            col(ShortfallRow.told_at).is_(None),
            share.holds(col(ShortfallRow.incident)),
            col(ShortfallRow.id).not_in(skip),
        )
        .order_by(col(ShortfallRow.created_at), col(ShortfallRow.id))
        .limit(limit)
    )
    with database.read() as connection:
        noted = connection.execute(query).all()
    faulty: list[str] = []
    for note in noted:
        command = MarkUnreachable(
            alert=note.key,
            person=note.person,
            post=note.post,
            village=note.village,
            tried=note.tried,
        )
        refused: str | None = None
        try:
            put(note.incident, command, ENGINE, command_id=note.id)
        except Exception as fault:  # noqa: BLE001 - whatever is wrong with one, the others go on
            if not final(fault):
                _log.error("%s cannot be told to the desk: %s", note.id, traced(fault))
                faulty.append(note.id)
                continue
            _log.error("the desk refused %s: %s", note.id, traced(fault))
            refused = fault.code
        hit("before_told")
        with database.write() as connection:
            connection.execute(
                update(ShortfallRow)
                .where(col(ShortfallRow.id) == note.id)
                .values(told_at=now, refused=refused)
            )
    return len(noted) - len(faulty), tuple(faulty)
