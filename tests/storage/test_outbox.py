"""A letter is put out once, reaches one hand at a time, and leaves no words behind."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from typing import Literal

import pytest
from sqlalchemy import Connection, select, text

from bot.core.delivering import Leased
from bot.core.permission.verbs import Respond
from bot.core.ports import Book
from bot.core.replies import Bullets, Button, Letter, OtherSide, Paste, Quote, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.outbox import LEASE, REMEMBERED, Outbox, lease, next_due, put_back, settle
from storage.tables import outbox
from tests.record import NOON
from tests.storage.samples import MINUTE, OTHER_TEAM, TEAM, met, team_of

SECOND = timedelta(seconds=1)
REPLY = Reply((Text("May I call?"),))


def posting(*letters: Letter, to: str = "Ann") -> Callable[[Book], None]:
    """Return what puts letters out."""

    def post(book: Book) -> None:
        (person,) = met(book, to)
        for letter in letters:
            book.outbox.post(replace(letter, to=person), NOON)

    return post


def letter(key: str = "request:1", **more: object) -> Letter:
    return replace(Letter(key, "", REPLY), **more)  # type: ignore[arg-type]


def taking(name: str = "Ann", now: timedelta = timedelta()) -> Callable[[Book], list[str]]:
    """Return what takes the letters that are due, and tells their keys."""

    def take(book: Book) -> list[str]:
        (person,) = met(book, name)
        due = book.outbox.due(person, NOON + now)
        taken = [found.key for found in book.outbox.take(person, NOON + now)]
        assert due == bool(taken)
        return taken

    return take


def rows(database: Database) -> list[tuple[str, str, str]]:
    """Return key, state and body of every letter."""
    kept = select(outbox.c.key, outbox.c.state, outbox.c.body).order_by(outbox.c.key)
    found = database.transact(lambda connection: connection.execute(kept).all(), write=False)
    return [(row.key, row.state, row.body) for row in found]


def leasing(
    database: Database, owner: str = "one", after: timedelta = timedelta(), most: int = 50
) -> tuple[Leased, ...]:
    return database.transact(lambda connection: lease(connection, owner, NOON + after, most), write=True)


def settling(database: Database, leased: Leased, state: Literal["sent", "unknown", "dead"] = "sent") -> bool:
    return database.transact(lambda connection: settle(connection, leased, state, NOON, "ts 1"), write=True)


# Here and now


async def test_a_letter_comes_back_whole(memory: Memory) -> None:
    button = Button("Yes", Respond("yes", 7))
    parts = (
        Text("a", "b", "c"),
        Paste("d"),
        Quote('"e" — 🙂', "f"),
        OtherSide("g", "h", "i", "j"),
        Bullets("k", ("l",)),
    )
    whole = letter(reply=Reply(parts, (button,)), refers=7, not_before=NOON - MINUTE, expires=NOON + MINUTE)

    def write(book: Book) -> tuple[str, tuple[Letter, ...]]:
        (ann,) = met(book, "Ann")
        book.outbox.post(replace(whole, to=ann), NOON)
        return ann, book.outbox.take(ann, NOON)

    ann, taken = await memory.change(TEAM, write)

    assert taken == (replace(whole, to=ann),)


async def test_a_letter_with_the_same_key_is_put_out_once(memory: Memory) -> None:
    await memory.change(TEAM, posting(letter("same"), letter("other"), letter("same")))
    await memory.change(TEAM, posting(letter("same")))

    assert await memory.change(TEAM, taking()) == ["other", "same"]
    await memory.change(TEAM, posting(letter("same")))
    assert await memory.change(TEAM, taking()) == []


async def test_a_letter_that_nobody_got_to_see_is_put_back_with_its_words(memory: Memory) -> None:
    def take(book: Book) -> tuple[Letter, ...]:
        (ann,) = met(book, "Ann")
        return book.outbox.take(ann, NOON)

    def put(book: Book) -> None:
        for each in first:
            book.outbox.put_back(each)
            book.outbox.put_back(replace(each, key="never taken"))

    await memory.change(TEAM, posting(letter(refers=7)))
    first = await memory.change(TEAM, take)
    await memory.change(TEAM, put)

    assert first
    assert await memory.change(TEAM, take) == first


async def test_a_letter_waits_until_it_may_go_out(memory: Memory) -> None:
    await memory.change(TEAM, posting(letter(not_before=NOON + MINUTE)))

    assert await memory.change(TEAM, taking(now=MINUTE - SECOND)) == []
    assert await memory.change(TEAM, taking(now=MINUTE)) == ["request:1"]


async def test_a_letter_that_expired_does_not_go_out(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter(expires=NOON + MINUTE)))

    assert await memory.change(TEAM, taking(now=MINUTE)) == []
    assert leasing(database, after=MINUTE) == ()
    assert database.transact(lambda connection: next_due(connection, ["terminal"]), write=False) is None


async def test_letters_come_in_the_order_in_which_they_were_due(memory: Memory, database: Database) -> None:
    first, last, now = letter("b", not_before=NOON - MINUTE), letter("a", not_before=NOON + MINUTE), letter("c")
    for team in (TEAM, OTHER_TEAM):
        await memory.change(team, posting(last, now, first))

    assert await memory.change(TEAM, taking(now=MINUTE)) == ["b", "c", "a"]
    assert [found.letter.key for found in leasing(database, after=MINUTE)] == ["b", "c", "a"]


async def test_letters_of_one_moment_come_in_the_order_of_the_lines_they_are_about(memory: Memory) -> None:
    await memory.change(TEAM, posting(letter("a", refers=10), letter("b", refers=9), letter("c", refers=8)))

    assert await memory.change(TEAM, taking()) == ["c", "b", "a"]


async def test_letters_go_to_whom_they_are_for(memory: Memory) -> None:
    await memory.change(TEAM, posting(letter("to Ann")))
    await memory.change(TEAM, posting(letter("to Bob"), to="Bob"))

    assert await memory.change(TEAM, taking("Bob")) == ["to Bob"]
    assert await memory.change(TEAM, taking("Cy")) == []
    assert await memory.change(TEAM, taking("Ann")) == ["to Ann"]


async def test_a_letter_that_was_taken_counts_as_delivered_and_keeps_no_words(
    memory: Memory, database: Database
) -> None:
    await memory.change(TEAM, posting(letter()))

    assert await memory.change(TEAM, taking()) == ["request:1"]
    assert await memory.change(TEAM, taking()) == []
    assert rows(database) == [("request:1", "sent", "")]
    assert leasing(database, after=timedelta(days=1)) == ()


async def test_what_was_taken_back_does_not_go_out_and_keeps_no_words(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter("a", refers=1), letter("b", refers=2), letter("c", refers=3)))
    await memory.change(TEAM, posting(letter("d", refers=1), to="Bob"))
    await memory.change(TEAM, lambda book: book.outbox.cancel(1))

    assert rows(database)[::3] == [("a", "cancelled", ""), ("d", "cancelled", "")]
    assert await memory.change(TEAM, taking()) == ["b", "c"]


async def test_a_letter_can_be_taken_back_from_one_person_alone(memory: Memory) -> None:
    await memory.change(TEAM, posting(letter("a", refers=1)))
    await memory.change(TEAM, posting(letter("b", refers=1), to="Bob"))
    await memory.change(TEAM, lambda book: book.outbox.cancel(1, met(book, "Ann")[0]))

    assert await memory.change(TEAM, taking()) == []
    assert await memory.change(TEAM, taking("Bob")) == ["b"]


async def test_what_was_delivered_is_not_taken_back(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter(refers=1)))
    await memory.change(TEAM, taking())
    await memory.change(TEAM, lambda book: book.outbox.cancel(1))

    assert rows(database) == [("request:1", "sent", "")]


async def test_the_letters_to_somebody_can_be_deleted(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter("a"), letter("b")))
    await memory.change(TEAM, posting(letter("c"), to="Bob"))
    await memory.change(TEAM, lambda book: book.outbox.erase(met(book, "Ann")[0]))

    assert [key for key, _, _ in rows(database)] == ["c"]


async def test_letters_to_somebody_who_is_another_reach_that_one(memory: Memory, database: Database) -> None:
    def link(book: Book) -> None:
        kept, other = met(book, "Ann", "Ann Too")
        book.people.link(kept, other)

    await memory.change(TEAM, posting(letter("before"), to="Ann Too"))
    await memory.change(TEAM, link)

    assert await memory.change(TEAM, taking("Ann")) == ["before"]
    await memory.change(TEAM, lambda book: book.outbox.erase(met(book, "Ann")[0]))
    assert rows(database) == []


# Under a lease


async def test_a_leased_letter_is_nobody_else_s_while_the_lease_lasts(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter()))
    (first,) = leasing(database, "one")

    assert (first.fence, first.attempts, first.letter.reply) == (1, 1, REPLY)
    assert leasing(database, "two", LEASE - SECOND) == ()
    assert await memory.change(TEAM, taking(now=LEASE - SECOND)) == []


async def test_a_lease_that_ended_passes_on_and_whoever_comes_late_is_told_so(
    memory: Memory, database: Database
) -> None:
    await memory.change(TEAM, posting(letter()))
    (first,) = leasing(database, "one")
    (second,) = leasing(database, "two", LEASE)

    assert (second.fence, second.attempts) == (2, 2)
    assert not settling(database, first)
    assert not database.transact(lambda connection: put_back(connection, first, NOON), write=True)
    assert settling(database, second)
    assert not settling(database, second)
    assert rows(database) == [("request:1", "sent", "")]


async def test_a_lease_that_nobody_took_over_is_still_good(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter()))
    (late,) = leasing(database)

    assert settling(database, late)


async def test_a_letter_left_behind_can_be_taken_here(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter()))
    (left,) = leasing(database)

    assert await memory.change(TEAM, taking(now=LEASE)) == ["request:1"]
    assert not settling(database, left)


@pytest.mark.parametrize("state", ["sent", "unknown", "dead"])
async def test_however_a_delivery_ended_it_is_over_and_keeps_no_words(
    memory: Memory, database: Database, state: Literal["sent", "unknown", "dead"]
) -> None:
    await memory.change(TEAM, posting(letter()))
    (leased,) = leasing(database)

    assert settling(database, leased, state)
    assert rows(database) == [("request:1", state, "")]
    assert leasing(database, after=timedelta(days=1)) == ()
    assert await memory.change(TEAM, taking(now=timedelta(days=1))) == []


async def test_a_letter_put_back_waits_and_is_tried_again(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter()))
    (first,) = leasing(database)

    assert database.transact(lambda connection: put_back(connection, first, NOON + MINUTE), write=True)
    assert leasing(database, after=MINUTE - SECOND) == ()
    (again,) = leasing(database, after=MINUTE)
    assert (again.fence, again.attempts, again.letter.reply) == (2, 2, REPLY)


async def test_what_was_unknown_is_settled_or_put_back_by_whoever_said_so(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(letter("a"), letter("b")))
    one, other = leasing(database)
    for each in (one, other):
        assert settling(database, each, "unknown")

    assert settling(database, one, "sent")
    assert database.transact(lambda connection: put_back(connection, other, NOON + MINUTE), write=True)
    (again,) = leasing(database, after=MINUTE)
    assert (again.letter.key, again.letter.reply) == ("b", REPLY)
    assert not settling(database, other)


def in_doubt(after: timedelta = LEASE) -> Callable[[Book], tuple[str, ...]]:
    """Return what tells which slots may not have been posted."""
    return lambda book: book.outbox.in_doubt("slot:", NOON + after)


async def test_what_may_not_have_arrived_is_told_once_nobody_waits_for_it_and_for_a_week(
    memory: Memory, database: Database
) -> None:
    await memory.change(TEAM, posting(letter("slot:r1:a"), letter("slot:r2:a"), letter("slot:r2:b"), letter("other")))
    for leased in leasing(database):
        settling(database, leased, "sent" if leased.letter.key == "slot:r2:b" else "unknown")

    assert await memory.read(TEAM, in_doubt(LEASE - SECOND)) == ()
    assert await memory.read(TEAM, in_doubt()) == ("slot:r1:a", "slot:r2:a")
    assert await memory.read(OTHER_TEAM, in_doubt()) == ()
    assert await memory.post.in_doubt(NOON + LEASE) == 3
    assert await memory.read(TEAM, in_doubt(REMEMBERED)) == ()
    assert await memory.post.in_doubt(NOON + REMEMBERED) == 0


async def test_what_may_not_have_arrived_is_counted_as_sent_or_sent_again(memory: Memory, database: Database) -> None:
    later = NOON + LEASE
    await memory.change(TEAM, posting(letter("slot:r1:a"), letter("slot:r2:a"), letter("slot:r3:a")))
    for leased in leasing(database):
        settling(database, leased, "unknown")
    await memory.change(TEAM, lambda book: book.outbox.count_as_sent("slot:r1:a", later))
    for _ in range(2):
        await memory.change(TEAM, lambda book: sent_again(book, letter("slot:r2:a")))

    assert await memory.read(TEAM, in_doubt()) == ("slot:r3:a",)
    (again,) = leasing(database, after=LEASE)
    assert (again.letter.key, again.letter.reply, again.attempts) == ("slot:r2:a", REPLY, 1)
    assert not leasing(database, after=LEASE + SECOND)


def sent_again(book: Book, wanted: Letter) -> None:
    (ann,) = met(book, "Ann")
    book.outbox.send_again(replace(wanted, to=ann), NOON + LEASE)


async def test_no_more_letters_are_leased_than_wanted(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, posting(*(letter(f"{number}") for number in range(5))))

    assert [len(leasing(database, most=2)) for _ in range(4)] == [2, 2, 1, 0]


async def test_two_workers_never_get_the_same_letter(memory: Memory, url: str, long: bool) -> None:
    many = 1_000 if long else 60
    for team in (TEAM, OTHER_TEAM):
        await memory.change(team, posting(*(letter(f"{number}") for number in range(many))))

    def work(database: Database) -> list[tuple[str, str]]:
        mine = []
        while leased := leasing(database, most=7):
            assert all(settling(database, one) for one in leased)
            mine += [(one.team, one.letter.key) for one in leased]
        return mine

    with closing(Database(url)) as one, closing(Database(url)) as other, ThreadPoolExecutor(4) as threads:
        delivered = [key for keys in threads.map(work, (one, other, one, other)) for key in keys]

    assert len(delivered) == len(set(delivered)) == 2 * many


async def test_a_letter_is_not_read_here_while_a_worker_takes_it(memory: Memory, url: str, database: Database) -> None:
    await memory.change(TEAM, posting(letter()))
    team = team_of(database)

    def take(connection: Connection) -> tuple[Letter, ...]:
        person = connection.execute(select(outbox.c.recipient)).scalar_one()
        return Outbox(connection, team).take(person, NOON)

    with closing(Database(url)) as elsewhere, ThreadPoolExecutor(1) as reader:

        def lease_slowly(connection: Connection) -> int:
            leased = lease(connection, "worker", NOON)
            taken.append(reader.submit(elsewhere.transact, take, write=True))
            _wait_until_somebody_waits(connection)
            return len(leased)

        taken: list[Future[tuple[Letter, ...]]] = []
        assert database.transact(lease_slowly, write=True) == 1
        assert taken[0].result() == ()


def _wait_until_somebody_waits(connection: Connection) -> None:
    """Wait until the other transaction stands before our lock; in SQLite it can't even begin."""
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    end = time.monotonic() + (0.1 if connection.dialect.name == "sqlite" else 20)
    while time.monotonic() < end:
        if connection.dialect.name == "postgresql" and connection.execute(waiting).scalar():
            return
        time.sleep(0.01)
