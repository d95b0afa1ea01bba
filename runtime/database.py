"""The one place that knows which database it talks to: SQLite by default, PostgreSQL to grow.

A transaction either writes or reads, and says so. Writers of SQLite go one after another through
one connection kept open for them; readers see the state at their start and never wait. On both
engines a read is a consistent snapshot and cannot write.
"""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING, Any, Literal, cast

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DatabaseError, OperationalError

from runtime import sqlite
from runtime.hints import CHANNEL, EVERYTHING, Hints
from runtime.language import N_, phrase
from runtime.prepared import Prepared
from runtime.refusal import Refused
from runtime.unwritten import unwritten

if TYPE_CHECKING:
    from runtime.listener import Listener

Dialect = Literal["sqlite", "postgresql"]

_ANNOUNCED = "hints"
_NOTIFY_LIMIT = 7900  # PostgreSQL takes payloads below 8,000 bytes
_PIPELINE = "pipeline"
_LOCK = Prepared(text("SELECT pg_advisory_xact_lock(:key)"))
_NOTIFY = Prepared(text(f"SELECT pg_notify('{CHANNEL}', :topics)"))


class Database:
    """An open database. Safe to use from any thread; ``close`` it at the end."""

    def __init__(self, engine: Engine, hints: Hints) -> None:
        self.engine = engine
        self.dialect: Dialect = cast("Dialect", engine.dialect.name)
        self.hints = hints
        self._reading = engine.execution_options(**_read_options(self.dialect))
        self._writer: Connection | None = None
        self._write_lock = threading.Lock()
        self._thread = threading.local()
        self._listener: Listener | None = None

    @classmethod
    def open(cls, url: str, *, hints: Hints | None = None) -> Database:
        """Connect to ``sqlite:///path`` or ``postgresql://…``.

        Raises ``Refused("setting", field="DATABASE_URL")`` for another kind of address, or if
        nothing can be reached there; the password in the address is not shown.
        """
        address = _address(url)
        engine = _engine(address)
        try:
            with engine.connect():
                pass
        except DatabaseError as error:  # also a file that is no database
            engine.dispose()
            raise Refused(
                "setting",
                field="DATABASE_URL",
                value=address.render_as_string(hide_password=True),
                allowed=phrase(N_("the address of a database that can be reached")),
            ) from error
        return cls(engine, hints or Hints())

    @contextmanager
    def write(self, *, pipelined: bool = False) -> Iterator[Connection]:
        """One transaction: committed at the end, rolled back on any error.

        After a successful commit the hints announced in it are fired, never before.
        Writes do not nest (``RuntimeError``): what belongs together shares the connection.

        ``pipelined`` is for short transactions that run often: PostgreSQL gets ``Prepared``
        statements that return nothing without waiting for the answer to the one before. What is
        wrong with one of them then comes up at a later statement or at the end.

        Raises ``Unwritten("storage")`` where the disk takes no more, ``Unwritten("busy")`` where
        another program writes and does not end; nothing was written then.
        """
        if getattr(self._thread, "writing", False):
            raise RuntimeError("a write is open in this thread already")
        self._thread.writing = True
        topics = dict[str, None]()
        try:
            if self.dialect == "sqlite":
                with self._write_lock, self._sole_writer() as connection:
                    connection.info[_ANNOUNCED] = topics
                    yield connection
            else:
                with (
                    self.engine.connect() as connection,
                    _pipeline(connection) if pipelined else nullcontext(),
                    connection.begin(),
                ):
                    connection.info[_ANNOUNCED] = topics
                    yield connection
                    if topics:
                        _NOTIFY.run(connection, {"topics": _payload(topics)})
        except OperationalError as error:
            if (refused := unwritten(error)) is not None:
                raise refused from error
            raise
        finally:
            self._thread.writing = False
        for topic in topics:
            self.hints.fire(topic)

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """One snapshot; an attempt to write in it fails. Takes no lock and waits for no writer."""
        with self._reading.connect() as connection:
            yield connection

    def lock(self, connection: Connection, key: str) -> None:
        """Until the end of this transaction nobody else holds ``key`` (an incident, say).

        On SQLite every write is alone already.
        """
        if self.dialect == "postgresql":
            digest = hashlib.sha256(key.encode("utf-8")).digest()
            number = int.from_bytes(digest[:8], "big", signed=True)
            _LOCK.run(connection, {"key": number})

    def hint(self, connection: Connection, topic: str) -> None:
        """Announce a change of ``topic``, to be told when this write is committed.

        Several announcements of one transaction travel together; a subscriber may hear its own
        process's hint twice on PostgreSQL (at once, and through the server).
        """
        if "\n" in topic or not topic:
            raise ValueError(f"a topic is one line: {topic!r}")
        connection.info[_ANNOUNCED][topic] = None

    def listen(self) -> None:
        """Hear hints of other processes too (PostgreSQL); returns once listening, or after 5 s.

        The listener comes back by itself when the server does, and ends with ``close``.
        """
        if self.dialect == "postgresql" and self._listener is None and self.hints.enabled:
            from runtime.listener import Listener  # loads PostgreSQL's driver

            self._listener = Listener(self.engine.url, self.hints)
            self._listener.start(wait_s=5.0)

    def close(self) -> None:
        """Stop listening and close every connection that is not in use."""
        if self._listener is not None:
            self._listener.stop()
            self._listener = None
        with self._write_lock:
            if self._writer is not None:
                self._writer.close()
                self._writer = None
        self.engine.dispose()

    @contextmanager
    def _sole_writer(self) -> Iterator[Connection]:
        """The connection kept for writing: taking one from the pool costs as much as an insert."""
        connection = self._writer = self._writer or self.engine.connect()
        try:
            with connection.begin():
                yield connection
        finally:
            if connection.invalidated or connection.in_transaction():
                # It could not even be rolled back; the next write gets a fresh one.
                self._writer = None
                connection.invalidate()
                connection.close()


