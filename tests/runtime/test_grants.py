"""The program's role on PostgreSQL, by raw SQL."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from runtime.database import Database
from runtime.grants import GROWING, grant, statements

ROLE = "tailings_app_test"
FORBIDDEN = [
    statement
    for table in GROWING
    for statement in (
        f"UPDATE {table} SET {'at' if table == 'receipt' else 'body'} = NULL",
        f"DELETE FROM {table}",
        f"TRUNCATE {table}",
        f"ALTER TABLE {table} DISABLE TRIGGER ALL",
    )
]


@pytest.fixture
def role(database: Database) -> Iterator[str]:
    """A role with the program's rights."""
    with database.write() as connection:
        connection.execute(text(f"CREATE ROLE {ROLE}"))
        grant(connection, ROLE)
    yield ROLE
    with database.write() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))
        connection.execute(text(f"DROP ROLE {ROLE}"))


@pytest.mark.only_engine("postgresql")
@pytest.mark.parametrize("statement", FORBIDDEN)
def test_the_role_cannot_change_what_only_grows(
    database: Database, role: str, statement: str
) -> None:
    with database.engine.connect() as connection:
        connection.execute(text(f"SET ROLE {role}"))
        with pytest.raises(ProgrammingError) as error:
            connection.execute(text(statement))
    assert "permission denied" in str(error.value) or "must be owner" in str(error.value)


def test_names_are_plain() -> None:
    with pytest.raises(ValueError, match="not a plain name"):
        statements("app; DROP TABLE event", ("event",))
