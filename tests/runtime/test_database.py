"""Transactions, snapshots, locks between writers, and addresses, the same on both engines."""

from __future__ import annotations

import threading
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from runtime.database import Database
from runtime.migrate import standing, upgrade
from runtime.refusal import Refused
from runtime.unwritten import Unwritten
from tests.engines import Engine


def add(connection: Connection, *these: str) -> None:
    for word in these:
        connection.execute(text("INSERT INTO scratch (word) VALUES (:word)"), {"word": word})


def write_and_fail(connection: Connection) -> None:
    add(connection, "dam")
    raise ZeroDivisionError


def write_within(database: Database, outer: Connection) -> None:
    add(outer, "dam")
    with database.write() as inner:
        add(inner, "mine")


def words(connection: Connection) -> list[str]:
    return list(connection.execute(text("SELECT word FROM scratch ORDER BY word")).scalars())


@pytest.fixture
def scratch(database: Database) -> Database:
    with database.write() as connection:
        connection.execute(text("CREATE TABLE scratch (word VARCHAR(20) PRIMARY KEY)"))
    return database


def test_a_write_is_committed_at_its_end(scratch: Database) -> None:
    with scratch.write() as connection:
        add(connection, "dam")
    with scratch.read() as connection:
        assert words(connection) == ["dam"]


def test_an_error_rolls_back_and_the_next_write_works(scratch: Database) -> None:
    with pytest.raises(ZeroDivisionError), scratch.write() as connection:
        write_and_fail(connection)
    with scratch.write() as connection:
        add(connection, "mine")
    with scratch.read() as connection:
        assert words(connection) == ["mine"]


def test_a_failed_statement_leaves_the_writer_usable(scratch: Database) -> None:
    with pytest.raises(DBAPIError), scratch.write() as connection:
        add(connection, "dam", "dam")
    with scratch.write() as connection:
        add(connection, "mine")
    with scratch.read() as connection:
        assert words(connection) == ["mine"]


def test_writes_do_not_nest(scratch: Database) -> None:
    with pytest.raises(RuntimeError, match="already"), scratch.write() as connection:
        write_within(scratch, connection)
    with scratch.read() as connection:
        assert words(connection) == []


def test_a_read_cannot_write_and_a_write_after_it_can(scratch: Database) -> None:
    with pytest.raises(DBAPIError, match=r"readonly|read-only"), scratch.read() as connection:
        add(connection, "dam")
    with scratch.write() as connection:
        add(connection, "mine")


def test_a_read_is_one_snapshot_and_never_waits_for_a_writer(scratch: Database) -> None:
    with scratch.read() as reader:
        assert words(reader) == []
        with scratch.write() as writer:
            add(writer, "dam")
        assert words(reader) == []
    with scratch.read() as reader:
        assert words(reader) == ["dam"]


def test_writers_from_many_threads_lose_nothing(scratch: Database) -> None:
    """Each reads the count and writes it on under a lock, so a lost update would show."""
    failures: list[Exception] = []

    def work() -> None:
        try:
            for _ in range(10):
                with scratch.write() as connection:
                    scratch.lock(connection, "inc-1")
                    count = len(words(connection))
                    add(connection, f"{count:03d}")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with scratch.read() as connection:
        assert words(connection) == [f"{n:03d}" for n in range(40)]


def test_what_is_committed_is_there_after_opening_again(
    scratch: Database, database_url: str
) -> None:
    with scratch.write() as connection:
        add(connection, "dam")
    scratch.close()
    again = Database.open(database_url)
    with again.read() as connection:
        assert words(connection) == ["dam"]
    again.close()


def test_a_write_succeeds_after_the_server_dropped_its_connections(
    engine: Engine, scratch: Database, database_url: str
) -> None:
    """A restart or a failover to a standby between two commands loses neither."""
    if engine == "postgresql":
        with psycopg.connect(database_url, autocommit=True) as admin:
            admin.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
    with scratch.write() as connection:
        add(connection, "dam")
    with scratch.read() as connection:
        assert words(connection) == ["dam"]


def test_a_migrated_database_is_up_to_date_and_stays_so(database: Database) -> None:
    assert standing(database).up_to_date
    before = standing(database).current
    upgrade(database)
    assert standing(database).current == before is not None


def test_a_new_database_stands_at_nothing(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / '新库.db'}")
    assert standing(database).current is None
    assert not standing(database).up_to_date
    upgrade(database)
    assert standing(database).up_to_date
    database.close()


def test_sqlite_is_set_for_safety(tmp_path: Path) -> None:
    database = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    expected = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "secure_delete": 1}
    with database.write() as connection:
        for name, value in expected.items():
            assert connection.execute(text(f"PRAGMA {name}")).scalar() == value
    database.close()


def test_a_second_writer_waits_from_the_start_of_its_write(tmp_path: Path) -> None:
    """BEGIN IMMEDIATE: two programs (a backup tool, say) never fail half-way."""
    one = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    other = Database.open(f"sqlite:///{tmp_path / 'a.db'}")
    with other.write() as connection:
        connection.execute(text("PRAGMA busy_timeout=1"))
    with (
        one.write(),
        pytest.raises(Unwritten, match="locked"),
        other.write(),
    ):
        pytest.fail("two writers at once")
    with other.write() as connection:
        connection.execute(text("CREATE TABLE after_all (a INTEGER)"))
    one.close()
    other.close()


@pytest.mark.parametrize(
    "url", ["", "nonsense", "mysql://u:secret@h/d", "sqlite://", "sqlite:///:memory:"]
)
def test_other_addresses_are_refused_by_the_name_of_the_variable(url: str) -> None:
    with pytest.raises(Refused) as caught:
        Database.open(url)
    assert caught.value.code == "setting"
    assert caught.value.field == "DATABASE_URL"
    assert "secret" not in str(caught.value)


def test_an_unreachable_server_is_refused_without_its_password(tmp_path: Path) -> None:
    with pytest.raises(Refused) as caught:
        Database.open(f"postgresql://u:secret@/d?host={tmp_path}")
    assert caught.value.field == "DATABASE_URL"
    assert "secret" not in caught.value.say("en") + caught.value.say("zh")
