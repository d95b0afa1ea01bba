"""A disk that takes no more is a refusal in words, not a fault of the program."""

from __future__ import annotations

import sqlite3

from sqlalchemy.exc import OperationalError

from runtime.language import N_, phrase
from runtime.refusal import Refused

_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR})
"""Where a disk is full, SQLite says one or the other, by what it was about to write."""
_DISK_FULL = "53100"
"""PostgreSQL's error code for it (PostgreSQL documentation, appendix A, class 53)."""


def no_room(error: OperationalError) -> Refused | None:
    """The refusal for a database that cannot write; None for any other error."""
    code = getattr(error.orig, "sqlite_errorcode", 0) & 0xFF
    if code not in _SQLITE and getattr(error.orig, "sqlstate", None) != _DISK_FULL:
        return None
    allowed = phrase(N_("make room on the disk, then do it again; paper until then"))
    return Refused("storage", field="database", value=str(error.orig), allowed=allowed)
