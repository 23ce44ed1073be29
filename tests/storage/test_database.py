"""When the database can't be reached or written, that is said, nothing is half done, and it goes on once it is back."""

from __future__ import annotations

import asyncio
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier
from sqlalchemy import Connection, func, select, text

from bot.core.errors import BadSettings, CoachError, Unavailable
from bot.core.permission.events import Kind
from bot.core.ports import Book
from storage.database import Database
from storage.memory import Memory
from storage.tables import people
from tests.postgres import Server, server
from tests.record import SECRET
from tests.storage.conftest import prepare
from tests.storage.samples import TEAM, met, said

CUT = """
SELECT pg_terminate_backend(pid, 10000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""


def one_more(book: Book) -> int:
    """Write a line and return its number."""
    return said(book, Kind.DECLINED, met(book, "Ann")[0], words="no").number


def lines_and_people(database: Database) -> tuple[int, int]:
    """Return how many lines and people there are, as seen without the record's own help."""

    def count(connection: Connection) -> tuple[int, int]:
        lines = connection.execute(text("SELECT count(*) FROM events")).scalar_one()
        return lines, connection.execute(select(func.count()).select_from(people)).scalar_one()

    return database.transact(count, write=False)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A SQLite file of an installation."""
    prepare(f"sqlite:///{tmp_path / 'record.db'}")
    return tmp_path / "record.db"


@pytest.fixture(scope="module")
def ours() -> Iterator[Server]:
    """A PostgreSQL of our own, to be stopped; what was committed before a crash is there after it."""
    with server(synchronous_commit="on") as running:
        yield running


@pytest.fixture
def stoppable(ours: Server) -> Iterator[str]:
    """A database of an installation, on the server that can be stopped."""
    url = ours.database()
    prepare(url)
    yield url
    ours.drop(url)


def test_that_the_database_is_away_can_be_said_in_a_sentence() -> None:
    assert issubclass(Unavailable, CoachError)


@pytest.mark.parametrize(
    "url", ["nonsense", "mysql://localhost/x", "sqlite+x:///y", "postgresql+x://y", "postgresql://host:port/x", ""]
)
def test_an_address_that_leads_nowhere_is_refused_at_the_start(url: str) -> None:
    with pytest.raises(BadSettings, match="DATABASE_URL"):
        Database(url)


def test_what_a_host_calls_postgres_is_postgresql() -> None:
    with closing(Database("postgres://u:p@localhost/x")) as database:
        assert database.engine.url.drivername == "postgresql+psycopg"
        assert not database.embedded


@pytest.mark.parametrize("name", ["a?b", "a#b", "a%20b", "a b", "ü:@c", "a?mode=memory"])
def test_a_file_is_where_it_was_said_to_be_whatever_its_name(tmp_path: Path, name: str) -> None:
    folder = tmp_path / name
    folder.mkdir()
    with closing(Database(folder / "record.db")) as database:
        database.prepare()

    assert [path.name for path in tmp_path.iterdir()] == [name]
    assert (folder / "record.db").stat().st_size


@pytest.mark.parametrize("place", ["missing/record.db", "."])
def test_a_file_that_cannot_be_opened_is_out_of_reach(tmp_path: Path, place: str) -> None:
    with closing(Database(f"sqlite:///{tmp_path / place}")) as database, pytest.raises(Unavailable):
        database.prepare()


def test_a_file_of_something_else_is_out_of_reach(tmp_path: Path) -> None:
    (tmp_path / "record.db").write_bytes(b"no database, but long enough to be taken for one" * 100)

    with closing(Database(f"sqlite:///{tmp_path / 'record.db'}")) as database, pytest.raises(Unavailable):
        database.prepare()


async def test_a_file_that_is_read_only_can_be_read_and_not_written(file: Path) -> None:
    with closing(Database(f"sqlite:///{file}")) as database:
        await Memory.opened(database, SECRET).change(TEAM, one_more)
        url = f"sqlite:///file:{file}?mode=ro&uri=true"
        with closing(Database(url)) as read_only:
            memory = Memory.opened(read_only, SECRET)

            with pytest.raises(Unavailable):
                await memory.change(TEAM, one_more)
            assert await memory.read(TEAM, lambda book: len(book.ledger.about(met_before(book)))) == 1
        assert await Memory.opened(database, SECRET).change(TEAM, one_more) == 2


def met_before(book: Book) -> str:
    (ann,) = book.people.named("Ann")
    return ann.id


async def test_a_full_disk_loses_nothing_and_stops_nothing_for_good(file: Path) -> None:
    with closing(Database(f"sqlite:///{file}")) as database:
        memory = Memory.opened(database, SECRET)
        await memory.change(TEAM, one_more)
        pages = set_most_pages(database, 0)  # as few as there are: the disk is full
        before = lines_and_people(database)

        def many(book: Book) -> None:
            for number in range(1_000):
                met(book, f"Person {number}")
                one_more(book)

        with pytest.raises(Unavailable) as refused:
            await memory.change(TEAM, many)
        assert "full" in str(refused.value.__cause__)
        assert lines_and_people(database) == before
        assert await memory.read(TEAM, lambda book: list(book.ledger.problems())) == []
        set_most_pages(database, pages + 10_000)
        assert await memory.change(TEAM, one_more) == 2


def set_most_pages(database: Database, pages: int) -> int:
    """Let the file grow to *pages* and no further; return the limit, which is never less than what there is."""

    def limit(connection: Connection) -> int:
        return int(connection.exec_driver_sql(f"PRAGMA max_page_count={max(pages, 1)}").scalar_one())

    return database.transact(limit, write=True)  # a limit is one connection's: here, of the one that writes


async def test_a_file_that_somebody_else_holds_is_waited_for_and_not_forever(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("storage.database.PATIENCE", 0.2)
    with closing(Database(f"sqlite:///{file}")) as database, closing(sqlite3.connect(file)) as somebody:
        memory = Memory.opened(database, SECRET)
        somebody.execute("BEGIN IMMEDIATE")

        with pytest.raises(Unavailable) as refused:
            await memory.change(TEAM, one_more)
        assert "locked" in str(refused.value.__cause__)
        assert await memory.read(TEAM, lambda book: book.ledger.checkpoint().number) == 0
        somebody.execute("ROLLBACK")
        assert await memory.change(TEAM, one_more) == 1


async def test_a_server_that_is_down_is_out_of_reach_and_comes_back(ours: Server, stoppable: str) -> None:
    with closing(Database(stoppable)) as database:
        memory = Memory.opened(database, SECRET)
        await memory.change(TEAM, one_more)
        ours.stop()
        try:
            with pytest.raises(Unavailable):
                await memory.change(TEAM, one_more)
            with pytest.raises(Unavailable):
                await memory.read(TEAM, lambda book: book.ledger.checkpoint())
            with pytest.raises(Unavailable):
                await memory.scrub()
            with closing(Database(stoppable)) as another, pytest.raises(Unavailable):
                another.prepare()
        finally:
            ours.start()

        assert await memory.change(TEAM, one_more) == 2


async def test_a_server_that_crashes_in_the_middle_keeps_nothing_of_it(ours: Server, stoppable: str) -> None:
    with closing(Database(stoppable)) as database:
        memory = Memory.opened(database, SECRET)
        await memory.change(TEAM, one_more)

        def crash(book: Book) -> None:
            met(book, "Bob")
            one_more(book)
            ours.stop("immediate")
            one_more(book)

        try:
            with pytest.raises(Unavailable):
                await memory.change(TEAM, crash)
        finally:
            ours.start()

        assert lines_and_people(database) == (1, 1)
        assert await memory.read(TEAM, lambda book: list(book.ledger.problems())) == []
        assert await memory.change(TEAM, one_more) == 2


async def test_a_server_that_takes_no_changes_can_be_read_and_not_written(stoppable: str) -> None:
    """A standby is like that, until it takes over."""
    name = stoppable.rpartition("/")[2]
    with closing(Database(stoppable)) as database, psycopg.connect(stoppable, autocommit=True) as keeper:
        memory = Memory.opened(database, SECRET)
        await memory.change(TEAM, one_more)
        database.engine.dispose()
        keeper.execute(SQL("ALTER DATABASE {} SET default_transaction_read_only = on").format(Identifier(name)))

        with pytest.raises(Unavailable):
            await memory.change(TEAM, one_more)
        assert await memory.read(TEAM, lambda book: book.ledger.checkpoint().number) == 1
        keeper.execute("SET default_transaction_read_only = off")
        keeper.execute(SQL("ALTER DATABASE {} RESET default_transaction_read_only").format(Identifier(name)))
        database.engine.dispose()
        assert await memory.change(TEAM, one_more) == 2


async def test_a_connection_that_is_cut_undoes_its_change_and_no_other(stoppable: str) -> None:
    with closing(Database(stoppable)) as database, psycopg.connect(stoppable, autocommit=True) as keeper:
        memory = Memory.opened(database, SECRET)

        def cut(book: Book) -> None:
            one_more(book)
            keeper.execute(CUT)
            one_more(book)

        with pytest.raises(Unavailable):
            await memory.change(TEAM, cut)
        assert lines_and_people(database) == (0, 0)
        assert await memory.change(TEAM, one_more) == 1
        keeper.execute(CUT)
        assert await memory.change(TEAM, one_more) == 2


async def test_a_glance_does_not_mind_that_its_connection_was_cut_since_the_last(stoppable: str) -> None:
    with closing(Database(stoppable)) as database, psycopg.connect(stoppable, autocommit=True) as keeper:
        memory = Memory.opened(database, SECRET)
        await memory.change(TEAM, one_more)
        assert await memory.glance(TEAM, lambda book: book.ledger.checkpoint().number) == 1
        keeper.execute(CUT)

        assert await memory.glance(TEAM, lambda book: book.ledger.checkpoint().number) == 1


async def test_a_glance_sees_what_another_process_has_changed_since_the_last(database: Database) -> None:
    memory = Memory.opened(database, SECRET)
    with closing(Database(str(database.engine.url.render_as_string(hide_password=False)))) as other:
        elsewhere = Memory.opened(other, SECRET)
        seen = []
        for _ in range(3):
            await elsewhere.change(TEAM, one_more)
            seen.append(await memory.glance(TEAM, lambda book: book.ledger.checkpoint().number))

    assert seen == [1, 2, 3]


@pytest.mark.parametrize("fault", [IndexError, CoachError])
async def test_what_fails_in_the_middle_is_tried_once_and_undone_and_the_next_change_is_kept(
    database: Database, fault: type[Exception]
) -> None:
    memory, tries = Memory.opened(database, SECRET), list[int]()
    await memory.change(TEAM, one_more)

    def stumble(book: Book) -> None:
        tries.append(one_more(book))
        raise fault("stumbled")

    with pytest.raises(fault):
        await memory.change(TEAM, stumble)
    assert tries == [2]
    assert await memory.change(TEAM, one_more) == 2
    assert lines_and_people(database)[0] == 2


async def test_whoever_reads_at_length_holds_up_nobody(database: Database) -> None:
    may_end = threading.Event()
    reading = asyncio.ensure_future(database.run(lambda _: may_end.wait(30), write=False))
    try:
        read, written = [await database.run(lambda _: True, write=write) for write in (False, True)]
    finally:
        may_end.set()

    assert read
    assert written
    assert await reading
