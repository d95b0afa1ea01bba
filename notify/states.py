"""The state of an attempt: set once, and only while news of it may still arrive."""

from __future__ import annotations

from functools import cache
from typing import cast

from sqlalchemy import Connection, RowMapping, Table, bindparam, inspect, literal_column, update

from notify.tables import AttemptRow
from runtime.prepared import Prepared

OPEN = ("sending", "unknown", "accepted")
"""States in which an outcome may still arrive; later news never takes a message back."""

_ATTEMPT = cast("Table", inspect(AttemptRow).local_table)


def set_state(connection: Connection, attempt: RowMapping, status: str, **values: object) -> bool:
    """Give the attempt its new state and these columns; False where it was not open any more, or
    was tried again since ``attempt`` was read."""
    given = {"status": status, "next_try_at": None, "claimed_by": None, **values}
    same = {"of": attempt["id"], "after_tries": attempt["tries"]}
    return bool(_setting(tuple(given)).run(connection, {**given, **same}))


@cache
def _setting(names: tuple[str, ...]) -> Prepared:
    same = _ATTEMPT.c.id == bindparam("of"), _ATTEMPT.c.tries == bindparam("after_tries")
    still = _ATTEMPT.c.status.in_([literal_column(f"'{status}'") for status in OPEN])
    given = {name: bindparam(name, type_=_ATTEMPT.c[name].type) for name in names}
    return Prepared(update(_ATTEMPT).where(*same, still).values(given).returning(_ATTEMPT.c.id))
