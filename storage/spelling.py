"""Statements that SQLAlchemy writes, once for each dialect, and that the driver runs.

To run one, SQLAlchemy takes ten times as long as a database on the same machine takes to answer it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update


@dataclass(frozen=True, slots=True)
class Spelled:
    """A statement in the words of one dialect, and how values go into it."""

    sql: str
    fixed: Mapping[str, object]
    order: tuple[str, ...] | None
    going_in: tuple[tuple[str, Callable[[Any], Any]], ...]

    @classmethod
    def by(
        cls, dialect: Dialect, statement: Select[Any] | Insert | Update | Delete, names: Sequence[str] | None = None
    ) -> Spelled:
        """Write *statement* in the words of *dialect*; what it puts into rows are the columns among *names*."""
        compiled: Any = statement.compile(dialect=dialect, column_keys=names)
        types = {name: each.type.dialect_impl(dialect) for name, each in compiled.binds.items()}
        takes = ((name, kind.bind_processor(dialect)) for name, kind in types.items())
        return cls(
            compiled.string,
            compiled.params,
            tuple(compiled.positiontup) if compiled.positional else None,
            tuple((name, process) for name, process in takes if process),
        )

    def run(self, connection: Connection, values: Mapping[str, object]) -> Any:
        """Run it over *connection*, and return the driver's cursor."""
        given = {**self.fixed, **values}
        for name, process in self.going_in:
            given[name] = process(given[name])
        cursor = connection.connection.cursor()
        cursor.execute(self.sql, [given[name] for name in self.order] if self.order is not None else given)
        return cursor


@dataclass(frozen=True, slots=True, eq=False)
class Change:
    """An insert of one row, an update or a delete; what it writes are the values that it is given, none by default."""

    statement: Insert | Update | Delete
    written: dict[tuple[str, ...], Spelled] = field(default_factory=dict)

    def make(self, connection: Connection, values: Mapping[str, object]) -> int:
        """Make the change over *connection*, and return how many rows it was."""
        dialect = connection.dialect
        kind = (dialect.name, *values)
        if kind not in self.written:
            self.written[kind] = Spelled.by(dialect, self.statement, list(values))
        cursor = self.written[kind].run(connection, values)
        rows: int = cursor.rowcount
        cursor.close()
        return rows
