"""What was used is counted by the hour, for each person and for the whole team."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import func, select

from bot.core.ports import Book
from storage.database import Database
from storage.memory import Memory
from storage.tables import usage
from tests.record import NOON
from tests.storage.samples import TEAM

HOUR = timedelta(hours=1)


async def test_what_was_used_adds_up(memory: Memory) -> None:
    def use(book: Book) -> None:
        for person, what, amount in (
            ("ann", "calls", 1),
            ("ann", "calls", 2),
            ("bob", "calls", 4),
            ("ann", "words", 8),
        ):
            book.usage.add(what, person, amount, NOON)

    def totals(book: Book) -> list[int]:
        wanted = (("calls", "ann"), ("calls", None), ("words", "bob"))
        return [book.usage.total(what, person, NOON) for what, person in wanted]

    await memory.change(TEAM, use)

    assert await memory.read(TEAM, totals) == [3, 7, 0]


async def test_only_the_hours_since_a_moment_count_the_one_it_lies_in_as_well(memory: Memory) -> None:
    def use(book: Book) -> None:
        for hours in range(3):
            book.usage.add("calls", "ann", 10**hours, NOON + hours * HOUR + timedelta(minutes=59))

    await memory.change(TEAM, use)
    since = [NOON, NOON + HOUR, NOON + HOUR + timedelta(minutes=58), NOON + 3 * HOUR]
    totals = await memory.read(TEAM, lambda book: [book.usage.total("calls", "ann", moment) for moment in since])

    assert totals == [111, 110, 110, 0]


async def test_what_no_cap_counts_any_more_is_let_go_of(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, lambda book: book.usage.add("calls", "ann", 1, NOON))
    await memory.change(TEAM, lambda book: book.usage.add("calls", "bob", 1, NOON + timedelta(days=3)))

    counted = select(func.count()).select_from(usage)
    assert database.transact(lambda connection: connection.execute(counted).scalar(), write=False) == 1
