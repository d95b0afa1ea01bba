"""A stranger's plain connection to the file replaces no row of a table that only grows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from runtime.appendonly import no_replace
from runtime.database import Database
from runtime.migrate import upgrade


@pytest.fixture
def stranger(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """``sqlite3`` as anybody opens it: none of the pragmas that the program sets."""
    path = tmp_path / "tailings.db"
    database = Database.open(f"sqlite:///{path}")
    upgrade(database)
    database.close()
    with closing(sqlite3.connect(path, isolation_level=None)) as connection:
        assert connection.execute("PRAGMA recursive_triggers").fetchone() == (0,)
        yield connection


GUARDED = {"material_removal"}
"""Takes a row for a file that is there only: tests/incident/materials/test_sweep.py."""


def grown(connection: sqlite3.Connection) -> list[str]:
    query = "SELECT tbl_name FROM sqlite_master WHERE name LIKE '%_no_delete' ORDER BY 1"
    return [table for (table,) in connection.execute(query) if table not in GUARDED]


def unique_keys(connection: sqlite3.Connection, table: str) -> list[list[str]]:
    indexes = connection.execute(f"PRAGMA index_list({table})").fetchall()
    assert not any(partial for *_, partial in indexes), "a partial key needs its own condition"
    return [
        [name for _, _, name in connection.execute(f"PRAGMA index_info({index})")]
        for _, index, unique, *_ in indexes
        if unique
    ]


def a_row(connection: sqlite3.Connection, table: str, tag: str) -> dict[str, object]:
    """A row that the table takes, with ``tag`` wherever words are free."""
    checks = connection.execute(
        "SELECT sql FROM sqlite_master WHERE name = ?", (table,)
    ).fetchone()[0]
    row: dict[str, object] = {}
    for _, name, kind, *_ in connection.execute(f"PRAGMA table_info({table})"):
        row[name] = len(tag) if kind == "INTEGER" else f"{name}-{tag}"
        for word in ("real", "call", "sending"):
            if f"{name} IN ('{word}'" in checks or f"{name} = '{word}'" in checks:
                row[name] = word
    return row


def put(connection: sqlite3.Connection, verb: str, table: str, row: dict[str, object]) -> None:
    names, marks = ", ".join(f'"{n}"' for n in row), ", ".join("?" for _ in row)
    connection.execute(f"{verb} INTO {table} ({names}) VALUES ({marks})", tuple(row.values()))


def test_no_key_of_a_table_that_only_grows_can_be_replaced(stranger: sqlite3.Connection) -> None:
    assert set(grown(stranger)) >= {"event", "plan", "receipt", "duty_entry", "material"}
    for table in grown(stranger):
        first = a_row(stranger, table, "a")
        put(stranger, "INSERT", table, first)
        ((number,),) = stranger.execute(f"SELECT rowid FROM {table}").fetchall()
        clashes: list[dict[str, object]] = [{"rowid": number}, {"rowid": str(number)}]
        clashes += [{n: first[n] for n in key} for key in unique_keys(stranger, table)]
        before = stranger.execute(f"SELECT rowid, * FROM {table}").fetchall()
        for n, clash in enumerate(clashes, start=2):
            other = {**a_row(stranger, table, "b" * n), **clash}
            for verb in ("INSERT OR REPLACE", "REPLACE", "INSERT"):
                with pytest.raises(sqlite3.IntegrityError, match=f"append-only: rows of {table} "):
                    put(stranger, verb, table, other)
        assert stranger.execute(f"SELECT rowid, * FROM {table}").fetchall() == before
        put(stranger, "INSERT", table, a_row(stranger, table, "c" * 9))


def test_a_row_numbered_minus_one_keeps_nobody_from_adding(stranger: sqlite3.Connection) -> None:
    put(stranger, "INSERT", "plan", {"rowid": -1, **a_row(stranger, "plan", "a")})
    put(stranger, "INSERT", "plan", a_row(stranger, "plan", "b"))
    assert stranger.execute("SELECT count(*) FROM plan").fetchone() == (2,)


@pytest.mark.parametrize(("table", "column"), [("Event", "seq"), ("event", "a b")])
def test_a_name_that_is_no_plain_identifier_is_refused(table: str, column: str) -> None:
    with pytest.raises(ValueError, match="not a plain name"):
        no_replace(table, (column,))
