"""The record only grows, keeps what it was given, and says what it was asked."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from random import Random

import psycopg
import pytest
from sqlalchemy import Connection, text, update
from sqlalchemy.exc import DBAPIError

from bot.core.errors import Unavailable
from bot.core.permission.events import EVERYONE, NO, YES, Act, Fact, Kind, Limits, Means
from bot.core.permission.hours import parse_hours
from bot.core.ports import Book, Checkpoint, Line, Problem
from bot.core.ports import Ledger as Record
from storage.database import Database
from storage.ledger import Ledger
from storage.memory import Memory
from storage.tables import payloads
from tests.record import NOON
from tests.storage.samples import OTHER_TEAM, OWN, TEAM, Crowd, met, said, team_of

HOUR = timedelta(hours=1)
REFUSED = (DBAPIError, sqlite3.IntegrityError, psycopg.IntegrityError, Unavailable)


def problems(book: Book) -> list[Problem]:
    return list(book.ledger.problems())


def write_some(book: Book, seed: int, lines: int) -> None:
    Crowd(book, Random(seed)).write(lines)  # noqa: S311 - the same each time


def execute(statement: str, connection: Connection) -> None:
    connection.execute(text(statement))


def line(book: Book, number: int) -> Line | None:
    return book.ledger.line(number)


def cause(error: pytest.ExceptionInfo[Exception]) -> str:
    """Return what the database said."""
    return str(error.value.__cause__ or error.value)


async def test_lines_are_numbered_from_one_in_each_team(memory: Memory) -> None:
    def three(book: Book) -> list[int]:
        (ann,) = met(book, "Ann")
        return [said(book, Kind.GRANTED, ann).number for _ in range(3)]

    assert await memory.change(TEAM, three) == [1, 2, 3]
    assert await memory.change(OTHER_TEAM, three) == [1, 2, 3]
    assert await memory.change(TEAM, three) == [4, 5, 6]


async def test_the_record_of_some_hundred_lines_of_all_kinds_has_no_problem(memory: Memory, long: bool) -> None:
    lines = 5_000 if long else 300
    for seed, team in enumerate((TEAM, OTHER_TEAM)):
        await memory.change(team, partial(write_some, seed=seed, lines=lines))

    for team in (TEAM, OTHER_TEAM):
        assert await memory.read(team, problems) == []
        assert (await memory.read(team, lambda book: book.ledger.checkpoint())).number >= lines


async def test_a_team_that_nobody_has_met_has_an_empty_record(memory: Memory) -> None:
    assert await memory.read(TEAM, problems) == []
    assert await memory.read(TEAM, lambda book: book.ledger.checkpoint()) == Checkpoint(0, "")


async def test_what_was_written_down_comes_back_whole(memory: Memory) -> None:
    here = timezone(timedelta(hours=5, minutes=45))
    at = datetime(2026, 11, 23, 14, 3, 7, 654321, here)
    until = datetime(2027, 1, 1, tzinfo=here)
    limits = Limits(True, until, Means.VIDEO, parse_hours("mon-fri 09:00-12:00; sat 10:00-11:00 Europe/Lisbon", None))
    words = 'Sure — "mornings", ok? \n\0 Ünï 🙂 %s \\'

    def write(book: Book) -> Fact:
        ann, bob = met(book, "Ann", "Bob")
        said(book, Kind.REQUESTED, ann, bob)
        return book.ledger.append(Act(Kind.GRANTED, ann, bob, ann, at, 1, limits, words), NOON)

    fact = await memory.change(TEAM, write)

    assert fact == Fact(2, Kind.GRANTED, fact.subject, fact.caller, fact.subject, at, NOON, 1, limits)
    assert await memory.read(TEAM, lambda book: book.ledger.line(2)) == Line(fact, words)
    assert await memory.read(TEAM, lambda book: book.ledger.between(fact.subject, fact.caller)[1:]) == (fact,)
    (kept,) = await memory.read(TEAM, lambda book: book.ledger.about(fact.subject)[1:])
    assert (kept.at.tzinfo, kept.recorded.tzinfo) == (UTC, UTC)
    assert await memory.read(TEAM, problems) == []


CHANGES = (
    "UPDATE events SET once = NOT once",
    "UPDATE events SET kind = kind WHERE number = 1",
    "UPDATE events SET digest = '' WHERE number = 2",
    "DELETE FROM events",
    "DELETE FROM events WHERE number = 2",
    "TRUNCATE events CASCADE",
)


@pytest.mark.parametrize("change", CHANGES)
async def test_no_line_is_changed_or_deleted(memory: Memory, database: Database, change: str) -> None:
    await memory.change(TEAM, lambda book: [said(book, Kind.DECLINED, met(book, "Ann")[0]) for _ in range(2)])

    with pytest.raises(REFUSED) as refused:
        database.transact(partial(execute, change), write=True)
    if database.embedded and change.startswith("TRUNCATE"):
        assert "syntax error" in cause(refused)  # SQLite knows no such statement
    else:
        assert "the record only grows" in cause(refused)
    assert (await memory.read(TEAM, lambda book: book.ledger.checkpoint())).number == 2
    assert await memory.read(TEAM, problems) == []


@pytest.mark.parametrize("column", ["number", "previous"])
async def test_nothing_takes_the_place_of_a_line(memory: Memory, database: Database, column: str) -> None:
    """SQLite's REPLACE deletes what is in its way and asks no trigger that guards against deleting."""
    await memory.change(TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0]))
    columns = (
        "team",
        "number",
        "kind",
        "subject",
        "caller",
        "actor",
        "at",
        "recorded",
        "once",
        "commitment",
        "previous",
        "digest",
    )
    values = ", ".join(f"{name} + 1" if name == "number" != column else name for name in columns)
    copy = f"INTO events ({', '.join(columns)}) SELECT {values} FROM events WHERE true"  # noqa: S608
    replacing = f"INSERT OR REPLACE {copy}" if database.embedded else f"INSERT {copy}"
    conflict = "team, number" if column == "number" else "team, previous"
    updating = f"INSERT {copy} ON CONFLICT ({conflict}) DO UPDATE SET kind = 'granted'"

    for statement in (replacing, updating):
        with pytest.raises(REFUSED):
            database.transact(partial(execute, statement), write=True)
    assert await memory.read(TEAM, problems) == []


