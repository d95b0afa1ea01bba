"""A disk that takes no more is a refusal in words, not a fault of the program."""

from __future__ import annotations

import sqlite3

from runtime.language import N_, phrase
from runtime.refusal import Refused

_SQLITE = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR})
"""Where a disk is full, SQLite says one or the other, by what it was about to write."""
_DISK_FULL = "53100"
"""PostgreSQL's error code for it (PostgreSQL documentation, appendix A, class 53)."""


def no_room(error: BaseException | None) -> Refused | None:
    """The refusal for a database that cannot write; None for any other error.

    In a pipeline PostgreSQL's own word may lie behind a later "pipeline aborted".
    """
    while error is not None:
        said = getattr(error, "orig", error)
        code = getattr(said, "sqlite_errorcode", 0) & 0xFF
        if code in _SQLITE or getattr(said, "sqlstate", None) == _DISK_FULL:
            allowed = phrase(N_("make room on the disk, then do it again; paper until then"))
            return Refused("storage", field="database", value=str(said), allowed=allowed)
        error = error.__context__
    return None
