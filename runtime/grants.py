"""Rights of the program's own role on PostgreSQL: it may add to the log, never change it.

Migrations run as the owner of the tables; the program can run as a role with less. Triggers stop
mistakes on both engines, these grants stop the role itself, also from dropping a trigger.
"""

from __future__ import annotations

import re

from sqlalchemy import Connection, text

GROWING = ("event", "plan", "receipt")
"""Tables that only grow."""

_ROLE = re.compile(r"[a-z_][a-z0-9_]{0,40}")


def statements(role: str, tables: tuple[str, ...]) -> tuple[str, ...]:
    """What gives ``role`` its rights on ``tables``; run them as the owner of the tables.

    Raises ``ValueError`` for a name that is no plain lower-case identifier.
    """
    for name in (role, *tables):
        if not _ROLE.fullmatch(name):
            raise ValueError(f"not a plain name: {name!r}")
    free = ", ".join(t for t in tables if t not in GROWING)
    growing = ", ".join(t for t in tables if t in GROWING)
    return (
        f"REVOKE ALL ON {free}, {growing} FROM {role}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON {free} TO {role}",
        f"GRANT SELECT, INSERT ON {growing} TO {role}",
    )


def grant(connection: Connection, role: str) -> None:
    """Give the role its rights on every table of the public schema."""
    found = connection.execute(
        text("SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename")
    )
    for statement in statements(role, tuple(found.scalars())):
        connection.execute(text(statement))
