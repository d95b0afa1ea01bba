"""The telephone list: putting somebody on it, for a human to call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, update
from sqlmodel import col

from notify.rows import insert_once
from notify.tables import CallRow
from playbooks.lookup import Playbook

CALL_FIRST = "call_first"
"""Why a human has to call: the plan has the person telephoned first, beside the message."""


def open_call(connection: Connection, about: Mapping[Any, Any], reason: str, now: datetime) -> None:
    """Put the person on the telephone list, once for each alert."""
    same = ("id", "incident", "jurisdiction", "mode", "key", "event", "person", "posts", "position")
    row = {name: about[name] for name in (*same, "text_ref")}
    insert_once(connection, CallRow, {**row, "reason": reason, "opened_at": now, "tries": 0})


def call_anew(connection: Connection, about: Mapping[Any, Any], reason: str, now: datetime) -> None:
    """Put the person on the telephone list for a new reason, also where their line was closed."""
    open_call(connection, about, reason, now)
    connection.execute(
        update(CallRow)
        .where(
            col(CallRow.incident) == about["incident"],
            col(CallRow.key) == about["key"],
            col(CallRow.person) == about["person"],
        )
        .values(reason=reason, closed_at=None)
    )


def calls_first(
    playbook: Playbook, intents: Iterable[Mapping[Any, Any]], message: Mapping[str, Any]
) -> bool:
    """Whether the plan has the reader of a message telephoned at once: no message is the record
    where the way is a call itself."""
    return message["channel"] != "calls" and any(
        (alert := playbook.alert.get(intent["alert"])) is not None
        and alert.calls_first(intent["post"])
        for intent in intents
    )
