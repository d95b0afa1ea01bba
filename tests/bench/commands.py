"""Commands through the desk against bare transactions that write the same rows.

While the desk works, every row that it writes is noted down as its driver gets it. The reference
writes exactly those, one transaction a command, with the bare driver into a database of the same
tables. Both commit to disk: SQLite with WAL and ``synchronous=FULL``, PostgreSQL with ``fsync``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any
from unittest.mock import patch

import psycopg
from sqlalchemy import event

from runtime.database import Database
from runtime.migrate import upgrade
from runtime.prepared import Prepared
from tests import engines
from tests.bench.measure import Figure, figure, seconds
from tests.bench.scene import Scene, scene

ROUNDS = 5
TASKS_EACH = 20
"""Tasks that go through their three steps in one round; makes 100 commands."""
AT_ONCE = 20
"""Commands between two changes of side."""
EVENTS_BEFORE = 200
WRITES = ("INSERT", "UPDATE", "DELETE")
DURABLE = engines.SERVER_OPTIONS.replace("=off", "=on")

Statement = tuple[str, Any, bool]
"""SQL, its parameters, and whether there are several sets of them."""


@dataclass
class Written:
    """What was written, transaction by transaction."""

    transactions: list[list[Any]] = field(default_factory=list)
    _open: list[Any] = field(default_factory=list)

    @contextmanager
    def listening(self, database: Database) -> Iterator[None]:
        """Note down what goes through the toolkit, and what is handed to the driver beside it."""
        run = Prepared.run

        def noted(statement: Prepared, connection: Any, *given: Any) -> list[Any]:
            self._open.append((statement, connection.dialect.name, given))
            return run(statement, connection, *given)

        event.listen(database.engine, "before_cursor_execute", self._statement)
        event.listen(database.engine, "commit", self._commit)
        with patch.object(Prepared, "run", noted):
            yield

    def take(self) -> list[list[Statement]]:
        """Everything since the last time."""
        taken, self.transactions = self.transactions, []
        return [[row for row in map(_as_bound, t) if row[0].startswith(WRITES)] for t in taken]

    def _statement(
        self, connection: Any, cursor: Any, sql: str, given: Any, context: Any, many: bool
    ) -> None:
        self._open.append((sql, given, many))

    def _commit(self, connection: Any) -> None:
        self.transactions.append(self._open)
        self._open = []


def _as_bound(noted: tuple[Any, Any, Any]) -> Statement:
    """As the driver got it; worked out here, where no clock runs."""
    statement, engine, given = noted
    if not isinstance(statement, Prepared):
        return noted
    ready = statement._ready[engine]
    bound = [ready.bind(values) for values in given]
    return ready.sql, bound[0] if len(bound) == 1 else bound, len(bound) > 1


def on_sqlite(folder: Path) -> Figure:
    """SQLite, as a county installs it."""
    copy = folder / "bare.db"
    _migrated(f"sqlite:///{copy}")
    bare = sqlite3.connect(copy, isolation_level=None)
    bare.execute("PRAGMA journal_mode=WAL")
    bare.execute("PRAGMA synchronous=FULL")
    with scene(folder / "data") as played:
        result = _against(played, "command, SQLite", lambda rows: _write(bare, rows))
    bare.close()
    return result


def on_postgresql(folder: Path) -> Figure:
    """PostgreSQL on this machine, over its socket, with its data safe at every commit."""
    with server():
        for name in ("desk", "bare"):
            engines._administer(f"CREATE DATABASE {name}")
        copy = engines.postgresql_url("bare")
        _migrated(copy)
        with (
            psycopg.connect(copy, autocommit=True) as bare,
            scene(folder / "data", engines.postgresql_url("desk")) as played,
        ):
            return _against(played, "command, PostgreSQL", lambda rows: _write(bare, rows))


def _against(played: Scene, name: str, write: Callable[[list[list[Statement]]], None]) -> Figure:
    """Each round in an incident of its own, the desk and the bare driver in turn."""
    written = Written()
    desk: list[float] = []
    bare: list[float] = []
    with written.listening(played.program.database):
        _rounds(played, written, write, desk, bare)
    return figure(name, median(desk), "commands/s", median(bare), ratio_at_least=0.5)


def _rounds(
    played: Scene,
    written: Written,
    write: Callable[[list[list[Statement]]], None],
    desk: list[float],
    bare: list[float],
) -> None:
    for _ in range(ROUNDS):
        played.respond(50)
        played.grow(EVENTS_BEFORE)
        write(written.take())
        waiting = list(played.usual(TASKS_EACH))
        for start in range(0, len(waiting), AT_ONCE):
            commands = waiting[start : start + AT_ONCE]
            desk.append(len(commands) / seconds(partial(_put, played, commands)))
            rows = written.take()
            if len(rows) != len(commands):
                raise RuntimeError(f"{len(commands)} commands made {len(rows)} transactions")
            bare.append(len(rows) / seconds(partial(write, rows)))


def _put(played: Scene, commands: list[Any]) -> None:
    for command in commands:
        played.put(command)


def _write(connection: Any, transactions: list[list[Statement]]) -> None:
    cursor = connection.cursor()
    for statements in transactions:
        cursor.execute("BEGIN")
        for sql, given, many in statements:
            if many:
                cursor.executemany(sql, given)
            else:
                cursor.execute(sql, given)
        cursor.execute("COMMIT")


def _migrated(url: str) -> None:
    database = Database.open(url)
    upgrade(database)
    database.close()


@contextmanager
def server() -> Iterator[None]:
    """A PostgreSQL server of our own that keeps what it confirms."""
    engines.begin_run()
    try:
        with patch.object(engines, "SERVER_OPTIONS", DURABLE):
            engines._start_server()
        yield
    finally:
        engines.end_run()
