"""A write that cannot be made now is a refusal in words, not a fault of the program."""

from __future__ import annotations

import sqlite3
from typing import TypeGuard

from runtime.language import N_, phrase
from runtime.refusal import Refused

_FULL = frozenset({sqlite3.SQLITE_FULL, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_IOERR})
"""Where a disk is full, SQLite says one or the other, by what it was about to write."""
_DISK_FULL = "53100"
"""PostgreSQL's error code for it (PostgreSQL documentation, appendix A, class 53)."""
_ROOM = N_("make room on the disk, then do it again; paper until then")
_AGAIN = N_("do it again in a moment; where it stays so, see what else has the database open")


class Unwritten(Refused):
    """Nothing is wrong with what was asked, and nobody decided about it: asked again it may be
    taken. Whoever keeps what came of a refusal must not keep this one (``final``)."""


def final(fault: Exception) -> TypeGuard[Refused]:
    """Whether this is an answer that stands, as the next try would get it too."""
    return isinstance(fault, Refused) and not isinstance(fault, Unwritten)


def unwritten(error: BaseException | None) -> Unwritten | None:
    """Why a database took nothing: its disk, or another program that writes (SQLite waits ten
    seconds for it); None for any other error.

    In a pipeline PostgreSQL's own word may lie behind a later "pipeline aborted".
    """
    while error is not None:
        said = getattr(error, "orig", error)
        code = getattr(said, "sqlite_errorcode", 0) & 0xFF
        if code in _FULL or getattr(said, "sqlstate", None) == _DISK_FULL:
            return Unwritten("storage", field="database", value=str(said), allowed=phrase(_ROOM))
        if code == sqlite3.SQLITE_BUSY:
            return Unwritten("busy", field="database", value=str(said), allowed=phrase(_AGAIN))
        error = error.__context__
    return None
