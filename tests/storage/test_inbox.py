"""A delivery that a platform repeats is done once."""

from __future__ import annotations

import asyncio
from contextlib import closing
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.core import pending
from bot.core.people import Caller, Mention
from bot.core.ports import Book, Interrupted
from storage.database import Database
from storage.inbox import KEPT
from storage.memory import Memory
from storage.serving import SILENT
from storage.tables import inbox
from tests.record import NOON, SECRET
from tests.storage.samples import TEAM, met


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
    counted = select(func.count()).select_from(inbox)
    for later, left in ((NOON + KEPT, 1), (NOON + KEPT + timedelta(seconds=1), 0)):
        await memory.let_go(later)
        assert database.transact(lambda connection: connection.execute(counted).scalar(), write=False) == left


async def test_of_several_who_claim_at_once_one_has_it(memory: Memory, url: str) -> None:
    deliveries = [f"Ev{number}" for number in range(20)]

    async def won(memory: Memory) -> list[str]:
        return [one for one in deliveries if await memory.change(TEAM, partial(claim, delivery=one))]

    with closing(Database(url)) as elsewhere:
        claimed = await asyncio.gather(won(memory), won(Memory.opened(elsewhere, SECRET)))

    assert sorted(delivery for mine in claimed for delivery in mine) == sorted(deliveries)


async def test_of_repeats_that_come_at_once_one_is_ours(memory: Memory, url: str) -> None:
    sent = [("slack:T1", f"Ev{number % 20}") for number in range(60)] + [("slack:T2", "Ev0")]

    async def ours(memory: Memory) -> list[tuple[str, str]]:
        told = await asyncio.gather(*(memory.claim(team, one, NOON, "words") for team, one in sent))
        return [one for one, is_ours in zip(sent, told, strict=True) if is_ours]

    with closing(Database(url)) as elsewhere:
        claimed = await asyncio.gather(ours(memory), ours(Memory.opened(elsewhere, SECRET)))

    assert sorted(one for mine in claimed for one in mine) == sorted(set(sent))


async def test_words_that_were_claimed_at_once_are_let_go_of_one_by_one(memory: Memory, database: Database) -> None:
    await asyncio.gather(*(memory.claim(SLACK, f"Ev{number}", NOON, "words") for number in range(5)))
    await asyncio.gather(*(memory.answered(SLACK, f"Ev{number}") for number in range(1, 5)))

    kept = select(inbox.c.delivery).where(inbox.c.words.is_not(None))
    left = database.transact(lambda connection: connection.execute(kept).scalars().all(), write=False)
    assert left == ["Ev0"]


SLACK = "slack:T1"
WHO = Caller(SLACK, "T1:U1", platform="slack", name="Ann", at=NOON, mentions=(Mention("T1:U2", "Bo", "Asia/Tokyo"),))


async def claimed(memory: Memory, delivery: str, when: datetime = NOON, caller: Caller = WHO) -> Caller:
    """Claim a delivery with the words of a question."""
    caller = replace(caller, delivery=delivery)
    words = pending.write("/ask may I call her?", caller, "response 1")
    await memory.change(caller.team, lambda book: book.inbox.claim(delivery, when, met(book, "Ann")[0], words))
    return caller


async def test_what_was_interrupted_comes_back_whole_to_one_process(memory: Memory) -> None:
    caller = await claimed(memory, "Ev1")
    now = NOON + timedelta(minutes=5)

    taken = [await memory.take_up("slack", now, now) for _ in range(2)]

    assert taken == [(Interrupted("Ev1", "/ask may I call her?", caller, "response 1", NOON),), ()]


async def test_what_another_process_may_be_doing_is_left_to_it(memory: Memory) -> None:
    await claimed(memory, "Ev1")

    assert await memory.take_up("slack", NOON + timedelta(minutes=5), NOON) == ()


async def test_what_was_answered_or_is_of_another_platform_is_not_taken_up(memory: Memory) -> None:
    await claimed(memory, "Ev1")
    await claimed(memory, "Ev2", caller=replace(WHO, team="discord:7", platform="discord"))
    await memory.change(SLACK, lambda book: book.inbox.answered("Ev1"))
    now = NOON + timedelta(minutes=5)

    assert await memory.take_up("slack", now, now) == ()
    assert [each.delivery for each in await memory.take_up("discord", now, now)] == ["Ev2"]


async def test_words_of_another_version_are_passed_over(memory: Memory) -> None:
    await memory.change(SLACK, lambda book: book.inbox.claim("Ev1", NOON, met(book, "Ann")[0], '{"spelled": "/ask"}'))
    now = NOON + timedelta(minutes=5)

    assert await memory.take_up("slack", now, now) == ()


async def test_erasing_somebody_lets_go_of_her_words_and_of_those_about_her(memory: Memory) -> None:
    await claimed(memory, "Ev1")
    await claimed(memory, "Ev2", caller=replace(WHO, name="Cleo"))
    await memory.change(SLACK, lambda book: book.inbox.erase(met(book, "Dora")[0], ("Bo",)))
    now = NOON + timedelta(minutes=5)

    assert await memory.take_up("slack", now, now) == ()
    assert not await memory.change(SLACK, lambda book: book.inbox.claim("Ev1", now))


async def test_erasing_somebody_lets_go_of_what_was_claimed_without_a_look_at_who_she_is(memory: Memory) -> None:
    for delivery, who in (("Ev1", "T1:U1"), ("Ev2", "T1:U9")):
        caller = replace(WHO, delivery=delivery, person=who, mentions=())
        await memory.claim(SLACK, delivery, NOON, pending.write("/ask hello", caller, "C1"))
    await memory.change(SLACK, lambda book: book.inbox.erase("nobody", ("T1:U1",)))
    now = NOON + timedelta(minutes=5)

    assert [each.delivery for each in await memory.take_up("slack", now, now)] == ["Ev2"]


async def test_who_gives_no_sign_for_a_minute_is_told_of_until_nobody_waits_for_it(memory: Memory, url: str) -> None:
    with closing(Database(url)) as elsewhere:
        other = Memory.opened(elsewhere, SECRET)
        assert await other.sign(NOON) == frozenset()
        assert await memory.sign(NOON + SILENT - timedelta(seconds=1)) == frozenset()
        silent = await memory.sign(NOON + SILENT)
        await other.sign(NOON + SILENT)
        again = await memory.sign(NOON + SILENT + timedelta(seconds=1))
        await memory.forget_silent(silent)

    assert len(silent) == 1
    assert again == frozenset()
    assert await memory.sign(NOON + 3 * SILENT) == frozenset()


async def test_what_one_process_left_is_taken_up_and_what_others_have_is_not(memory: Memory, url: str) -> None:
    with closing(Database(url)) as elsewhere:
        other = Memory.opened(elsewhere, SECRET)
        await other.sign(NOON)
        for keeper, delivery in ((other, "Ev1"), (memory, "Ev2")):
            words = pending.write("/ask hello", replace(WHO, delivery=delivery), "C1")
            await keeper.claim(SLACK, delivery, NOON, words)
    now = NOON + SILENT
    silent = await memory.sign(now)
    taken = [await memory.take_up("slack", now, now, silent) for _ in range(2)]

    assert [[each.delivery for each in left] for left in taken] == [["Ev1"], []]
