"""Writes many rows at a time past SQLAlchemy, which takes longer over each of them than a database does."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Dialect

Process = Callable[[Any], Any]
BOTH = ("sqlite", "postgresql")
MEMORY = 256
"""Values of a column that are remembered as the driver takes them: of the times in a batch, most are the same."""


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """A statement that writes, by the name of each dialect; SQLAlchemy words it once, for these *columns* of a row."""

    statement: Mapping[str, Any]
    columns: tuple[str, ...] | None = None
    worded: dict[str, Worded] = field(default_factory=dict)

    def insert(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Insert rows, all by one statement; return what it gives back, if anything."""
        worded = self._for(connection)
        cursor = connection.connection.cursor()
        cursor.execute(worded.many(len(rows)), [value for row in rows for value in worded.values(row)])
        found = cursor.fetchall() if cursor.description else []
        cursor.close()
        return list(found)

    def update(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Update a row for each of *rows*."""
        worded = self._for(connection)
        cursor = connection.connection.cursor()
        cursor.executemany(worded.sql, [worded.values(row) for row in rows])
        cursor.close()

    def _for(self, connection: Connection) -> Worded:
        dialect = connection.dialect
        if dialect.name not in self.worded:
            self.worded[dialect.name] = Worded.by(dialect, self.statement[dialect.name], self.columns)
        return self.worded[dialect.name]


@dataclass(frozen=True, slots=True)
class Worded:
    """A statement in the words of one dialect: which values it takes, in their order, and how the driver takes them."""

    sql: str
    takes: tuple[tuple[str, Process | None], ...]

    @classmethod
    def by(cls, dialect: Dialect, statement: Any, columns: Sequence[str] | None) -> Worded:
        """Word *statement* for *dialect*, with its values in an order rather than by name."""
        in_order = dialect if dialect.positional else type(dialect)(paramstyle="format")  # type: ignore[call-arg]
        compiled = statement.compile(dialect=in_order, column_keys=columns)
        kinds = {name: each.type.dialect_impl(in_order) for name, each in compiled.binds.items()}
        process = {name: kind.bind_processor(in_order) for name, kind in kinds.items()}
        return cls(compiled.string, tuple((name, _remembering(process[name])) for name in compiled.positiontup))

    def values(self, row: Mapping[str, Any]) -> list[Any]:
        """Return the values of a row."""
        return [process(row[name]) if process else row[name] for name, process in self.takes]

    def many(self, count: int) -> str:
        """Return an insert of one row as one of *count*."""
        head, values, rest = self.sql.partition(" VALUES ")
        row = rest[: rest.index(")") + 1]
        return f"{head}{values}{', '.join([row] * count)}{rest[len(row) :]}"


def _remembering(process: Process | None) -> Process | None:
    return lru_cache(MEMORY)(process) if process else None
