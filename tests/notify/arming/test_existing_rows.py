"""A county that has messages already gets the new shape: nothing of them is lost or loosened."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, inspect, text
from sqlalchemy.exc import DatabaseError, IntegrityError

from incident import commands as c
from incident.model import Spoken
from notify.channel import Accepted, Outcome, Permanent, Temporary
from notify.channels.calls.results import Said
from runtime.database import Database
from runtime.migrate import standing, upgrade
from tests.engines import Engine, older_database
from tests.notify.test_calls import CHIEF, call_desk, lines
from tests.notify.world import DESK, Scripted, World

BEFORE = "0021"
LATER = ("material", "ix_self_test_address_digest")
"""What later migrations word anew, or add to a table that was there."""
KEPT = ("attempt", "receipt", "sim_message", "intent", "call_entry", "call_try", "watch", "event")


@pytest.fixture
def old(engine: Engine, tmp_path: Path) -> Iterator[Database]:
    """An empty database as the release before left it."""
    with older_database(engine, tmp_path, BEFORE) as database:
        yield database


def lived(world: World) -> None:
    """A real incident with receipts, calls and a doubt, then an exercise on simulated phones."""
    incident = world.open()
    outcomes: list[Outcome | Exception] = [
        Accepted("p1"), Temporary("busy"), Permanent("no_such_number"),
    ]  # fmt: skip
    engine = world.engine(Scripted(outcomes=outcomes))
    world.run(engine)
    world.forward(60)
    spoken = Spoken(on_behalf_of="vice_mayor", means="telephone", said_at=world.clock.now())
    world.desk.put(incident, c.StartResponse(level=2, spoken=spoken), DESK)
    world.run(engine)
    for call in lines(world, incident).values():
        call_desk(world).record(
            incident, call.id, Said("no_answer", "没人接"), DESK, f"t-{call.id}"
        )
    with world.database.write() as connection:
        connection.execute(text(
            "INSERT INTO receipt (attempt, status, incident, jurisdiction, mode, at)"
            " SELECT id, 'delivered', incident, jurisdiction, mode, created_at FROM attempt"
        ))  # fmt: skip
        connection.execute(text(
            "INSERT INTO watch (id, incident, jurisdiction, mode, key, person, alert, plan,"
            " intents, phase, taken, asked, set_at, due_at) SELECT 'w-' || id, incident,"
            " jurisdiction, mode, key, person, 'started', 'p', posts, 'answer', 1, 0, created_at,"
            " next_try_at FROM attempt WHERE step = 1"
        ))  # fmt: skip
    world.open("exercise")
    world.run(engine)


def moved(world: World, old: Database) -> None:
    """Every row that the release before had a table for, as it wrote it."""
    tables = old_tables(old)
    if old.dialect == "sqlite":
        with old.engine.connect() as connection:
            driver: Any = connection.connection.dbapi_connection
            driver.execute("PRAGMA query_only=OFF")
            driver.execute("ATTACH ? AS lived", [world.database.engine.url.database])
            driver.execute("PRAGMA foreign_keys=OFF")
            for table, columns in tables.items():
                driver.execute(
                    f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM lived.{table}"
                )
            driver.execute("PRAGMA foreign_keys=ON")
            driver.execute("DETACH lived")
        return
    source, target = (
        psycopg.connect(d.engine.url.set(drivername="postgresql").render_as_string(False))
        for d in (world.database, old)
    )
    with source, target:
        target.execute("SET session_replication_role = replica")
        for table, columns in tables.items():
            with (
                source.cursor().copy(f"COPY {table} ({columns}) TO STDOUT".encode()) as out,
                target.cursor().copy(f"COPY {table} ({columns}) FROM STDIN".encode()) as into,
            ):
                for block in out:
                    into.write(block)


def old_tables(old: Database) -> dict[str, str]:
    """Table → its columns, but for what the migrations themselves have written."""
    found = inspect(old.engine)
    return {
        table: ", ".join(f'"{column["name"]}"' for column in found.get_columns(table))
        for table in found.get_table_names()
        if table != "alembic_version"
    }


def rows(database: Database) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of the tables that the release before had, in an order of their own."""
    tables = old_tables(database)
    with database.read() as connection:
        return {
            table: sorted(
                map(tuple, connection.execute(text(f"SELECT {columns} FROM {table}"))), key=repr
            )
            for table, columns in tables.items()
            if table != "armed"
        }


