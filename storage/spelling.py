"""Statements that SQLAlchemy writes, once for each dialect, and that the driver runs.

To run one, SQLAlchemy takes ten times as long as a database on the same machine takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update

Process = Callable[[Any], Any]
BOTH = ("sqlite", "postgresql")


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

    def run_many(self, connection: Connection, columns: Mapping[str, Sequence[object]]) -> None:
        """Run it over *connection* for many rows, of which *columns* hold the values."""
        taken = (map(process, columns[name]) if process else columns[name] for name, process in self.takes)
        cursor = connection.connection.cursor()
        cursor.executemany(self.sql, list(zip(*taken, strict=True)))
        cursor.close()


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
    """A change to many rows at a time, by the name of each dialect; a row has a value for each of *columns*."""

    statement: Mapping[str, Any]
    columns: tuple[str, ...]
    spelled: dict[str, Spelled] = field(default_factory=dict)

    def make(self, connection: Connection, rows: Sequence[tuple[object, ...]]) -> None:
        """Make the change over *connection*, for each of *rows*."""
        dialect = connection.dialect
        if dialect.name not in self.spelled:
            self.spelled[dialect.name] = Spelled.by(dialect, self.statement[dialect.name], self.columns)
        if rows:
            columns = dict(zip(self.columns, zip(*rows, strict=True), strict=True))
            self.spelled[dialect.name].run_many(connection, columns)