@pytest.mark.parametrize("kind", sorted(YES))
async def test_only_the_person_says_yes(memory: Memory, kind: Kind) -> None:
    def forge(book: Book) -> None:
        ann, bob = met(book, "Ann", "Bob")
        book.ledger.append(Act(kind, subject=ann, caller=bob, actor=bob), NOON)

    with pytest.raises(REFUSED) as refused:
        await memory.change(TEAM, forge)

    assert "own_yes" in cause(refused)
    assert await memory.read(TEAM, lambda book: book.people.named("Ann")) == ()
    assert await memory.read(TEAM, lambda book: book.ledger.checkpoint()) == Checkpoint(0, "")


async def test_the_facts_between_two_are_those_about_the_one_that_concern_the_other(memory: Memory) -> None:
    def write(book: Book) -> tuple[str, str, list[Fact]]:
        ann, bob, cy = met(book, "Ann", "Bob", "Cy")
        return ann, bob, [
            said(book, Kind.GRANTED, ann, bob),
            said(book, Kind.DECLINED, ann, EVERYONE),
            said(book, Kind.GRANTED, ann, cy),
            said(book, Kind.GRANTED, bob, ann),
            said(book, Kind.GRANTED, cy, EVERYONE),
            book.ledger.append(Act(Kind.REQUESTED, ann, bob, bob), NOON),
        ]  # fmt: skip

    ann, bob, (to_bob, to_all, to_cy, of_bob, _, asked) = await memory.change(TEAM, write)

    def ask(what: Callable[[Record], tuple[Fact, ...]]) -> Callable[[Book], set[Fact]]:
        return lambda book: set(what(book.ledger))

    assert await memory.read(TEAM, ask(lambda ledger: ledger.between(ann, bob))) == {to_bob, to_all, asked}
    assert await memory.read(TEAM, ask(lambda ledger: ledger.about(ann))) == {to_bob, to_all, to_cy, asked}
    assert await memory.read(TEAM, ask(lambda ledger: ledger.by(bob))) == {to_bob, asked}
    assert await memory.read(TEAM, ask(lambda ledger: ledger.by(ann))) == {of_bob}


async def test_only_what_was_said_since_a_moment_is_told_where_one_is_named(memory: Memory) -> None:
    def write(book: Book) -> tuple[str, list[Fact]]:
        ann, bob = met(book, "Ann", "Bob")
        asked = [Act(Kind.REQUESTED, ann, bob, bob, NOON + hours * HOUR) for hours in range(3)]
        return ann, [book.ledger.append(act, NOON + 9 * HOUR) for act in asked]

    ann, (_, then, later) = await memory.change(TEAM, write)

    assert set(await memory.read(TEAM, lambda book: book.ledger.about(ann, NOON))) == {then, later}
    assert set(await memory.read(TEAM, lambda book: book.ledger.by(then.caller, NOON + HOUR))) == {later}


