"""Statements that SQLAlchemy writes, once for each dialect, and that the driver runs.

To run one, SQLAlchemy takes ten times as long as a database on the same machine takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update

Process = Callable[[Any], Any]
BOTH = ("sqlite", "postgresql")
MEMORY = 256
"""Values of a column that are remembered as the driver takes them: of the times in a batch, most are the same."""


@dataclass(frozen=True, slots=True)
class Spelled:
    """A statement in the words of one dialect: which values it takes, in their order, and how the driver takes them.

    Values that the statement itself names are *fixed*.
    """

    sql: str
    fixed: Mapping[str, object]
    takes: tuple[tuple[str, Process | None], ...]

    @classmethod
    def by(
        cls, dialect: Dialect, statement: Select[Any] | Insert | Update | Delete, names: Sequence[str] | None = None
    ) -> Spelled:
        """Write *statement* in the words of *dialect*; what it puts into rows are the columns among *names*."""
        in_order = dialect if dialect.positional else type(dialect)(paramstyle="format")  # type: ignore[call-arg]
        compiled: Any = statement.compile(dialect=in_order, column_keys=names)
        kinds = {name: each.type.dialect_impl(in_order) for name, each in compiled.binds.items()}
        takes = ((name, kinds[name].bind_processor(in_order)) for name in compiled.positiontup)
        return cls(compiled.string, compiled.params, tuple(takes))

    def values(self, given: Mapping[str, object]) -> list[object]:
        """Return what the driver takes, in its order."""
        every = {**self.fixed, **given}
        return [process(every[name]) if process else every[name] for name, process in self.takes]

    def run(self, connection: Connection, given: Mapping[str, object]) -> Any:
        """Run it over *connection*, and return the driver's cursor."""
        cursor = connection.connection.cursor()
        cursor.execute(self.sql, self.values(given))
        return cursor

    def remembering(self) -> Spelled:
        """Return the same, which remembers how the driver takes a value: each of them can be hashed."""
        takes = ((name, lru_cache(MEMORY)(process) if process else None) for name, process in self.takes)
        return replace(self, takes=tuple(takes))

    def many(self, count: int) -> str:
        """Return an insert of one row as one of *count*."""
        head, values, rest = self.sql.partition(" VALUES ")
        row = rest[: rest.index(")") + 1]
        return f"{head}{values}{', '.join([row] * count)}{rest[len(row) :]}"


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """An insert of one row, an update or a delete; what it writes are the values that it is given, none by default."""

    statement: Insert | Update | Delete
    spelled: dict[tuple[str, ...], Spelled] = field(default_factory=dict)

    def make(self, connection: Connection, values: Mapping[str, object]) -> int:
        """Make the change over *connection*, and return how many rows it was."""
        dialect = connection.dialect
        kind = (dialect.name, *values)
        if kind not in self.spelled:
            self.spelled[kind] = Spelled.by(dialect, self.statement, list(values))
        cursor = self.spelled[kind].run(connection, values)
        rows: int = cursor.rowcount
        cursor.close()
        return rows


@dataclass(frozen=True, slots=True, eq=False)
class Order:
    """Changes to many rows at a time, by the name of each dialect, for these *columns* of a row."""

    statement: Mapping[str, Any]
    columns: tuple[str, ...] | None = None
    spelled: dict[str, Spelled] = field(default_factory=dict)

    def insert(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> list[Any]:
        """Insert rows, all by one statement; return what it gives back, if anything."""
        spelled = self._for(connection)
        cursor = connection.connection.cursor()
        cursor.execute(spelled.many(len(rows)), [value for row in rows for value in spelled.values(row)])
        found = cursor.fetchall() if cursor.description else []
        cursor.close()
        return list(found)

    def update(self, connection: Connection, rows: Sequence[Mapping[str, Any]]) -> None:
        """Update a row for each of *rows*."""
        spelled = self._for(connection)
        cursor = connection.connection.cursor()
        cursor.executemany(spelled.sql, [spelled.values(row) for row in rows])
        cursor.close()

    def _for(self, connection: Connection) -> Spelled:
        dialect = connection.dialect
        if dialect.name not in self.spelled:
            self.spelled[dialect.name] = Spelled.by(dialect, self.statement[dialect.name], self.columns).remembering()
        return self.spelled[dialect.name]
