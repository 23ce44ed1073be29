"""Votes are counted once a person, told by nobody, and gone when both authors have spoken."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing as shutting
from dataclasses import replace
from datetime import datetime

import pytest
from sqlalchemy import select

from bot.core.permission.erasing import erase
from bot.core.ports import Book
from bot.core.reminding.ballot import Ballot, Closing
from bot.core.reminding.reminder import Due, Turned
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.reminders import Batch, turn
from storage.tables import votes
from storage.votes import close, next_closing
from tests.record import NOON
from tests.storage.samples import MINUTE, TEAM, met
from tests.storage.test_reminders import DAY, adding, letters, post

CLOSES = NOON + DAY
SLOT = "2026-11-23T12:00"


@pytest.fixture
async def asked(memory: Memory, database: Database) -> Memory:
    """A memory of a channel in which a dilemma was put to people."""

    def put(due: Due) -> Turned:
        return replace(post(due), tip="dilemma", closes=CLOSES)

    await memory.change(TEAM, adding())
    batch = Batch(("slack",), NOON, 9)
    database.transact(lambda connection: turn(connection, batch, put), write=True)
    return memory


def voting(**said: bool) -> Callable[[Book], None]:
    def vote(book: Book) -> None:
        for name, aye in said.items():
            book.votes.cast(1, SLOT, met(book, name)[0], aye=aye)

    return vote


async def standing(memory: Memory) -> Ballot | None:
    return await memory.read(TEAM, lambda book: book.votes.ballot(1, SLOT))


def closing(database: Database, at: datetime = CLOSES, work: Callable[[Closing], object] | None = None) -> int:
    def speak(closing: Closing) -> Letter:
        said = f"{closing.ballot.ayes} to {closing.ballot.noes}"
        return Letter("said:r1", closing.reminder.owner, Reply((Text(said),)), place=closing.ballot.place)

    batch = Batch(("slack",), at, 9)
    return database.transact(lambda connection: close(connection, batch, work or speak), write=True)  # type: ignore[arg-type]


def kept(database: Database) -> int:
    """Return how many votes are kept of which it is known whose they are."""
    return len(database.transact(lambda connection: connection.execute(select(votes)).all(), write=False))


def waits_until(database: Database) -> datetime | None:
    return database.transact(lambda connection: next_closing(connection, ["slack"]), write=False)


async def test_a_person_has_one_vote_and_may_change_it(asked: Memory) -> None:
    await asked.change(TEAM, voting(Ann=True, Bob=True))
    await asked.change(TEAM, voting(Ann=False))

    assert await standing(asked) == Ballot("dilemma", "slack:T1/C1", CLOSES, ayes=1, noes=1)


async def test_a_vote_closes_once_and_then_nobody_knows_whose_it_was(asked: Memory, database: Database) -> None:
    await asked.change(TEAM, voting(Ann=True, Bob=True, Cy=False))

    assert closing(database, CLOSES - MINUTE) == 0
    assert waits_until(database) == CLOSES
    assert await asked.timetable.next_due(["slack"]) == CLOSES
    assert [closing(database), closing(database)] == [1, 0]
    assert await standing(asked) == Ballot("dilemma", "slack:T1/C1", None, ayes=2, noes=1)
    assert kept(database) == 0
    assert waits_until(database) is None
    assert letters(database) == ["said:r1", f"slot:r1:{SLOT}"]


async def test_a_vote_that_is_put_off_stays_open(asked: Memory, database: Database) -> None:
    await asked.change(TEAM, voting(Ann=True))
    closing(database, work=lambda _: CLOSES + DAY)

    assert await standing(asked) == Ballot("dilemma", "slack:T1/C1", CLOSES + DAY, ayes=1)
    assert letters(database) == [f"slot:r1:{SLOT}"]


async def test_a_vote_closes_without_a_word_where_nobody_speaks(asked: Memory, database: Database) -> None:
    await asked.change(TEAM, voting(Ann=True))
    closing(database, work=lambda _: None)

    assert await standing(asked) == Ballot("dilemma", "slack:T1/C1", None, ayes=1)
    assert letters(database) == [f"slot:r1:{SLOT}"]


async def test_two_processes_let_both_authors_speak_once(asked: Memory, database: Database, url: str) -> None:
    await asked.change(TEAM, voting(Ann=True))

    def work(_number: int) -> int:
        with shutting(Database(url)) as own:
            return closing(own)

    with ThreadPoolExecutor(2) as processes:
        assert sum(processes.map(work, range(2))) == 1
    assert letters(database) == ["said:r1", f"slot:r1:{SLOT}"]


async def test_with_a_reminder_that_is_dropped_its_votes_go(asked: Memory, database: Database) -> None:
    await asked.change(TEAM, voting(Ann=True, Bob=False))
    await asked.change(TEAM, lambda book: book.votes.drop(1))

    assert kept(database) == 0
    assert await standing(asked) == Ballot("dilemma", "slack:T1/C1", None)


async def test_a_channel_that_goes_takes_its_votes_along(asked: Memory, database: Database) -> None:
    await asked.change(TEAM, voting(Ann=True))
    await asked.change(TEAM, lambda book: book.reminders.vacate("slack:T1/"))

    assert kept(database) == 0
    assert await standing(asked) is None


async def test_who_is_forgotten_has_not_voted(asked: Memory) -> None:
    await asked.change(TEAM, voting(Ann=True, Bob=True))
    await asked.change(TEAM, lambda book: erase(book, met(book, "Bob")[0], NOON))

    assert await standing(asked) == Ballot("dilemma", "slack:T1/C1", CLOSES, ayes=1)


async def test_two_accounts_of_one_person_have_one_vote(asked: Memory) -> None:
    await asked.change(TEAM, voting(Ann=True, Bob=False, Cy=False))

    def link(book: Book) -> None:
        ann, bob, dee, cy = met(book, "Ann", "Bob", "Dee", "Cy")
        for kept, other in ((ann, bob), (dee, cy)):
            book.people.link(kept, other)
            book.votes.link(kept, other)

    await asked.change(TEAM, link)
    await asked.change(TEAM, voting(Dee=True))

    assert await standing(asked) == Ballot("dilemma", "slack:T1/C1", CLOSES, ayes=2)
