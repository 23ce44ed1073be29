"""Reads of one transaction: what it was told once stays true until it writes itself, so nothing is asked twice."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from sqlalchemy import Connection, Row, Select

T = TypeVar("T")


class Reading:
    """What one repository has read over a connection; it says `forget` when it writes.

    A reader sees one moment throughout, and a writer holds its team, so nobody else changes what was read meanwhile.
    Statements are built once, by the module that asks: SQLAlchemy takes three times as long to build one as to run it.
    """

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._told: dict[tuple[object, ...], tuple[Any, ...]] = {}

    def rows(self, wanted: Select[Any], made: Callable[[Row[Any]], T], **values: object) -> tuple[T, ...]:
        """Return the rows of *wanted*, as *made* reads them."""
        question = (wanted, *values.items())
        if question not in self._told:
            self._told[question] = tuple(made(row) for row in self._connection.execute(wanted, values))
        return self._told[question]

    def row(self, wanted: Select[Any], made: Callable[[Row[Any]], T], **values: object) -> T | None:
        """Return the first row of *wanted*, if there is one."""
        return next(iter(self.rows(wanted, made, **values)), None)

    def forget(self) -> None:
        """Ask anew from now on."""
        self._told.clear()
