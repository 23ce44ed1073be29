"""Many rows are written at a time as if each were written alone."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from sqlalchemy import Connection, bindparam, select, update

from storage.database import Database
from storage.spelling import BOTH, Order
from storage.tables import inbox, insert_once, installation, teams

ONCE = Order(insert_once(installation), ("value", "name"))
NAMED = update(installation).where(installation.c.name == bindparam("of")).values(value=bindparam("new"))
CHANGED = Order(dict.fromkeys(BOTH, NAMED), ("of", "new"))


def kept(connection: Connection) -> dict[str, str]:
    """Return what is noted under the names of these tests."""
    ours = select(installation.c.name, installation.c.value).where(installation.c.name.in_(list("abc")))
    return {row.name: row.value for row in connection.execute(ours)}


def test_of_rows_that_come_together_those_that_are_there_are_passed_over(database: Database) -> None:
    def written(connection: Connection) -> dict[str, str]:
        ONCE.make(connection, [("before", "b")])
        ONCE.make(connection, [("after", name) for name in "abc"])
        return kept(connection)

    assert database.transact(written, write=True) == {"a": "after", "b": "before", "c": "after"}


def test_each_row_is_changed_as_it_says(database: Database) -> None:
    def changed(connection: Connection) -> dict[str, str]:
        ONCE.make(connection, [("before", name) for name in "abc"])
        CHANGED.make(connection, [("a", "one"), ("c", "three")])
        return kept(connection)

    assert database.transact(changed, write=True) == {"a": "one", "b": "before", "c": "three"}


def test_no_rows_are_no_change(database: Database) -> None:
    def written(connection: Connection) -> tuple[dict[str, str], dict[str, str]]:
        before = kept(connection)
        ONCE.make(connection, [])
        return before, kept(connection)

    before, after = database.transact(written, write=True)

    assert before == after


def test_times_go_in_as_sqlalchemy_would_put_them(database: Database) -> None:
    lisbon = datetime(2026, 7, 1, 13, 0, 0, 5, timezone(timedelta(hours=1)))
    order = Order(insert_once(inbox), ("team", "delivery", "received"))

    def written(connection: Connection) -> list[datetime]:
        connection.execute(teams.insert(), {"id": "t"})
        order.make(connection, [("t", name, lisbon) for name in "ab"])
        return list(connection.execute(select(inbox.c.received)).scalars())

    assert database.transact(written, write=True) == [lisbon.astimezone(UTC)] * 2
