"""Tables that only grow: triggers that refuse to change or remove a row.

They stop mistakes and casual edits inside the database. Whoever owns the file can drop a trigger;
that is what the hash chain of the log and its anchored heads are for.
"""

from __future__ import annotations

import re
from typing import Literal

Dialect = Literal["sqlite", "postgresql"]

_NAME = re.compile(r"[a-z_][a-z0-9_]{0,40}")


def ddl(dialect: Dialect, table: str) -> tuple[str, ...]:
    """The statements that make ``table`` append-only; run them once, in this order.

    Any UPDATE or DELETE (and TRUNCATE on PostgreSQL) then fails with a message that names the
    table and begins with ``append-only``. SQLite also needs ``no_replace``: to it, REPLACE is no
    removal unless ``recursive_triggers`` is on, which a stranger's connection does not have.
    Raises ``ValueError`` for a name that is no plain lower-case identifier.
    """
    if not _NAME.fullmatch(table):
        raise ValueError(f"not a plain table name: {table!r}")
    return _sqlite(table) if dialect == "sqlite" else _postgresql(table)


def no_replace(table: str, *keys: tuple[str, ...]) -> str:
    """The statement for SQLite that refuses a row whose key is there already, so that
    ``INSERT OR REPLACE`` takes no row away through whatever connection; one index lookup a key.

    ``keys`` are the columns of each UNIQUE constraint and of the primary key; the row number that
    SQLite keeps by itself is one more. A repeated row fails instead of being skipped by
    ``ON CONFLICT DO NOTHING``: who means that asks first. Raises ``ValueError`` as ``ddl`` does.
    """
    for name in (table, *(column for key in keys for column in key)):
        if not _NAME.fullmatch(name):
            raise ValueError(f"not a plain name: {name!r}")
    # A row that comes without a number has -1 here.
    same = ["NEW.rowid <> -1 AND rowid = NEW.rowid"]
    same += [" AND ".join(f"{column} = NEW.{column}" for column in key) for key in keys]
    there = " OR ".join(
        f"EXISTS (SELECT 1 FROM {table} WHERE {one})"  # noqa: S608 (names were checked)
        for one in same
    )
    return (
        f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} WHEN {there} "
        f"BEGIN SELECT RAISE(ABORT, '{_message(table)}'); END"
    )


def _message(table: str) -> str:
    return f"append-only: rows of {table} are never changed or removed"


def _sqlite(table: str) -> tuple[str, ...]:
    return tuple(
        f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{_message(table)}'); END"
        for verb in ("UPDATE", "DELETE")
    )


def _postgresql(table: str) -> tuple[str, ...]:
    trigger = f"{table}_append_only"
    function = (
        f"CREATE FUNCTION {trigger}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{_message(table)}'; END $$"
    )
    refuse = (
        f"CREATE TRIGGER {trigger} BEFORE UPDATE OR DELETE OR TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {trigger}()"
    )
    # Also while a session calls itself a replica, which switches ordinary triggers off.
    always = f"ALTER TABLE {table} ENABLE ALWAYS TRIGGER {trigger}"
    return function, refuse, always
