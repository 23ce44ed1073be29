"""Reads of one transaction: what it was told once stays true until it writes itself, so nothing is asked twice."""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import Connection, Dialect, Select

from storage.spelling import Spelled

T = TypeVar("T")


class Reading:
    """What one repository has read over a connection; it says `forget` when it writes.

    A reader sees one moment throughout, and a writer holds its team, so nobody else changes what was read meanwhile.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._told: dict[tuple[object, ...], tuple[Any, ...]] = {}

    def rows(self, wanted: Question, made: Callable[[Any], T], **values: object) -> tuple[T, ...]:
        """Return the rows of *wanted*, as *made* reads them."""
        asked = (wanted, *values.items())
        if asked not in self._told:
            self._told[asked] = tuple(map(made, wanted.put(self._connection, values)))
        return self._told[asked]

    def row(self, wanted: Question, made: Callable[[Any], T], **values: object) -> T | None:
        """Return the first row of *wanted*, if there is one."""
        return next(iter(self.rows(wanted, made, **values)), None)

    def forget(self) -> None:
        """Ask anew from now on."""
        self._told.clear()


@dataclass(frozen=True, slots=True, eq=False)
class Question:
    """A query."""

    query: Select[Any]
    written: dict[str, Written] = field(default_factory=dict)

    def put(self, connection: Connection, values: Mapping[str, object]) -> list[Any]:
        """Put the question over *connection*; the rows that come back name their columns."""
        dialect = connection.dialect
        if dialect.name not in self.written:
            self.written[dialect.name] = Written.by(dialect, self.query)
        return self.written[dialect.name].run(connection, values)


@dataclass(frozen=True, slots=True)
class Written:
    """A query in the words of one dialect, and how values come out of it."""

    spelled: Spelled
    coming_out: tuple[tuple[int, Callable[[Any], Any]], ...]
    row: Callable[[Iterable[Any]], Any]

    @classmethod
    def by(cls, dialect: Dialect, query: Select[Any]) -> Written:
        """Write *query* in the words of *dialect*."""
        columns = list(query.selected_columns)
        gives = (each.type.dialect_impl(dialect).result_processor(dialect, None) for each in columns)
        row: Any = namedtuple("Row", [each.name for each in columns])  # type: ignore[misc]
        processes = tuple((place, process) for place, process in enumerate(gives) if process)
        return cls(Spelled.by(dialect, query), processes, partial(tuple.__new__, row))

    def run(self, connection: Connection, values: Mapping[str, object]) -> list[Any]:
        """Return its rows, read over *connection*."""
        cursor = self.spelled.run(connection, values)
        rows = list(map(list, cursor.fetchall()))
        cursor.close()
        for place, process in self.coming_out:
            for row in rows:
                row[place] = process(row[place])
        return list(map(self.row, rows))