async def test_everybody_has_the_lines_about_them_and_those_they_wrote(memory: Memory) -> None:
    def write(book: Book) -> tuple[list[int], list[str]]:
        ann, bob, cy = met(book, "Ann", "Bob", "Cy")
        book.ledger.append(Act(Kind.REPORTED_NO, cy, EVERYONE, bob, words="not me"), NOON)
        book.ledger.append(Act(Kind.REQUESTED, cy, ann, ann, words="by me"), NOON)
        book.ledger.append(Act(Kind.REPORTED, ann, bob, bob, words="about me"), NOON)
        book.ledger.append(Act(Kind.DECLINED, cy, EVERYONE, cy), NOON)
        book.ledger.append(Act(Kind.REPORTED_NO, cy, EVERYONE, ann), NOON)
        lines = book.ledger.lines(ann)
        return [line.fact.number for line in lines], [line.words for line in lines]

    assert await memory.change(TEAM, write) == ([2, 3, 5], ["by me", "about me", ""])


async def test_there_is_no_line_of_another_number(memory: Memory) -> None:
    await memory.change(TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0]))

    for number in (0, -1, 2, 2**31, 10**17):
        assert await memory.read(TEAM, partial(line, number=number)) is None


async def test_a_later_word_is_never_older_than_an_earlier_one_however_the_clock_steps(memory: Memory) -> None:
    random = Random(7)  # noqa: S311 - the same each time
    steps = [
        timedelta(microseconds=random.choice((-1, 0, 1)) * random.choice((0, 1, 10**6, 10**11))) for _ in range(60)
    ]

    def write(book: Book) -> list[Fact]:
        ann, bob = met(book, "Ann", "Bob")
        kinds = sorted(OWN)
        return [said(book, random.choice(kinds), ann, random.choice((bob, EVERYONE)), NOON + step) for step in steps]

    facts = await memory.change(TEAM, write)

    times = [fact.at for fact in facts]
    assert times == sorted(set(times))
    assert [fact.recorded for fact in facts] == [NOON + step for step in steps]


async def test_the_clock_of_a_platform_is_believed(memory: Memory) -> None:
    def write(book: Book) -> Fact:
        (ann,) = met(book, "Ann")
        said(book, Kind.DECLINED, ann)
        return book.ledger.append(Act(Kind.GRANTED, ann, EVERYONE, ann, NOON - HOUR), NOON + HOUR)

    assert (await memory.change(TEAM, write)).at == NOON - HOUR


async def test_the_words_of_others_do_not_move_the_clock(memory: Memory) -> None:
    def write(book: Book) -> Fact:
        ann, bob = met(book, "Ann", "Bob")
        said(book, Kind.DECLINED, bob, now=NOON + HOUR)
        book.ledger.append(Act(Kind.REQUESTED, ann, bob, bob), NOON + HOUR)
        return said(book, Kind.GRANTED, ann, bob)

    assert (await memory.change(TEAM, write)).at == NOON


async def test_work_that_fails_writes_nothing(memory: Memory) -> None:
    def fail(book: Book) -> None:
        said(book, Kind.DECLINED, met(book, "Ann")[0], words="gone")
        raise LookupError

    with pytest.raises(LookupError):
        await memory.change(TEAM, fail)

    assert await memory.read(TEAM, lambda book: book.ledger.checkpoint()) == Checkpoint(0, "")
    assert await memory.change(TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0]).number) == 1


async def test_lines_that_are_written_at_once_stand_one_behind_the_other(memory: Memory, url: str, long: bool) -> None:
    await memory.change(TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0]))
    each = 200 if long else 8

    def write(connection: Connection, team: str) -> int:
        act = Act(Kind.UNANSWERED, "ann", "bob", "bob", words="hello")
        return Ledger(connection, team).append(act, NOON).number

    def writes(database: Database) -> list[int]:
        team = team_of(database)
        return [database.transact(lambda connection: write(connection, team), write=True) for _ in range(each)]

    with closing(Database(url)) as one, closing(Database(url)) as other, ThreadPoolExecutor(4) as threads:
        written = [number for numbers in threads.map(writes, (one, other, one, other)) for number in numbers]

    assert sorted(written) == list(range(2, 4 * each + 2))
    assert await memory.read(TEAM, problems) == []


