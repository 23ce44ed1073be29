"""The door to the database: connects, keeps the tables up to date, and carries the SQL off the event loop."""

from __future__ import annotations

import asyncio
import selectors
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError

from bot.core.errors import BadSettings, Unavailable

T = TypeVar("T")

NEWEST = "0008"
"""The revision that this program works with; a test compares it with the newest file in migrations/versions."""
PATIENCE = 30
"""Seconds that a SQLite writer waits for its turn."""
SECONDS_TO_CONNECT = 5
THREADS = 4
USED, ALIVE_FOR = "used", 1.0
"""When a connection was used last, and for how many seconds it then counts as alive."""
READERS = 4
"""Threads that read a SQLite file side by side; its log lets them."""
AT_HAND = 2
"""Connections that are kept for reading, and as many for writing."""
POSTGRESQL = {"postgresql", "postgresql+psycopg", "postgres"}  # the last is what some hosts still hand out
WRONG_ADDRESS = "DATABASE_URL can't be used: give sqlite:///… or postgresql://…."
READ_ONLY = "25006"
"""What PostgreSQL answers on a standby (SQLSTATE)."""
OUT_OF_REACH = {"OperationalError", "InterfaceError", "DatabaseError"}
KINDS = OUT_OF_REACH | {"DataError", "IntegrityError", "InternalError", "ProgrammingError", "NotSupportedError"}
"""What drivers call what goes wrong (PEP 249); each of theirs is one of these, the nearest in its ancestry."""
SOUND = (3, 51, 3)
"""The first SQLite without the WAL-reset fault of sqlite.org's release notes; mended older ones keep their numbers."""


class Database:
    """One database; `run` is the only way in."""

    def __init__(self, where: str | Path) -> None:
        """Prepare to connect to an address or to a SQLite file; nothing is opened yet.

        Raises:
            BadSettings: the address can't be used.
        """
        self.engine = _engine(where)
        self.embedded = self.engine.dialect.name == "sqlite"
        # SQLite takes one writer at a time, so one thread of ours queues more fairly than its lock does. Readers go
        # beside it: whoever exports a long record holds nobody up.
        self._writers = ThreadPoolExecutor(1 if self.embedded else THREADS, thread_name_prefix="database")
        self._at_hand: dict[bool, list[Connection]] = {True: [], False: []}
        self._readers = ThreadPoolExecutor(READERS, thread_name_prefix="reader") if self.embedded else self._writers
        self._ahead = self._writers if self.embedded else ThreadPoolExecutor(1, thread_name_prefix="ahead")

    def prepare(self) -> None:
        """Bring the tables up to date.

        Raises:
            Unavailable: the database can't be reached or written.
            BadSettings: it belongs to a newer version of this program.
        """

        def upgraded(connection: Connection) -> None:
            if _revision(connection) != NEWEST:
                from storage.migrations.run import upgrade  # Alembic takes half a second, and is seldom needed

                upgrade(connection)

        if self.transact(_revision, write=False) != NEWEST:
            self.transact(upgraded, write=True)

    async def run(self, work: Callable[[Connection], T], *, write: bool) -> T:
        """Run *work* in one transaction on a thread; what it raises undoes the transaction.

        Raises:
            Unavailable: the database can't be reached or written.
        """
        threads = self._writers if write else self._readers
        return await asyncio.get_running_loop().run_in_executor(threads, lambda: self.transact(work, write=write))

    async def run_ahead(self, work: Callable[[Connection], T]) -> T:
        """Run *work*, which writes a few rows for which somebody must not wait, ahead of what waits to be run.

        Raises:
            Unavailable: the database can't be reached or written.
        """
        return await asyncio.get_running_loop().run_in_executor(self._ahead, lambda: self.transact(work, write=True))

    async def glance(self, work: Callable[[Connection], T]) -> T:
        """Run *work*, which reads a few rows: a file gives them sooner than a thread could be woken for it.

        Raises:
            Unavailable: the database can't be reached.
        """
        if self.embedded:
            return self.transact(work, write=False)
        return await asyncio.get_running_loop().run_in_executor(self._readers, self._glanced, work)

    def _glanced(self, work: Callable[[Connection], T]) -> T:
        """Run *work*; what is kept at hand of a server's connections may have died since it was used last."""
        with _reaching(self._driver):
            if self._at_hand[False]:
                with suppress(DBAPIError, self._driver.Error):
                    return self._over(self._taken(write=False), work)
            return self._over(self._connected(write=False), work)

    def _taken(self, *, write: bool) -> Connection:
        """Return a connection that is kept at hand, as getting one takes longer than a short work does."""
        try:
            return self._at_hand[write].pop()
        except IndexError:
            return self._connected(write=write)

    def _over(self, connection: Connection, work: Callable[[Connection], T]) -> T:
        """Run *work*, and keep the connection at hand."""
        at_hand = self._at_hand[connection.get_execution_options()["write"]]
        try:
            with connection.begin():
                return work(connection)
        except (DBAPIError, self._driver.Error):
            connection.invalidate()
            raise
        finally:
            if connection.invalidated or len(at_hand) >= AT_HAND:
                connection.close()
            else:
                at_hand.append(connection)

    def _connected(self, *, write: bool) -> Connection:
        options: dict[str, Any] = {"write": write}
        if not write and not self.embedded:  # so that a reader sees one moment throughout, as in SQLite
            options["isolation_level"] = "REPEATABLE READ"
        return self.engine.connect().execution_options(**options)

    @property
    def _driver(self) -> Any:
        return self.engine.dialect.loaded_dbapi

    def transact(self, work: Callable[[Connection], T], *, write: bool) -> T:
        """Do what `run` does, on this thread."""
        with _reaching(self._driver):
            if self.embedded:  # a file does not hang up
                return self._over(self._taken(write=write), work)
            with self._connected(write=write) as connection, connection.begin():
                return work(connection)

    async def run_alone(self, statements: Sequence[str]) -> int:
        """Run maintenance, which no transaction may surround; return the number that the last one answers, if any.

        Raises:
            Unavailable: the database can't be reached or written.
        """
        return await asyncio.get_running_loop().run_in_executor(self._writers, self._alone, statements)

    def _alone(self, statements: Sequence[str]) -> int:
        try:
            with self.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                answers = [connection.exec_driver_sql(statement) for statement in statements]
                return int(answers[-1].scalar() or 0) if answers[-1].returns_rows else 0
        except DBAPIError as error:
            raise Unavailable("unavailable") from error

    @property
    def described(self) -> str:
        """Return what this database is, and a warning if its version is known to be faulty."""
        if not self.embedded:
            return f"PostgreSQL, {self.engine.url.render_as_string(hide_password=True)}"
        told = f"SQLite {sqlite3.sqlite_version}, {self.engine.url.database}"
        if sqlite3.sqlite_version_info >= SOUND:
            return told
        return f"{told}; SQLite before {'.'.join(map(str, SOUND))} can damage its log in rare cases: keep backups"

    def close(self) -> None:
        """Let go of every connection."""
        self._writers.shutdown()
        self._readers.shutdown()
        self._ahead.shutdown()
        for connection in (*self._at_hand[True], *self._at_hand[False]):
            connection.close()
        self.engine.dispose()


