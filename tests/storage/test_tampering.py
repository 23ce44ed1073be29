"""Whoever changes the record behind the program's back is found out, whatever it is that was changed."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Literal

import pytest
from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    Table,
    and_,
    delete,
    func,
    insert,
    inspect,
    select,
    text,
    update,
)
from sqlalchemy.exc import IntegrityError

from bot.core.people import Caller
from bot.core.permission.desk import Desk
from bot.core.permission.events import EVERYONE, Act, Kind
from bot.core.permission.outcome import Told
from bot.core.permission.verbs import TakeCheckpoint, Verify
from bot.core.ports import Book, Checkpoint
from storage.database import Database
from storage.ledger import CLEAR, Ledger
from storage.memory import Memory
from storage.tables import UtcDateTime, events, facts, metadata, payloads, teams
from tests.record import NOON, SECRET, Clock, phrases
from tests.storage.conftest import Place
from tests.storage.samples import OTHER_TEAM, TEAM, Crowd, met, said, team_of

LINES = 100
MUTATIONS, MANY = 300, 20_000
CHAIN = (events, payloads, facts)
Found = set[tuple[int | None, str]]
Value = str | int | bytes | datetime | None


@dataclass(frozen=True, slots=True)
class Record:
    """The clean records of two teams in one database; the one has a checkpoint, and words that were erased."""

    database: Database
    team: str
    other: str
    kept: Checkpoint
    erased: tuple[int, bytes, str]


@pytest.fixture(scope="module")
def record(place: Place, prepared: str) -> Iterator[Record]:
    url = place.database(prepared)
    with closing(Database(url)) as database:
        memory = Memory.opened(database, SECRET)
        asyncio.run(memory.change(OTHER_TEAM, lambda book: written(book, 20)))
        gone = asyncio.run(
            memory.change(TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0], words="gone"))
        )
        its_words = select(payloads.c.number, payloads.c.salt, payloads.c.body)
        team, other = team_of(database), team_of(database, OTHER_TEAM)
        erased = database.transact(lambda c: c.execute(its_words.where(payloads.c.team == team)).one(), write=False)
        asyncio.run(memory.change(TEAM, lambda book: forgotten(book, gone.subject)))
        kept = asyncio.run(memory.change(TEAM, lambda book: written(book, LINES)))
        yield Record(database, team, other, kept, (erased.number, erased.salt, erased.body))
    place.drop(url)


def written(book: Book, lines: int) -> Checkpoint:
    Crowd(book, Random(lines)).write(lines)  # noqa: S311 - the same each time
    for _ in range(5):
        said(book, Kind.DECLINED, met(book, "Bob")[0], words="no")
    return book.ledger.checkpoint()


def forgotten(book: Book, person: str) -> None:
    book.ledger.append(Act(Kind.ERASED, person, EVERYONE, person), NOON)
    book.ledger.erase(person)


@contextmanager
def behind_its_back(record: Record) -> Iterator[Connection]:
    """Open the database as its owner may, without a guard; nothing of it is kept."""
    with record.database.engine.connect() as connection:
        transaction = connection.begin()
        try:
            _disarm(connection)
            yield connection
        finally:
            if transaction.is_active:
                transaction.rollback()
            if record.database.embedded:
                connection.exec_driver_sql("PRAGMA ignore_check_constraints=OFF")


def _disarm(connection: Connection) -> None:
    """Take away the triggers, the keys into other tables, the checks and the index against forks."""
    if connection.dialect.name == "sqlite":
        connection.exec_driver_sql("PRAGMA ignore_check_constraints=ON")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        triggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
        for name in connection.execute(text(triggers)).scalars().all():
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
    else:
        for name in ("change", "truncate"):
            connection.exec_driver_sql(f"DROP TRIGGER events_refuse_{name} ON events")
        found = inspect(connection)
        for table in metadata.tables:
            for key in (*found.get_foreign_keys(table), *found.get_check_constraints(table)):
                connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {key['name']}")
    connection.exec_driver_sql("DROP INDEX ix_events_team_previous")


def found(connection: Connection, team: str, kept: Checkpoint | None = None) -> Found:
    return {(problem.event, problem.what) for problem in Ledger(connection, team).problems(kept)}


def at(table: Table, team: str, number: int) -> tuple[ColumnElement[bool], ...]:
    """Return what finds the row of *table* that belongs to a line."""
    return (table.c.team == team, table.c.number == number)


def whole_lines(connection: Connection, team: str) -> list[int]:
    """Return the numbers of the lines that have words and a fact, from the middle on."""
    joined = events.join(payloads, and_(payloads.c.team == events.c.team, payloads.c.number == events.c.number))
    joined = joined.join(facts, and_(facts.c.team == events.c.team, facts.c.number == events.c.number))
    numbers = select(events.c.number).select_from(joined).where(events.c.team == team, events.c.number > LINES // 2)
    return list(connection.execute(numbers.order_by(events.c.number)).scalars())


def changed(random: Random, column: Column[Value], value: Value) -> Value:
    """Return another value for *column*."""
    if isinstance(column.type, UtcDateTime):
        step = timedelta(microseconds=random.choice((1, -1, 10**6, 3_600 * 10**6)))
        return NOON if value is None else value + step  # type: ignore[operator]
    if isinstance(column.type, Boolean):
        return not value
    match value:
        case None:
            return 1 if column.name == "refers" else "phone"
        case int():
            return value + random.choice((-1, 1, 1000))
        case bytes():
            place = random.randrange(len(value))
            return value[:place] + bytes([value[place] ^ 1 << random.randrange(8)]) + value[place + 1 :]
        case str() if value:
            place = random.randrange(len(value))
            return value[:place] + chr(ord(value[place]) ^ 1) + value[place + 1 :]
        case _:
            return "x"


# One change each


def test_the_clean_record_has_no_problem(record: Record) -> None:
    with behind_its_back(record) as connection:
        assert found(connection, record.team, record.kept) == set()
        assert found(connection, record.other) == set()


@pytest.mark.parametrize("name", [name for name in CLEAR if name not in {"team", "number"}])
def test_a_line_that_was_changed_is_found(record: Record, name: str) -> None:
    random = Random(1)  # noqa: S311 - the same each time
    with behind_its_back(record) as connection:
        number = whole_lines(connection, record.team)[0]
        value = connection.execute(select(events.c[name]).where(*at(events, record.team, number))).scalar()
        new = {name: changed(random, events.c[name], value)}
        connection.execute(update(events).where(*at(events, record.team, number)).values(new))

        assert (number, "line") in found(connection, record.team)


@pytest.mark.parametrize("name", ["digest", "previous"])
def test_a_hash_that_was_changed_is_found(record: Record, name: Literal["digest", "previous"]) -> None:
    with behind_its_back(record) as connection:
        connection.execute(update(events).where(*at(events, record.team, 50)).values({name: "0" * 64}))

        linked = 50 if name == "previous" else 51
        assert found(connection, record.team) == {(50, "line"), (linked, "link")}


@pytest.mark.parametrize(
    "new", [{"body": '{"words": "Sure!", "hours": null}'}, {"body": "no JSON"}, {"salt": b"0" * 16}]
)
def test_words_that_were_changed_are_found(record: Record, new: dict[str, str | bytes]) -> None:
    with behind_its_back(record) as connection:
        number = whole_lines(connection, record.team)[0]
        connection.execute(update(payloads).where(*at(payloads, record.team, number)).values(new))

        assert found(connection, record.team) == {(number, "words")}


def test_words_that_were_changed_together_with_what_stands_for_them_are_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        number = whole_lines(connection, record.team)[0]
        forged = "c8ff9eb7a2c8cf58dd2d7f3ee8ea5aa3aa4c77c1cd0bc2cf5a0a3b5f5f6b9a3f"
        connection.execute(update(payloads).where(*at(payloads, record.team, number)).values(salt=b"", body="no JSON"))
        connection.execute(update(events).where(*at(events, record.team, number)).values(commitment=forged))

        assert (number, "line") in found(connection, record.team)


@pytest.mark.parametrize("name", [column.name for column in facts.c])
def test_a_fact_that_was_changed_is_found(record: Record, name: str) -> None:
    random = Random(1)  # noqa: S311 - the same each time
    with behind_its_back(record) as connection:
        number = whole_lines(connection, record.team)[0]
        value = connection.execute(select(facts.c[name]).where(*at(facts, record.team, number))).scalar()
        new = {name: changed(random, facts.c[name], value) if name != "number" else 5_000}
        connection.execute(update(facts).where(*at(facts, record.team, number)).values(new))

        assert (number, "state") in found(connection, record.team)


def cut_out(connection: Connection, team: str, number: int) -> None:
    for table in reversed(CHAIN):
        connection.execute(delete(table).where(*at(table, team, number)))


def test_a_line_taken_out_of_the_middle_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        cut_out(connection, record.team, 50)

        assert found(connection, record.team) == {(50, "missing"), (51, "link")}


def test_a_line_put_in_place_of_another_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        before = select(events.c.digest).where(*at(events, record.team, 49))
        ours = update(teams).where(teams.c.id == record.team)
        cut_out(connection, record.team, 50)
        connection.execute(ours.values(number=49, digest=before.scalar_subquery()))
        Ledger(connection, record.team).append(Act(Kind.GRANTED, "ann", "bob", "ann"), NOON)
        connection.execute(ours.values(number=record.kept.number, digest=record.kept.digest))

        assert found(connection, record.team) == {(51, "link")}


def test_a_line_added_at_the_end_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        Ledger(connection, record.team).append(Act(Kind.GRANTED, "ann", "bob", "ann"), NOON)
        ours = update(teams).where(teams.c.id == record.team)
        connection.execute(ours.values(number=record.kept.number, digest=record.kept.digest))

        assert found(connection, record.team) == {(None, "tail")}


def test_two_lines_that_changed_places_are_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        one, other, *_ = whole_lines(connection, record.team)
        for table in CHAIN:
            for old, new in ((one, 5_000), (other, one), (5_000, other)):
                connection.execute(update(table).where(*at(table, record.team, old)).values(number=new))

        assert {(one, "line"), (one, "link"), (other, "line"), (other, "link")} <= found(connection, record.team)


@pytest.mark.parametrize("whose", ["their own", "another team's"])
def test_words_that_changed_places_are_found(record: Record, whose: str) -> None:
    with behind_its_back(record) as connection:
        one, other, *_ = whole_lines(connection, record.team)
        theirs = select(payloads.c.salt, payloads.c.body).where(*at(payloads, record.team, other))
        if whose != "their own":
            theirs = select(payloads.c.salt, payloads.c.body).where(payloads.c.team == record.other).limit(1)
        new = dict(connection.execute(theirs).mappings().one())
        connection.execute(update(payloads).where(*at(payloads, record.team, one)).values(new))

        assert found(connection, record.team) == {(one, "words")}


def test_words_that_were_taken_away_are_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        number = whole_lines(connection, record.team)[0]
        connection.execute(delete(payloads).where(*at(payloads, record.team, number)))

        assert (number, "words_missing") in found(connection, record.team)


def test_words_that_come_back_after_their_erasure_are_found(record: Record) -> None:
    number, salt, body = record.erased
    with behind_its_back(record) as connection:
        connection.execute(insert(payloads).values(team=record.team, number=number, salt=salt, body=body))

        assert found(connection, record.team) == {(number, "words_kept")}


def test_a_fact_that_was_taken_away_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        number = whole_lines(connection, record.team)[0]
        connection.execute(delete(facts).where(*at(facts, record.team, number)))

        assert found(connection, record.team) == {(number, "state")}


@pytest.mark.parametrize(("number", "what"), [(1, "state"), (5_000, "stray")])
def test_a_fact_that_no_line_made_is_found(record: Record, number: int, what: str) -> None:
    with behind_its_back(record) as connection:
        like = select(facts).where(*at(facts, record.team, whole_lines(connection, record.team)[0]))
        connection.execute(insert(facts).values({**connection.execute(like).mappings().one(), "number": number}))

        assert found(connection, record.team) == {(number, what)}


def test_words_that_belong_to_no_line_are_found_also_where_another_team_has_such_a_line(record: Record) -> None:
    with behind_its_back(record) as connection:
        for number in (LINES, 5_000):
            connection.execute(insert(payloads).values(team=record.other, number=number, salt=b"", body="{}"))

        assert found(connection, record.other) == {(LINES, "stray"), (5_000, "stray")}


def cut_the_tail(connection: Connection, record: Record, keep: int) -> None:
    for table in reversed(CHAIN):
        connection.execute(delete(table).where(table.c.team == record.team, table.c.number > keep))


def test_a_tail_that_was_cut_off_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        cut_the_tail(connection, record, 90)

        assert (None, "tail") in found(connection, record.team)


def cut_in_good_order(connection: Connection, record: Record, keep: int) -> None:
    cut_the_tail(connection, record, keep)
    last = select(events.c.digest).where(*at(events, record.team, keep)).scalar_subquery()
    head = {"number": keep, "digest": func.coalesce(last, "")}
    connection.execute(update(teams).where(teams.c.id == record.team).values(head))


@pytest.mark.parametrize("lines", [1, 5, None])
def test_a_tail_that_was_cut_off_in_good_order_is_found_by_a_checkpoint(record: Record, lines: int | None) -> None:
    with behind_its_back(record) as connection:
        cut_in_good_order(connection, record, record.kept.number - lines if lines else 0)

        assert found(connection, record.team) == set()
        assert found(connection, record.team, record.kept) == {(None, "checkpoint")}


def test_an_erasure_that_was_cut_off_in_good_order_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        number, *_ = record.erased
        cut_in_good_order(connection, record, number)

        assert found(connection, record.team) == {(number, "words_missing"), (number, "state")}


def test_a_record_that_was_written_anew_is_found_by_a_checkpoint(record: Record) -> None:
    with behind_its_back(record) as connection:
        cut_the_tail(connection, record, 0)
        connection.execute(update(teams).where(teams.c.id == record.team).values(number=0, digest=""))
        for _ in range(record.kept.number + 1):
            Ledger(connection, record.team).append(Act(Kind.GRANTED, "ann", "bob", "ann"), NOON)

        assert found(connection, record.team) == set()
        assert found(connection, record.team, record.kept) == {(None, "checkpoint")}


def test_a_line_of_another_team_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        theirs = connection.execute(select(events).where(*at(events, record.other, 7))).mappings().one()
        number = record.kept.number + 1
        connection.execute(insert(events).values({**theirs, "team": record.team, "number": number}))

        assert {(number, "line"), (number, "link"), (None, "tail")} <= found(connection, record.team)


def test_a_record_without_its_head_is_found(record: Record) -> None:
    with behind_its_back(record) as connection:
        connection.execute(delete(teams).where(teams.c.id == record.team))

        assert found(connection, record.team) == {(None, "tail")}


@pytest.mark.parametrize("table", ["events", "facts"])
def test_what_cannot_be_read_is_found(record: Record, table: str) -> None:
    """SQLite takes anything for a time, PostgreSQL at least times that Python knows nothing of."""
    for garbage in ("'yesterday'", "x'ff00'", "7") if record.database.embedded else ("'infinity'", "'0044-03-15 BC'"):
        with behind_its_back(record) as connection:
            number = whole_lines(connection, record.team)[0]
            spoil = f"UPDATE {table} SET recorded = {garbage} WHERE team = :team AND number = :number"  # noqa: S608
            connection.execute(text(spoil), {"team": record.team, "number": number})

            assert (None, "unreadable") in found(connection, record.team)


# Any change


def test_of_many_random_changes_every_one_is_found(record: Record, long: bool) -> None:
    random, wanted = Random(20261123), MANY if long else MUTATIONS  # noqa: S311 - the same each time
    done, unseen = 0, []
    with behind_its_back(record) as connection:
        while done < wanted:
            saved = connection.begin_nested()
            told = spoilt(connection, record, random)
            done += bool(told)
            if told and not found(connection, record.team):
                unseen.append(told)
            saved.rollback()

        assert unseen == []
        assert found(connection, record.team, record.kept) == set()


def spoilt(connection: Connection, record: Record, random: Random) -> str:
    """Change one value of the record and return what was done; nothing if a key forbids it."""
    table = random.choice((*CHAIN, *CHAIN, teams))
    ours = (teams.c.id if table is teams else table.c.team) == record.team
    row = random.choice(connection.execute(select(table).where(ours)).all())
    column: Column[Value] = random.choice(list(table.c))
    old = getattr(row, column.name)
    new = changed(random, column, old)
    same = [key == getattr(row, key.name) for key in table.primary_key]
    try:
        connection.execute(update(table).where(*same).values({column.name: new}))
    except IntegrityError:
        return ""
    return f"{table.name}.{column.name} of {row}: {new!r}"


# The whole way round


async def test_a_change_that_was_kept_is_told_to_whoever_verifies(place: Place, prepared: str) -> None:
    url, ann = place.database(prepared), Caller(TEAM, "Ann")
    with closing(Database(url)) as database:
        memory = Memory.opened(database, SECRET)
        desk = Desk(memory, phrases(), Clock())
        kept = await memory.change(TEAM, lambda book: written(book, 10))
        record = Record(database, team_of(database), "", kept, (0, b"", ""))
        taken = (await desk.handle(TakeCheckpoint(), ann)).result
        assert isinstance(taken, Told)
        verify = Verify(taken.details["checkpoint"])
        before = (await desk.handle(verify, ann)).result
        with behind_its_back(record) as connection:
            connection.execute(update(events).where(*at(events, record.team, 2)).values(kind="granted"))
            connection.commit()
        after = (await desk.handle(verify, ann)).result
    place.drop(url)

    assert isinstance(before, Told)
    assert isinstance(after, Told)
    assert (before.ok, before.details["problems"]) == (True, [])
    assert (after.ok, after.details["problems"]) == (False, [{"event": 2, "what": "line"}])
