"""Measures what the record of permissions costs: a look at a long one beside a short one, a line beside its bare rows.

`python3 -m tests bench` prints medians of ratios, pair by pair, on SQLite and on PostgreSQL, both of which wait for the
disk at every commit. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import random
import sqlite3
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psycopg
from sqlalchemy import Connection, Integer, String, bindparam, make_url, select, text

from bot.core.permission.events import Act, Kind
from bot.core.permission.quotas import REQUEST, Traffic, allowance
from bot.core.permission.rules import DAY, Question, Verdict, verdict
from bot.core.ports import Book, Identity
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.tables import UtcDateTime, workspaces
from tests.postgres import DURABLE, server

Work = Callable[[Book], None]

TEAM = "terminal"
SECRET = b"a secret of the bench alone"
LONG, SHORT = 1_000_000, 10_000
ABOUT_EACH = 10
GOAL = 1.25


@dataclass(frozen=True, slots=True)
class Amount:
    """How many pairs are timed, and how many works together on either side of a pair."""

    pairs: int
    works: int


LOOKS = Amount(31, 100)
LINES = Amount(31, 30)


@dataclass(frozen=True, slots=True)
class Pair:
    """How many seconds two things took that were timed in turn."""

    one: float
    other: float


def ratio(pairs: Sequence[Pair]) -> float:
    """Return the median of the ratios, pair by pair."""
    return statistics.median(pair.one / pair.other for pair in pairs)


@contextmanager
def opened(url: str) -> Iterator[tuple[Database, Memory]]:
    """Open a memory at *url*, with a team in it."""
    with closing(Database(url)) as database:
        database.prepare()
        memory = Memory.opened(database, SECRET)
        asyncio.run(memory.change(TEAM, lambda _book: None))
        yield database, memory


# A look at a long record


# Rows that the tables take, though their hashes form no chain: a million lines of a real one would take hours.
FILL = text(
    """
    INSERT INTO events (team, number, kind, subject, caller, actor, at, recorded, once, commitment, previous, digest)
    WITH RECURSIVE
        line(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM line WHERE i < :count),
        split(i, subject, k) AS (SELECT i, i % :people, i / :people FROM line),
        named(i, subject, caller, k) AS (
            SELECT i, 'p' || CAST(subject AS TEXT), 'p' || CAST((subject * 7 + k / 2 + 1) % :people AS TEXT), k
            FROM split
        )
    SELECT
        :team, i, CASE WHEN k % 2 = 0 THEN 'requested' WHEN k < 6 THEN 'granted' ELSE 'declined' END, subject, caller,
        CASE WHEN k % 2 = 0 THEN caller ELSE subject END, CASE WHEN k < 8 THEN :past ELSE :lately END, :past, FALSE, '',
        'sixty-four characters make a hash; this is about as long ' || CAST(i - 1 AS TEXT),
        'sixty-four characters make a hash; this is about as long ' || CAST(i AS TEXT)
    FROM named
    """
).bindparams(
    bindparam("team", type_=String),
    bindparam("count", type_=Integer),
    bindparam("people", type_=Integer),
    bindparam("past", type_=UtcDateTime),
    bindparam("lately", type_=UtcDateTime),
)
STATE = text(
    """
    INSERT INTO facts (team, number, kind, subject, caller, actor, at, recorded, once)
    SELECT team, number, kind, subject, caller, actor, at, recorded, once FROM events
    """
)


def fill(database: Database, lines: int) -> None:
    """Put *lines* on the record, ten about each person: two about each of five callers, one of the five lately."""
    now = datetime.now(UTC)
    told = {"count": lines, "people": lines // ABOUT_EACH, "past": now - timedelta(days=60), "lately": now - DAY / 2}

    def filled(connection: Connection) -> None:
        connection.execute(FILL, {"team": connection.execute(select(workspaces.c.team)).scalar_one(), **told})
        connection.execute(STATE)

    database.transact(filled, write=True)


def names(lines: int, chance: random.Random) -> tuple[str, str]:
    """Name a person and one of the callers whom `fill` wrote about."""
    people = lines // ABOUT_EACH
    subject = chance.randrange(people)
    return f"p{subject}", f"p{(subject * 7 + chance.randrange(5) + 1) % people}"


def may_call(subject: str, caller: str) -> Callable[[Book], Verdict]:
    """Return the work of a check: may the one call the other, and if not, may she ask?"""

    def work(book: Book) -> Verdict:
        now = datetime.now(UTC)
        between = book.ledger.between(subject, caller)
        said = verdict(between, Question(subject, caller), now)
        to_them, by_you = book.ledger.about(subject, now - REQUEST), book.ledger.by(caller, now - DAY)
        allowance(Traffic(between, to_them, by_you), said, now)
        return said

    return work


def looks(urls: Sequence[str], lengths: Sequence[int], amount: Amount) -> list[Pair]:
    """Time checks on two new records at *urls*, which are as long as *lengths* say."""
    chance = random.Random(1)  # noqa: S311
    with ExitStack() as stack:
        memories = []
        for url, lines in zip(urls, lengths, strict=True):
            database, memory = stack.enter_context(opened(url))
            fill(database, lines)
            memories.append((memory, lines))
        return [
            Pair(*(asyncio.run(_looked(memory, lines, amount.works, chance)) for memory, lines in memories))
            for _ in range(amount.pairs)
        ]


async def _looked(memory: Memory, lines: int, works: int, chance: random.Random) -> float:
    checks = [may_call(*names(lines, chance)) for _ in range(works)]
    start = time.perf_counter()
    for check in checks:
        await memory.read(TEAM, check)
    return (time.perf_counter() - start) / works


# A line and its bare rows

WRITTEN = {"events": "number", "payloads": "number", "facts": "number", "outbox": "refers"}
"""The tables that a line is written to, and where each keeps the line's number."""


