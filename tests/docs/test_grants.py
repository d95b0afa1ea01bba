"""deploy/grants.sql leaves the program what it needs and no more."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from runtime.database import Database
from runtime.migrate import upgrade

ROOT = Path(__file__).resolve().parents[2]
GRANTS = (ROOT / "deploy" / "grants.sql").read_text(encoding="utf-8")
ROLE = "tailings_daily"


def append_only(folder: Path) -> set[str]:
    """The tables that only grow, as the migrated database says."""
    database = Database.open(f"sqlite:///{folder / 'grown.db'}")
    upgrade(database)
    with database.read() as connection:
        query = "SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_no_update'"
        found = set(connection.execute(text(query)).scalars())
    database.close()
    return found


def statements() -> list[str]:
    sql = re.sub(r"^--.*$", "", GRANTS, flags=re.MULTILINE)
    return [statement.strip() for statement in sql.split(";") if statement.strip()]


def test_every_table_that_only_grows_is_protected(tmp_path: Path) -> None:
    (names,) = re.findall(r"REVOKE UPDATE, DELETE ON ([^;]+) FROM", GRANTS)
    grows = append_only(tmp_path)
    assert set(re.split(r",\s*", names)) == grows
    assert {"event", "material"} <= grows


@pytest.fixture
def daily(database: Database, database_url: str) -> Iterator[Database]:
    """The database as the daily role sees it; on SQLite there are no roles."""
    upgrade(database)
    if database.dialect == "sqlite":
        yield database
        return
    with database.write() as connection:
        exists = connection.execute(
            text("SELECT 1 FROM pg_roles WHERE rolname = :role"), {"role": ROLE}
        ).scalar()
        if exists is None:
            connection.execute(text(f"CREATE ROLE {ROLE} LOGIN"))
        for statement in statements():
            connection.execute(text(statement))
    opened = Database.open(database_url.replace("postgres@", f"{ROLE}@"))
    yield opened
    opened.close()
    with database.write() as connection:
        connection.execute(text(f"DROP OWNED BY {ROLE}"))


def test_the_program_starts_with_the_daily_role(daily: Database) -> None:
    upgrade(daily)
    with daily.write() as connection:
        connection.execute(text("DELETE FROM plan_in_force"))
        assert connection.execute(text("SELECT count(*) FROM event")).scalar() == 0


def test_the_log_cannot_be_touched(daily: Database) -> None:
    if daily.dialect == "sqlite":
        # The file belongs to whoever runs the program: triggers are all there is.
        with daily.read() as connection:
            names = connection.execute(text("SELECT name FROM sqlite_master WHERE type='trigger'"))
            assert "event_no_update" in set(names.scalars())
        return
    for forbidden in (
        "UPDATE event SET hash = ''",
        "DELETE FROM event",
        "TRUNCATE event",
        "ALTER TABLE event DISABLE TRIGGER ALL",
        "DROP TABLE event",
    ):
        with (
            pytest.raises(ProgrammingError, match=r"permission denied|must be owner"),
            daily.write() as connection,
        ):
            connection.execute(text(forbidden))
