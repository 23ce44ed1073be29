"""What a transaction has read is as it last wrote it; and whoever carries letters is woken when there is one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest

from bot.core.permission.events import EVERYONE, Kind
from bot.core.ports import Book, Person, Spot, Talk
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from tests.record import NOON, SECRET
from tests.storage.samples import TEAM, known, met, said
from tests.storage.test_reminders import reminder

LETTER = Letter("request:1", "", Reply((Text("Somebody asks."),)))


@pytest.fixture
def ann(database: Database) -> Iterator[tuple[Book, str]]:
    """The open book of a team that Ann is of, and her id."""
    memory = Memory.opened(database, SECRET)
    with held(database, memory) as book:
        yield book, met(book, "Ann")[0]


@contextmanager
def held(database: Database, memory: Memory) -> Iterator[Book]:
    """Hold a book open for a change."""
    with database.engine.connect().execution_options(write=True) as connection, connection.begin():
        yield memory._book(connection, TEAM, lock=True)


def test_people_are_as_they_were_last_changed(ann: tuple[Book, str]) -> None:
    book, person = ann
    before = (book.people.get(person), book.people.find(known("Ann")))
    book.people.place_in(person, "Europe/Lisbon")

    moved = Person(person, "Ann", zone="Europe/Lisbon")
    assert before == (replace(moved, zone=""),) * 2
    assert (book.people.get(person), book.people.find(known("Ann"))) == (moved, moved)


def test_the_record_is_as_it_was_last_written(ann: tuple[Book, str]) -> None:
    book, person = ann
    assert book.ledger.between(person, "bo") == book.ledger.about(person) == ()
    written = said(book, Kind.DECLINED, person)

    assert book.ledger.between(person, "bo") == book.ledger.about(person) == book.ledger.by(EVERYONE) == (written,)


def test_a_conversation_stands_where_it_was_last_left(ann: tuple[Book, str]) -> None:
    book, person = ann
    assert book.conversations.resume(Spot(person), NOON) == Talk()
    book.conversations.keep(Spot(person), Talk(about="bo"), NOON)

    assert book.conversations.resume(Spot(person), NOON) == Talk(about="bo", kept=NOON)


def test_what_a_team_settled_holds_at_once(ann: tuple[Book, str]) -> None:
    book, _ = ann
    assert book.settings.zone() == ""
    book.settings.place_in("Europe/Lisbon")

    assert book.settings.zone() == "Europe/Lisbon"


async def test_a_letter_or_a_reminder_wakes_and_nothing_else_does(database: Database) -> None:
    woken: list[str] = []
    memory = Memory.opened(database, SECRET, wake=lambda: woken.append("now"))

    def fails(book: Book) -> None:
        book.outbox.post(replace(LETTER, to=met(book, "Ann")[0]), NOON)
        raise LookupError

    (person,) = await memory.change(TEAM, lambda book: met(book, "Ann"))
    with pytest.raises(LookupError):
        await memory.change(TEAM, fails)
    await memory.change(TEAM, lambda book: said(book, Kind.DECLINED, person))
    assert woken == []

    await memory.change(TEAM, lambda book: book.outbox.post(replace(LETTER, to=person), NOON))
    await memory.change(TEAM, lambda book: book.reminders.add(reminder(person), NOON))
    assert woken == ["now"] * 2
