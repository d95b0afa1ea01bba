"""What could not be taken is tried again, and in the end is left to a person who sees it.

A fault may pass: a locked database, a full disk, a desk that starts. An answer must not be lost by
it. One that never can be taken must not be tried for ever in silence either.
"""

from __future__ import annotations

import logging
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import RowMapping

from notify.answers.asked import attempts_to
from notify.inbox import Inbox
from runtime.database import Database
from runtime.faults import traced
from runtime.vault import Vault

WAITS = tuple(timedelta(seconds=s) for s in (2, 10, 30, 60, 180))
"""Operating time until the next try, after each one that failed."""

TRIES = len(WAITS) + 1
"""After so many it waits for a person."""

_log = logging.getLogger(__name__)


def put_off(database: Database, inbox: Inbox, row: RowMapping, now: datetime) -> bool:
    """Nothing is wrong with it; it came before what it is about. False: that cannot be written."""
    return _note(database, inbox, row, now + WAITS[0], row["tries"])


def again(database: Database, inbox: Inbox, vault: Vault, row: RowMapping, now: datetime) -> bool:
    """A fault kept it from being taken: later once more, or on the list of replies. False where not
    even that can be written: then it waits as it did."""
    tries = row["tries"] + 1
    if tries < TRIES:
        return _note(database, inbox, row, now + WAITS[tries - 1], tries)
    _log.error("what came back as %s is given up after %s tries", row["id"], tries)
    return _note(database, inbox, row, now, tries, _about(database, inbox, vault, row))


def _note(
    database: Database,
    inbox: Inbox,
    row: RowMapping,
    until: datetime,
    tries: int,
    ends: Mapping[str, Any] | None = None,
) -> bool:
    """``ends`` is whose it was, where it is not tried again."""
    try:
        with database.write() as connection:
            inbox.put_off(connection, row, until, tries=tries)
            if ends is not None:
                inbox.done(connection, row, "refused", **ends)
                database.hint(connection, "inbox")
                if ends:
                    database.hint(connection, f"alerts:{ends['incident']}")
    except Exception as error:  # noqa: BLE001 - a database that takes nothing must not stop what else is due
        _log.error("that %s is tried again cannot be written: %s", row["id"], traced(error))
        return False
    return True


def _about(database: Database, inbox: Inbox, vault: Vault, row: RowMapping) -> Mapping[str, Any]:
    """Whose it is and of which incident, as the newest message to that number; empty where that
    cannot be read either: then every desk has it on its list."""
    if row["kind"] == "report":
        return {}
    try:
        with database.read() as connection:
            number, text = inbox.words(connection, row)
            sent = attempts_to(connection, vault, number, row, text)
    except Exception as error:  # noqa: BLE001 - this may be the very fault; the words wait all the same
        _log.error("who sent %s cannot be told: %s", row["id"], traced(error))
        return {}
    return {name: sent[-1][name] for name in ("person", "incident")} if sent else {}
