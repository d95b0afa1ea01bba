"""A statement made ready once, for the few that run with every command.

SQLAlchemy spends several times longer on a small statement than SQLite does: it makes a context, a
cursor result and row types anew each time. Here the SQL, the conversion of every parameter and of
every column are worked out once for each engine; running it is then one call of the driver, in
the same transaction as everything else on the connection.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.sql.expression import Executable, Select, UpdateBase

Convert = Callable[[Any], Any]


@dataclass(frozen=True, slots=True)
class _Ready:
    sql: str
    parameters: tuple[tuple[str, Convert | None], ...]
    positional: bool
    row: Convert | None
    """Makes a row with names out of the driver's; None for statements that return nothing."""

    def bind(self, given: Mapping[str, Any]) -> Any:
        bound = [(n, f(given[n]) if f else given[n]) for n, f in self.parameters]
        return [value for _, value in bound] if self.positional else dict(bound)


class Prepared:
    """A Core statement with named parameters; an INSERT names every column, or the values it sets.
    Without lists (IN)."""

    def __init__(self, statement: Executable) -> None:
        self._statement = statement
        self._ready: dict[str, _Ready] = {}

    def run(self, connection: Connection, *given: Mapping[str, Any]) -> list[Any]:
        """Run it once for each set of parameters; the rows that it returns, if it returns any.

        Raises the same errors as SQLAlchemy does (``IntegrityError`` and so on).
        """
        dialect = connection.dialect
        ready = self._ready.get(dialect.name) or self._make(dialect)
        if not connection.in_transaction():
            connection.begin()
        cursor = connection.connection.cursor()
        bound: Any = [ready.bind(values) for values in given]
        try:
            if len(bound) == 1:
                cursor.execute(ready.sql, bound[0])
            else:
                cursor.executemany(ready.sql, bound)
            return [ready.row(row) for row in cursor.fetchall()] if ready.row else []
        except dialect.loaded_dbapi.Error as error:
            lost = dialect.is_disconnect(error, connection.connection, cursor)
            if lost:
                connection.invalidate(error)
            raise DBAPIError.instance(
                ready.sql,
                bound,
                error,
                dialect.loaded_dbapi.Error,
                hide_parameters=True,
                connection_invalidated=lost,
                dialect=dialect,
            ) from error
        finally:
            cursor.close()

    def _make(self, dialect: Dialect) -> _Ready:
        compiled: Any = self._statement.compile(dialect=dialect)  # type: ignore[attr-defined]
        names = compiled.positiontup if compiled.positional else list(compiled.binds)
        ready = self._ready[dialect.name] = _Ready(
            str(compiled),
            tuple((n, _binds(compiled.binds[n].type, dialect)) for n in names),
            compiled.positional,
            _rows(self._statement, dialect),
        )
        return ready


def _binds(type_: Any, dialect: Dialect) -> Convert | None:
    processor: Convert | None = type_.dialect_impl(dialect).bind_processor(dialect)
    return processor


def _rows(statement: Executable, dialect: Dialect) -> Convert | None:
    """Of a query, or of a change that gives columns back."""
    if not isinstance(statement, Select | UpdateBase):
        return None
    columns: list[Any] = list(statement.exported_columns)
    if not columns:
        return None
    named: Any = namedtuple("Row", [c.key for c in columns])  # type: ignore[misc]
    read = [c.type.dialect_impl(dialect).result_processor(dialect, None) for c in columns]

    def row(values: Any) -> Any:
        return named(*[f(v) if f else v for f, v in zip(read, values, strict=True)])

    return row
