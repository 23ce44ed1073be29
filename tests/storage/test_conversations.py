"""Where a conversation stands is kept for thirty days, for whom and where it took place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.ports import Book, Spot, Talk
from storage.conversations import KEPT
from storage.database import Database
from storage.memory import Memory
from storage.tables import conversations
from tests.record import NOON
from tests.storage.samples import TEAM, met

SECOND = timedelta(seconds=1)
TALK = Talk(
    (("Yes, once", "/permission yes 7 once"), ('"No"', "/permission no 7")), "ann", "my draft \n🙂", "a better one"
)
NOTHING = Talk()


def keeping(talk: Talk, name: str = "Ann", place: str = "", thread: str = "") -> Callable[[Book], None]:
    return lambda book: book.conversations.keep(Spot(met(book, name)[0], place, thread), talk, NOON)


def resuming(
    name: str = "Ann", place: str = "", thread: str = "", after: timedelta = timedelta()
) -> Callable[[Book], Talk]:
    """Return what resumes a conversation; when it was kept is left out."""

    def resume(book: Book) -> Talk:
        talk = book.conversations.resume(Spot(met(book, name)[0], place, thread), NOON + after)
        return replace(talk, kept=None)

    return resume


async def test_a_conversation_goes_on_where_it_stood(memory: Memory) -> None:
    await memory.change(TEAM, keeping(TALK))

    assert await memory.change(TEAM, resuming()) == TALK


async def test_a_conversation_tells_when_it_was_kept(memory: Memory) -> None:
    await memory.change(TEAM, keeping(TALK))
    talk = await memory.change(
        TEAM, lambda book: book.conversations.resume(Spot(met(book, "Ann")[0]), NOON + timedelta(days=1))
    )

    assert talk.kept == NOON


async def test_what_was_said_last_counts(memory: Memory) -> None:
    await memory.change(TEAM, keeping(TALK))
    await memory.change(TEAM, keeping(Talk(draft="new")))

    assert await memory.change(TEAM, resuming()) == Talk(draft="new")


async def test_every_person_place_and_thread_has_its_own(memory: Memory) -> None:
    spots = [("Ann", "", ""), ("Ann", "C1", ""), ("Ann", "C1", "1.1"), ("Ann", "", "1.1"), ("Bob", "", "")]
    for number, spot in enumerate(spots):
        await memory.change(TEAM, keeping(Talk(draft=f"{number}"), *spot))

    assert [(await memory.change(TEAM, resuming(*spot))).draft for spot in spots] == ["0", "1", "2", "3", "4"]
    assert await memory.change(TEAM, resuming("Bob", "C1")) == NOTHING


@pytest.mark.parametrize(("after", "talk"), [(KEPT - SECOND, TALK), (KEPT, NOTHING)])
async def test_a_conversation_is_kept_for_thirty_days(memory: Memory, after: timedelta, talk: Talk) -> None:
    await memory.change(TEAM, keeping(TALK))

    assert timedelta(days=30) == KEPT
    assert await memory.change(TEAM, resuming(after=after)) == talk


def kept(database: Database) -> int:
    counted = select(func.count()).select_from(conversations)
    return database.transact(lambda connection: connection.execute(counted).scalar_one(), write=False)


async def test_what_nobody_went_on_with_is_let_go_of_where_a_new_one_begins(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, keeping(TALK))
    later = NOON + KEPT
    await memory.change(TEAM, lambda book: book.conversations.keep(Spot(met(book, "Bob")[0]), TALK, later))

    assert kept(database) == 1


async def test_what_nobody_went_on_with_is_let_go_of_in_time(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, keeping(TALK))

    for later, left in ((NOON + KEPT - SECOND, 1), (NOON + KEPT, 0)):
        await memory.let_go(later)
        assert kept(database) == left


async def test_what_somebody_said_can_be_deleted(memory: Memory) -> None:
    for place in ("", "C1"):
        await memory.change(TEAM, keeping(TALK, place=place))
    await memory.change(TEAM, keeping(TALK, "Bob"))
    await memory.change(TEAM, lambda book: book.conversations.erase(met(book, "Ann")[0], ()))

    assert await memory.change(TEAM, resuming()) == NOTHING
    assert await memory.change(TEAM, resuming(place="C1")) == NOTHING
    assert await memory.change(TEAM, resuming("Bob")) == TALK


async def test_a_conversation_about_somebody_who_is_another_by_now_is_deleted_with_that_one(memory: Memory) -> None:
    def link_and_erase(book: Book) -> None:
        kept, other, bob = met(book, "Ann", "Ann Too", "Bob")
        book.people.link(kept, other)
        book.conversations.keep(Spot(bob), Talk(about=other, draft="to her"), NOON)
        book.conversations.erase(kept, ())

    await memory.change(TEAM, link_and_erase)

    assert await memory.change(TEAM, resuming("Bob")) == NOTHING


async def test_what_somebody_said_who_is_another_by_now_is_deleted_with_that_one(memory: Memory) -> None:
    def link_and_erase(book: Book) -> Talk:
        kept, other = met(book, "Ann", "Ann Too")
        book.people.link(kept, other)
        book.conversations.erase(kept, ())
        return book.conversations.resume(Spot(other), NOON)

    await memory.change(TEAM, keeping(TALK, "Ann Too"))

    assert await memory.change(TEAM, link_and_erase) == NOTHING


MENTIONED = (
    Talk(draft="Dear Ann Lee, may I call?"),
    Talk(draft="dear ANN LEE"),
    Talk(draft="Hello\nAnn Lee\tand all"),
    Talk(better="Ann Lee's number"),
    Talk(buttons=(("Block Ann Lee", "x"),)),
    Talk(buttons=(("Ask her", '/permission request "ann lee"'),)),
    Talk(about="4711"),
    Talk(draft="so +351 912-345-678 it is"),
    Talk(draft='for Ann "Annie" O\\Neil\n'),
    Talk(draft="für Ännchen"),
)
NOT_MENTIONED = (Talk(draft="Annette Leeds"), Talk(draft="Joann Lee"), Talk(about="47112"), Talk(draft="Ann"), TALK)


@pytest.mark.parametrize("talk", [*MENTIONED, *NOT_MENTIONED])
async def test_what_others_said_goes_only_where_it_names_somebody_who_is_gone(memory: Memory, talk: Talk) -> None:
    mentions = ("Ann Lee", "4711", "+351 912-345-678", 'Ann "Annie" O\\Neil', "Ännchen")
    await memory.change(TEAM, keeping(talk, "Bob"))
    await memory.change(TEAM, lambda book: book.conversations.erase(met(book, "Cy")[0], mentions))

    assert await memory.change(TEAM, resuming("Bob")) == (NOTHING if talk in MENTIONED else talk)