@contextmanager
def _pipeline(connection: Connection) -> Iterator[None]:
    driver = cast("Any", connection.connection.dbapi_connection)
    with driver.pipeline() as pipeline:
        connection.info[_PIPELINE] = pipeline
        try:
            yield
        finally:
            del connection.info[_PIPELINE]


def _catch_up(connection: Connection, *_: object) -> None:
    """SQLAlchemy looks at a statement's result at once: in a pipeline it has to be fetched."""
    if (pipeline := connection.info.get(_PIPELINE)) is not None:
        pipeline.sync()


def _address(url: str) -> URL:
    try:
        address = make_url(url)
    except ArgumentError:
        address = None
    if address is not None:
        if address.drivername in {"postgresql", "postgres", "postgresql+psycopg"}:
            return address.set(drivername="postgresql+psycopg")
        if address.drivername == "sqlite" and address.database not in {None, "", ":memory:"}:
            return address
    raise Refused(
        "setting",
        field="DATABASE_URL",
        # An address that cannot be taken apart may hold a password anywhere.
        value=None if address is None else address.render_as_string(hide_password=True),
        allowed="sqlite:///…/tailings.db, postgresql://…",
    )


def _engine(address: URL) -> Engine:
    # The words of a fault go to the program's log, without what the statement was given.
    if address.drivername != "sqlite":
        # A connection that died with its server is replaced before a command is lost with it.
        engine = create_engine(address, pool_pre_ping=True, hide_parameters=True)
        event.listen(engine, "after_cursor_execute", _catch_up)
        return engine
    engine = create_engine(address, connect_args={"check_same_thread": False}, hide_parameters=True)
    event.listen(engine, "connect", sqlite.prepare)
    event.listen(engine, "begin", sqlite.begin)
    return engine


def _read_options(dialect: Dialect) -> dict[str, Any]:
    if dialect == "sqlite":
        return {"reads_only": True}
    return {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


def _payload(topics: dict[str, None]) -> str:
    together = "\n".join(topics)
    return together if len(together.encode("utf-8")) <= _NOTIFY_LIMIT else EVERYTHING
