"""Files that were there before removals: each gets the time from which its age counts."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from runtime.database import Database
from runtime.migrate import upgrade
from tests.engines import Engine, older_database

KEPT_AT = "2026-01-02T03:04:05.000000Z"
FILE = (
    "INSERT INTO material (id, incident, mode, media, size, digest, sealed, kept_by, kept_at)"
    f" VALUES (:mode, 'inc', :mode, 'image/jpeg', 1, 'd', 'x', 'p', '{KEPT_AT}')"
)


@pytest.fixture
def old(engine: Engine, tmp_path: Path) -> Iterator[Database]:
    """The release before, with a file of a real incident and one of an exercise."""
    with older_database(engine, tmp_path, "0024") as database:
        # Whom and what the rows belong to is no matter here.
        off, on = (
            ("PRAGMA foreign_keys=OFF", "PRAGMA foreign_keys=ON")
            if engine == "sqlite"
            else ("SET session_replication_role=replica", "RESET session_replication_role")
        )
        with database.engine.connect() as connection:
            driver = connection.connection.cursor()
            driver.execute(off)
            for mode in ("real", "exercise"):
                driver.execute(FILE.replace(":mode", f"'{mode}'"))
            driver.execute(on)
            connection.connection.commit()
        yield database


def test_a_real_one_came_when_it_was_kept_and_one_of_an_exercise_counts_from_now(
    old: Database,
) -> None:
    upgrade(old)
    with old.read() as connection:
        query = "SELECT mode, kept_at = arrived_at, arrived_at > kept_at FROM material"
        found = {row[0]: (bool(row[1]), bool(row[2])) for row in connection.execute(text(query))}
        longest = "SELECT max(length(CAST(arrived_at AS text))) FROM material"
        length = connection.execute(text(longest))
        assert old.dialect == "postgresql" or length.scalar() == len(KEPT_AT)
    assert found == {"real": (True, False), "exercise": (False, True)}
    for statement in ("UPDATE material SET sealed = ''", "DELETE FROM material"):
        with pytest.raises(DBAPIError, match="append-only"), old.write() as connection:
            connection.execute(text(statement))