def guards(database: Database) -> dict[str, str]:
    """Every index, trigger and constraint by name, with its words."""
    if database.dialect == "sqlite":
        query = (
            "SELECT type || ' ' || name, coalesce(sql, tbl_name) FROM sqlite_master"
            " WHERE type IN ('index', 'trigger')"
            ' UNION SELECT \'key \' || m.name || f.id || f.seq, f."table" || f."from" || f."to"'
            " || f.on_delete FROM sqlite_master m, pragma_foreign_key_list(m.name) f"
            " WHERE m.type = 'table'"
        )
    else:
        query = (
            "SELECT 'index ' || indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'"
            " UNION SELECT 'trigger ' || tgrelid::regclass || tgname, pg_get_triggerdef(oid)"
            " || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal"
            " UNION SELECT 'key ' || conrelid::regclass || conname, pg_get_constraintdef(oid)"
            " FROM pg_constraint WHERE contype <> 'n' AND connamespace = 'public'::regnamespace"
        )
    with database.read() as connection:
        found = {row[0]: row[1] for row in connection.execute(text(query))}
    return {name: said for name, said in found.items() if not any(word in name for word in LATER)}


def broken(connection: Connection) -> list[Any]:
    if connection.dialect.name == "sqlite":
        whole = connection.execute(text("PRAGMA integrity_check")).scalars().all()
        assert whole == ["ok"]
        return list(connection.execute(text("PRAGMA foreign_key_check")))
    query = "SELECT conname FROM pg_constraint WHERE NOT convalidated"
    return list(connection.execute(text(query)))


def test_every_row_index_trigger_and_key_is_there_again(world: World, old: Database) -> None:
    lived(world)
    moved(world, old)
    before, stood = rows(old), guards(old)
    assert {table: bool(before[table]) for table in KEPT} == dict.fromkeys(KEPT, True)
    assert {row[0] for row in select(old, "SELECT mode FROM attempt")} == {"real", "exercise"}
    upgrade(old)
    assert standing(old).up_to_date
    after = rows(old)
    assert {table: after[table] for table in before} == before
    with old.read() as connection:
        assert broken(connection) == []
    now = guards(old)
    checked = {"key attemptattempt_exercise_stays_inside"} if old.dialect != "sqlite" else set()
    assert {*stood} - {*now} == checked, "only the check goes, and a trigger is in its place"
    assert {name: now[name] for name in stood if name in now} == {
        name: said for name, said in stood.items() if name not in checked
    }
    came = {*now} - {*stood}  # and what later releases bring
    assert any("attempt_exercise" in name for name in came)
    assert any("armed" in name for name in came)


def test_the_old_rows_are_held_as_the_new_ones(world: World, old: Database) -> None:
    """By the keys from and to ``attempt``, and by the trigger in the check's place."""
    lived(world)
    moved(world, old)
    upgrade(old)
    for statement, error in (
        ("UPDATE attempt SET channel = 'twilio' WHERE mode = 'exercise'", IntegrityError),
        ("UPDATE attempt SET mode = 'exercise' WHERE mode = 'real'", IntegrityError),
        ("UPDATE attempt SET status = 'neither'", IntegrityError),
        ("UPDATE attempt SET step = 9, person = (SELECT min(person) FROM attempt)", IntegrityError),
        ("DELETE FROM attempt WHERE id IN (SELECT attempt FROM receipt)", IntegrityError),
        ("DELETE FROM attempt WHERE id IN (SELECT id FROM sim_message)", IntegrityError),
        ("UPDATE receipt SET status = 'read'", DatabaseError),
    ):
        with pytest.raises(error), old.write() as connection:
            connection.execute(text(statement))
    with old.write() as connection:
        connection.execute(text("UPDATE attempt SET channel = 'console' WHERE mode = 'exercise'"))


def select(database: Database, query: str) -> list[Any]:
    with database.read() as connection:
        return list(connection.execute(text(query)))


def test_a_call_that_was_open_is_open_still(world: World, old: Database) -> None:
    lived(world)
    moved(world, old)
    listed = select(old, f"SELECT id, closed_at FROM call_entry WHERE person = '{CHIEF}'")
    upgrade(old)
    assert select(old, f"SELECT id, closed_at FROM call_entry WHERE person = '{CHIEF}'") == listed
