"""A delivery that a platform repeats is done once."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.core.ports import Book
from storage.database import Database
from storage.inbox import KEPT
from storage.memory import Memory
from storage.tables import inbox
from tests.record import NOON, SECRET
from tests.storage.samples import TEAM


def claim(book: Book, delivery: str) -> bool:
    return book.inbox.claim(delivery, NOON)


async def test_whoever_claims_a_delivery_first_does_it(memory: Memory) -> None:
    assert await memory.change(TEAM, lambda book: book.inbox.claim("Ev1", NOON))
    assert not await memory.change(TEAM, lambda book: book.inbox.claim("Ev1", NOON))
    assert await memory.change(TEAM, lambda book: book.inbox.claim("Ev2", NOON))


async def test_a_claim_is_as_good_as_the_transaction_it_was_made_in(memory: Memory) -> None:
    def fail(book: Book) -> None:
        assert book.inbox.claim("Ev1", NOON)
        raise LookupError

    with pytest.raises(LookupError):
        await memory.change(TEAM, fail)

    assert await memory.change(TEAM, lambda book: book.inbox.claim("Ev1", NOON))


async def test_a_delivery_is_remembered_for_a_week(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, lambda book: book.inbox.claim("Ev1", NOON))

    assert not await memory.change(TEAM, lambda book: book.inbox.claim("Ev1", NOON + KEPT))
    later = NOON + KEPT + timedelta(seconds=1)
    assert await memory.change(TEAM, lambda book: book.inbox.claim("Ev2", later))
    counted = select(func.count()).select_from(inbox)
    assert database.transact(lambda connection: connection.execute(counted).scalar(), write=False) == 1


async def test_of_several_who_claim_at_once_one_has_it(memory: Memory, url: str) -> None:
    deliveries = [f"Ev{number}" for number in range(20)]

    async def won(memory: Memory) -> list[str]:
        return [one for one in deliveries if await memory.change(TEAM, partial(claim, delivery=one))]

    with closing(Database(url)) as elsewhere:
        claimed = await asyncio.gather(won(memory), won(Memory.opened(elsewhere, SECRET)))

    assert sorted(delivery for mine in claimed for delivery in mine) == sorted(deliveries)
