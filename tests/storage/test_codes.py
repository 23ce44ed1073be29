"""A code lasts ten minutes, works once, and does not survive many guesses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Literal

import pytest
from sqlalchemy import select

from bot.core.ports import Book
from storage.codes import LIFE, TRIES
from storage.database import Database
from storage.memory import Memory
from storage.tables import codes
from tests.record import NOON
from tests.storage.samples import TEAM, met

SECOND = timedelta(seconds=1)
WRONG = "no code"


def making(name: str = "Ann", purpose: Literal["link", "join"] = "link") -> Callable[[Book], str]:
    return lambda book: book.codes.make(purpose, met(book, name)[0], NOON)


def redeeming(
    code: str, after: timedelta = timedelta(), purpose: Literal["link", "join"] = "link"
) -> Callable[[Book], str]:
    """Return what redeems a code, and tells the name of whose it was; nothing if it was no good."""

    def redeem(book: Book) -> str:
        person = book.codes.redeem(purpose, code, NOON + after)
        return book.people.get(person).name if person else ""

    return redeem


async def test_a_code_says_whose_it_is(memory: Memory) -> None:
    of_ann, of_bob = await memory.change(TEAM, making("Ann")), await memory.change(TEAM, making("Bob"))

    assert await memory.change(TEAM, redeeming(of_bob)) == "Bob"
    assert await memory.change(TEAM, redeeming(f" {of_ann}\n")) == "Ann"


@pytest.mark.parametrize(("purpose", "length"), [("link", 6), ("join", 12)])
async def test_a_code_can_be_read_aloud(memory: Memory, purpose: Literal["link", "join"], length: int) -> None:
    made = [await memory.change(TEAM, making(f"Ann {number}", purpose)) for number in range(20)]

    assert {len(code) for code in made} == {length}
    assert not set("".join(made)) & set("01IOlo")
    assert len(set(made)) == 20
    assert await memory.change(TEAM, redeeming(made[7].lower(), purpose=purpose)) == "Ann 7"


async def test_a_code_works_once(memory: Memory) -> None:
    made = await memory.change(TEAM, making())

    assert await memory.change(TEAM, redeeming(made)) == "Ann"
    assert await memory.change(TEAM, redeeming(made)) == ""


@pytest.mark.parametrize(("after", "whose"), [(LIFE - SECOND, "Ann"), (LIFE, "")])
async def test_a_code_lasts_ten_minutes(memory: Memory, after: timedelta, whose: str) -> None:
    made = await memory.change(TEAM, making())

    assert timedelta(minutes=10) == LIFE
    assert await memory.change(TEAM, redeeming(made, after)) == whose


@pytest.mark.parametrize(("wrong", "whose"), [(TRIES - 1, "Ann"), (TRIES, "")])
async def test_a_code_outlives_four_wrong_ones_and_not_a_fifth(memory: Memory, wrong: int, whose: str) -> None:
    made = await memory.change(TEAM, making())
    for _ in range(wrong):
        assert await memory.change(TEAM, redeeming(WRONG)) == ""

    assert await memory.change(TEAM, redeeming(made)) == whose


async def test_a_code_is_for_one_purpose(memory: Memory) -> None:
    made = await memory.change(TEAM, making(purpose="join"))

    assert await memory.change(TEAM, redeeming(made, purpose="link")) == ""
    assert await memory.change(TEAM, redeeming(made, purpose="join")) == "Ann"


async def test_a_new_code_replaces_the_old_one_and_its_tries(memory: Memory) -> None:
    old = await memory.change(TEAM, making())
    for _ in range(TRIES):
        await memory.change(TEAM, redeeming(WRONG))
    new = await memory.change(TEAM, making())

    assert await memory.change(TEAM, redeeming(old)) == ""
    assert await memory.change(TEAM, redeeming(new)) == "Ann"


async def test_a_code_of_somebody_who_is_another_by_now_is_that_one_s(memory: Memory) -> None:
    def link(book: Book) -> None:
        kept, other = met(book, "Ann", "Ann Too")
        book.people.link(kept, other)

    made = await memory.change(TEAM, making("Ann Too"))
    await memory.change(TEAM, link)
    ann = await memory.change(TEAM, lambda book: met(book, "Ann")[0])

    assert await memory.change(TEAM, lambda book: book.codes.redeem("link", made, NOON)) == ann


async def test_nobody_who_reads_the_database_reads_a_code(memory: Memory, database: Database) -> None:
    made = await memory.change(TEAM, making())
    kept = database.transact(lambda connection: connection.execute(select(codes.c.code)).scalars().all(), write=False)

    assert [len(code) for code in kept] == [32]
    assert made.encode() not in kept[0]
