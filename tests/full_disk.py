"""A database whose disk is full, as its engine itself says it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from runtime.database import Database

FULL = """
CREATE FUNCTION full_disk() RETURNS trigger AS $$
BEGIN RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100'; END
$$ LANGUAGE plpgsql
"""


@contextmanager
def full_disk(database: Database, table: str) -> Iterator[None]:
    """Until the end nothing more goes in: SQLite gets no further page, PostgreSQL raises its own
    error at every row for ``table``."""
    if database.dialect == "sqlite":
        with database.write() as connection:
            pages = connection.execute(text("PRAGMA page_count")).scalar_one()
            connection.execute(text(f"PRAGMA max_page_count = {pages}"))
        undo = "PRAGMA max_page_count = 1000000"
    else:
        each = f"BEFORE INSERT ON {table} FOR EACH ROW EXECUTE FUNCTION full_disk()"
        with database.write() as connection:
            connection.execute(text(FULL))
            connection.execute(text(f"CREATE TRIGGER full_disk {each}"))
        undo = f"DROP TRIGGER full_disk ON {table}"
    yield
    with database.write() as connection:
        connection.execute(text(undo))