async def test_whoever_verifies_sees_one_moment_while_others_write(
    memory: Memory, database: Database, url: str
) -> None:
    def write(book: Book) -> Fact:
        return said(book, Kind.DECLINED, met(book, "Ann")[0], words="mine")

    await memory.change(TEAM, write)
    spoil = update(payloads).values(body="not mine")  # so that the walk can be stopped on its way
    database.transact(lambda connection: connection.execute(spoil), write=True)
    with closing(Database(url)) as elsewhere:
        team = team_of(elsewhere)
        act = Act(Kind.DECLINED, "bob", EVERYONE, "bob")

        def verify(book: Book) -> list[Problem]:
            walk = book.ledger.problems()
            found = [next(walk)]
            elsewhere.transact(lambda connection: Ledger(connection, team).append(act, NOON), write=True)
            return [*found, *walk]

        assert await memory.read(TEAM, verify) == [Problem(1, "words")]


async def test_of_two_who_are_one_every_fact_is_about_the_one(memory: Memory) -> None:
    def write(book: Book) -> tuple[str, str, str]:
        ann, ann_too, bob = met(book, "Ann", "Ann Too", "Bob")
        said(book, Kind.DECLINED, ann_too, bob)
        said(book, Kind.GRANTED, bob, ann_too)
        book.ledger.append(Act(Kind.LINKED, ann, ann_too, ann_too), NOON)
        book.people.link(ann, ann_too)
        book.ledger.link(ann, ann_too)
        return ann, ann_too, bob

    ann, ann_too, bob = await memory.change(TEAM, write)

    about, by = await memory.read(TEAM, lambda book: (book.ledger.between(ann, bob), book.ledger.by(ann)))
    assert [(fact.kind, fact.actor) for fact in about] == [(Kind.DECLINED, ann)]
    assert {fact.number for fact in by} == {2, 3}
    assert await memory.read(TEAM, lambda book: book.ledger.about(ann_too)) == ()
    assert await memory.read(TEAM, problems) == []


async def test_whoever_was_erased_and_then_turns_out_to_be_somebody_else_leaves_that_one_whole(memory: Memory) -> None:
    def write(book: Book) -> str:
        ann, ann_too = met(book, "Ann", "Ann Too")
        said(book, Kind.DECLINED, ann_too, words="stays")
        said(book, Kind.DECLINED, ann, words="goes")
        book.ledger.append(Act(Kind.ERASED, ann, EVERYONE, ann), NOON)
        book.ledger.erase(ann)
        book.people.erase(ann, NOON, keep_codes=True)
        book.ledger.append(Act(Kind.LINKED, ann, ann_too, ann_too), NOON)
        book.people.link(ann, ann_too)
        book.ledger.link(ann, ann_too)
        return ann

    ann = await memory.change(TEAM, write)

    assert [line.words for line in await memory.read(TEAM, lambda book: book.ledger.lines(ann))] == ["stays", ""]
    assert await memory.read(TEAM, problems) == []


async def test_a_no_binds_forever_and_a_question_for_a_while(memory: Memory) -> None:
    def write(book: Book) -> dict[Kind, tuple[bool, bool, bool]]:
        told = {}
        for kind in Kind:
            ann, bob = met(book, f"Ann {kind}", f"Bob {kind}")
            said(book, kind, bob, ann)
            binds = book.ledger.binds
            told[kind] = binds(ann, NOON), binds(ann, NOON - HOUR), binds(bob, NOON - HOUR)
        return told

    told = await memory.change(TEAM, write)

    questions = {Kind.REQUESTED, Kind.WITHDRAWN, Kind.NOT_NOW, Kind.REPORTED_NO}
    assert told == {kind: (kind in NO, kind in NO | questions, False) for kind in Kind}


async def test_one_s_own_no_and_one_to_everybody_bind_nobody(memory: Memory) -> None:
    def write(book: Book) -> bool:
        ann, bob = met(book, "Ann", "Bob")
        said(book, Kind.DECLINED, ann, ann)
        said(book, Kind.DECLINED, bob, EVERYONE)
        return book.ledger.binds(ann, NOON - HOUR)

    assert not await memory.change(TEAM, write)


async def test_times_without_a_zone_are_refused(memory: Memory) -> None:
    def write(book: Book) -> None:
        said(book, Kind.DECLINED, met(book, "Ann")[0], now=NOON.replace(tzinfo=None))

    with pytest.raises(Exception, match=r"without a zone|offset-naive"):
        await memory.change(TEAM, write)