@contextmanager
def _reaching(driver: Any) -> Iterator[None]:
    """Say that the database is out of reach, where it is; *driver* is the module of whoever talks to it."""
    try:
        yield
    except (DBAPIError, driver.Error) as error:
        if _out_of_reach(error.orig if isinstance(error, DBAPIError) else error):
            raise Unavailable("unavailable") from error
        raise


def _out_of_reach(fault: BaseException | None) -> bool:
    """Tell a database that can't be used from a statement of ours that it refused, which is a fault of ours."""
    read_only = getattr(fault, "sqlstate", None) == READ_ONLY
    kinds = (each.__name__ for each in type(fault).__mro__)
    return read_only or next((kind for kind in kinds if kind in KINDS), "") in OUT_OF_REACH


def _engine(where: str | Path) -> Engine:
    address = _address(where) if isinstance(where, str) else URL.create("sqlite", database=str(where))
    if address.drivername == "sqlite":
        engine = create_engine(address, connect_args={"timeout": PATIENCE}, hide_parameters=True)
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
        return engine
    engine = create_engine(
        address,
        connect_args={"connect_timeout": SECONDS_TO_CONNECT},
        pool_size=THREADS + 1,
        hide_parameters=True,
    )
    event.listen(engine, "connect", _set_up_postgresql)
    event.listen(engine, "checkin", _note_use)
    event.listen(engine, "checkout", partial(_look_for_life, engine))
    return engine


def _is_silent(connection: Any) -> bool:
    """Say whether a server has nothing to tell of its own accord: if it cuts a connection, it says so."""
    with selectors.DefaultSelector() as listening:
        listening.register(connection.fileno(), selectors.EVENT_READ)
        return not listening.select(timeout=0)


def _note_use(_connection: Any, record: Any) -> None:
    record.info[USED] = time.monotonic()


def _look_for_life(engine: Engine, connection: Any, record: Any, _proxy: Any) -> None:
    """Try a connection before it is used again, unless it was in use just now: to ask costs what a read does.

    Raises:
        DisconnectionError: it is dead; the pool opens another.
    """
    if time.monotonic() - record.info.get(USED, 0.0) < ALIVE_FOR and _is_silent(connection):
        return
    try:
        engine.dialect.do_ping(connection)
    except engine.dialect.loaded_dbapi.Error as error:
        raise DisconnectionError from error


def _set_up_postgresql(connection: Any, _record: Any) -> None:
    """Let nobody wait for ever behind somebody who holds a lock, or who went away inside a transaction."""
    for limit in ("lock_timeout = '15s'", "idle_in_transaction_session_timeout = '60s'"):
        connection.execute(f"SET {limit}")
    connection.commit()


def _address(url: str) -> URL:
    """Read the address of a SQLite file or of a PostgreSQL; raises BadSettings."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError) as error:
        raise BadSettings(WRONG_ADDRESS) from error
    if address.drivername in POSTGRESQL:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername != "sqlite":
        raise BadSettings(WRONG_ADDRESS)
    return address


def _set_up_sqlite(connection: sqlite3.Connection, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own transactions begin too late and too weakly
    _turn_on_log(connection)
    for pragma in ("synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _turn_on_log(connection: sqlite3.Connection) -> None:
    """Have changes written to a log first; of several processes at a new file, SQLite lets none wait its turn here."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            connection.execute("PRAGMA journal_mode=WAL")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF != sqlite3.SQLITE_BUSY or time.monotonic() > end:
                raise
            time.sleep(0.01)
        else:
            return


def _begin_sqlite(connection: Connection) -> None:
    """Take the write lock first: a reader that turns writer is refused at once when somebody else wrote meanwhile."""
    options = connection.get_execution_options()
    if options.get("isolation_level") == "AUTOCOMMIT":
        return
    write = options.get("write", True)
    connection.connection.cursor().execute("BEGIN IMMEDIATE" if write else "BEGIN")


def _revision(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