class Bare:
    """The driver alone, with the same durability; it writes rows that were read from another database."""

    def __init__(self, url: str) -> None:
        address = make_url(url)
        self._connection: Any
        if address.drivername == "sqlite":
            self._connection = sqlite3.connect(str(address.database), isolation_level=None)
            for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
                self._connection.execute(f"PRAGMA {pragma}")
        else:
            self._connection = psycopg.connect(url, autocommit=True)
        self._begin, self._mark = ("BEGIN IMMEDIATE", "?") if address.drivername == "sqlite" else ("BEGIN", "%s")

    def close(self) -> None:
        """Let go of the database."""
        self._connection.close()

    def rows(self, query: str) -> list[tuple[Any, ...]]:
        """Return the rows that *query* gives, as the driver takes them."""
        return [tuple(row) for row in self._connection.execute(query).fetchall()]

    def insert(self, table: str, row: tuple[Any, ...]) -> None:
        """Insert one row."""
        marks = ", ".join([self._mark] * len(row))
        self._connection.execute(f"INSERT INTO {table} VALUES ({marks})", row)  # noqa: S608

    def made_since(self, number: int) -> list[tuple[tuple[Any, ...], ...]]:
        """Return the rows that each line after *number* is made of, and the head of the record as it left it."""
        written = [
            self.rows(f"SELECT * FROM {table} WHERE {key} > {number} ORDER BY {key}")  # noqa: S608
            for table, key in WRITTEN.items()
        ]
        heads = self.rows(f"SELECT number, digest, team FROM events WHERE number > {number} ORDER BY number")  # noqa: S608
        return list(zip(*written, heads, strict=True))

    def commit(self, made: tuple[tuple[Any, ...], ...]) -> None:
        """Write what one line is made of."""
        *rows, head = made
        self._connection.execute(self._begin)
        for table, row in zip(WRITTEN, rows, strict=True):
            self.insert(table, row)
        self._connection.execute("UPDATE teams SET number = ?, digest = ? WHERE id = ?".replace("?", self._mark), head)
        self._connection.execute("COMMIT")


def lines(ours: str, theirs: str, amount: Amount) -> list[Pair]:
    """Time lines with words and a letter, each in a transaction of its own: as bare rows, and by our memory."""
    with opened(ours) as (_, memory), opened(theirs), closing(Bare(ours)) as source, closing(Bare(theirs)) as bare:
        request = asyncio.run(memory.change(TEAM, _requester))
        asyncio.run(_written(memory, request, 1))
        for table in ("teams", "people"):
            for row in source.rows(f"SELECT * FROM {table}"):  # noqa: S608
                bare.insert(table, row)
        for made in source.made_since(0):
            bare.commit(made)
        return [_twice(memory, request, source, bare, amount.works) for _ in range(amount.pairs)]


def _twice(memory: Memory, request: Work, source: Bare, bare: Bare, works: int) -> Pair:
    ((before,),) = source.rows("SELECT max(number) FROM events")
    ours = asyncio.run(_written(memory, request, works))
    made = source.made_since(before)
    start = time.perf_counter()
    for rows in made:
        bare.commit(rows)
    return Pair((time.perf_counter() - start) / works, ours)


async def _written(memory: Memory, request: Work, works: int) -> float:
    start = time.perf_counter()
    for _ in range(works):
        await memory.change(TEAM, request)
    return (time.perf_counter() - start) / works


def _requester(book: Book) -> Work:
    """Make two people, and return the work of a request that the one makes to the other."""
    person, asker = (book.people.meet(Identity("terminal", name, name)).id for name in ("ann", "ben"))
    act = Act(Kind.REQUESTED, person, asker, asker, words="I liked your talk and have one question about it.")

    def request(book: Book) -> None:
        now = datetime.now(UTC)
        number = book.ledger.append(act, now).number
        book.outbox.post(Letter(f"request:{number}", person, Reply((Text("Somebody asks."),)), number), now)

    return request


# What people read


def main() -> int:
    """Print two lines for each database."""
    with tempfile.TemporaryDirectory() as folder, server(**DURABLE) as ours:
        for name, place in {"SQLite": _files(Path(folder)), "PostgreSQL": ours.database}.items():
            found = looks((place(), place()), (LONG, SHORT), LOOKS)
            long, short = _rates(found)
            print(
                f"{name}: may I call, time at {LONG:,} lines against {SHORT:,}: {ratio(found):.2f} (goal ≤ {GOAL}; "
                f"{long} against {short}; median of {LOOKS.pairs} pairs of {LOOKS.works})"
            )
            found = lines(place(), place(), LINES)
            bare, written = _rates(found)
            print(
                f"{name}: a line with its words, fact and letter, speed against its bare rows: {ratio(found):.2f} "
                f"({written} against {bare}; median of {LINES.pairs} pairs of {LINES.works})"
            )
    return 0


def _rates(pairs: Sequence[Pair]) -> tuple[str, str]:
    sides = ([pair.one for pair in pairs], [pair.other for pair in pairs])
    one, other = (f"{1 / statistics.median(side):,.0f} a second" for side in sides)
    return one, other


def _files(folder: Path) -> Callable[[], str]:
    return lambda: f"sqlite:///{folder / uuid4().hex}.db"
