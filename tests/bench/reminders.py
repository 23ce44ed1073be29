"""Measures what reminders cost: a look with nothing due among many and among few, a batch beside a straight script's.

`python3 -m tests bench` prints medians of ratios, pair by pair, on SQLite and on PostgreSQL, both of which wait for the
disk at every commit. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing, suppress
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import Connection, Integer, String, bindparam, select, text

from bot.core.ports import Identity
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import Due, Turned
from bot.core.reminding.rhythms import next_slot
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.tables import UtcDateTime, workspaces
from storage.timetable import Timetable
from tests.bench.record import TEAM, Amount, Pair, opened, ratio
from tests.bench.slots_by_hand import Script
from tests.postgres import DURABLE, server
from tests.words import library

MANY, FEW = 1_000_000, 10_000
TICKS = Amount(31, 100)
BATCHES = Amount(41, 1)
CLAIMS = Amount(101, 1)
BATCH = 50
WEEK = timedelta(days=7)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
NAME = "a-tip"
WORDS, LEAD = "Bring one reason and one question, and be the first to say goodbye.", "Every call is a surprise."
IDLE_GOAL, BATCH_GOAL = 1.1, 0.8

FILL = text(
    """
    INSERT INTO reminders
        (team, number, owner, platform, place, label, rhythm, topic, pause, slot, due, shown, unwanted, created)
    WITH RECURSIVE line(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM line WHERE i < :count)
    SELECT
        :team, i, :owner, 'slack', 'slack:T1/C' || CAST(i AS TEXT), '#general', :rhythm, '', '', '2026-11-23T12:00',
        :due, '[]', '[]', :due
    FROM line
    """
).bindparams(
    bindparam("team", type_=String),
    bindparam("owner", type_=String),
    bindparam("rhythm", type_=String),
    bindparam("count", type_=Integer),
    bindparam("due", type_=UtcDateTime),
)
RHYTHM = (
    '{"minute": 720, "zone": "UTC", "days": [0, 1, 2, 3, 4, 5, 6], "every": 1, "nth": 0, "day": 0,'
    ' "start": "2024-01-01"}'
)


def fill(database: Database, memory: Memory, count: int, due: datetime) -> None:
    """Set up *count* reminders that are due at one moment."""
    owner = asyncio.run(memory.change(TEAM, lambda book: book.people.meet(Identity("terminal", "ann", "Ann")).id))

    def filled(connection: Connection) -> None:
        team = connection.execute(select(workspaces.c.team)).scalar_one()
        connection.execute(FILL, {"team": team, "owner": owner, "rhythm": RHYTHM, "count": count, "due": due})

    database.transact(filled, write=True)


def ticks(urls: Sequence[str], counts: Sequence[int], amount: Amount) -> list[Pair]:
    """Time looks at two new databases with so many reminders, none of which is due."""
    with ExitStack() as stack:
        memories = []
        for url, count in zip(urls, counts, strict=True):
            database, memory = stack.enter_context(opened(url))
            fill(database, memory, count, NOW + WEEK)
            tidy = "PRAGMA wal_checkpoint(TRUNCATE)" if database.embedded else "VACUUM ANALYZE"
            asyncio.run(database.run_alone((tidy,)))  # or the database tidies up after so many rows while we measure
            memories.append(memory)
        return [_tick(memories, number % 2, amount.works) for number in range(amount.pairs)]


def _tick(memories: Sequence[Memory], first: int, works: int) -> Pair:
    """Time looks at both, at one of them *first*: whoever comes second finds the machine as the other left it."""
    took = {turn: asyncio.run(_ticked(memories[turn], works)) for turn in (first, 1 - first)}
    return Pair(took[0], took[1])


async def _ticked(memory: Memory, works: int) -> float:
    start = time.perf_counter()
    for _ in range(works):
        assert await memory.timetable.turn(("slack",), NOW, BATCH, post) == ()
    return (time.perf_counter() - start) / works


def post(due: Due) -> Turned:
    """Post a slot without a look at tips and clocks, which have their own price."""
    found, slot = due.reminder, due.reminder.slot
    assert slot
    told = Reply((Text(f"{WORDS} {found.number}", LEAD),))
    letter = Letter(f"slot:{found.id}:{slot.name}", found.owner, told, place=found.place)
    return Turned(found, "posted", next_slot(found.rhythm, slot.at), (*found.shown, NAME), NAME, letter)


def batches(ours: str, theirs: str, amount: Amount, work: Callable[[Due], Turned] = post) -> list[Pair]:
    """Time batches of slots that are due: by a script, and by our timetable."""
    count = BATCH * amount.pairs * amount.works
    with opened(ours) as (database, memory), opened(theirs) as (other, mirror), closing(Script.at(theirs)) as script:
        fill(database, memory, count, NOW)
        fill(other, mirror, count, NOW)
        by_hand = partial(script.batch, NOW, NAME, (WORDS, LEAD))
        with asyncio.Runner() as loop:  # one throughout, as in serving
            return [Pair(by_hand(), loop.run(_turned(memory.timetable, work))) for _ in range(amount.pairs)]


def claims(ours: str, theirs: str, amount: Amount) -> list[Pair]:
    """Time claims that are let go of again: by a script, and by our timetable up to the last slot's work."""
    with opened(ours) as (database, memory), opened(theirs) as (other, mirror), closing(Script.at(theirs)) as script:
        fill(database, memory, BATCH, NOW)
        fill(other, mirror, BATCH, NOW)
        with asyncio.Runner() as loop:
            return [Pair(script.claim(NOW), loop.run(_let_go(memory.timetable))) for _ in range(amount.pairs)]


class EnoughError(Exception):
    """Undoes a claim once the whole of it was read."""


async def _let_go(timetable: Timetable) -> float:
    taken: list[Due] = []

    def work(due: Due) -> Turned:
        taken.append(due)
        if len(taken) == BATCH:
            raise EnoughError
        return Turned(due.reminder, "late", None, ())

    start = time.perf_counter()
    with suppress(EnoughError):
        await timetable.turn(("slack",), NOW, BATCH, work)
    took = time.perf_counter() - start
    assert len(taken) == BATCH
    return took


async def _turned(timetable: Timetable, work: Callable[[Due], Turned]) -> float:
    start = time.perf_counter()
    turned = await timetable.turn(("slack",), NOW, BATCH, work)
    took = time.perf_counter() - start
    assert len(turned) == BATCH
    return took


def main() -> int:
    """Print four lines for each database."""
    posting = Posting.of(library())
    with tempfile.TemporaryDirectory() as folder, server(**DURABLE) as postgres:
        places = {"SQLite": _files(Path(folder)), "PostgreSQL": postgres.database}
        for name, place in places.items():
            found = ticks((place(), place()), (MANY, FEW), TICKS)
            print(
                f"{name}: nothing due, time among {MANY:,} reminders against {FEW:,}: {ratio(found):.2f} (goal ≤ "
                f"{IDLE_GOAL}; {_micro(pair.one for pair in found)} against {_micro(pair.other for pair in found)}; "
                f"median of {TICKS.pairs} pairs of {TICKS.works})"
            )
            found = claims(place(), place(), CLAIMS)
            print(
                f"{name}: {BATCH} slots claimed and let go of, speed against a script: {ratio(found):.2f} (goal ≥ "
                f"{BATCH_GOAL}; {_rate(pair.other for pair in found)} against {_rate(pair.one for pair in found)}; "
                f"median of {CLAIMS.pairs} pairs)"
            )
            for what, work in (("", post), (", with its tips and next times", lambda due: posting.turn(due, NOW))):
                found = batches(place(), place(), BATCHES, work)
                print(
                    f"{name}: {BATCH} slots claimed, settled and posted{what}, speed against a script: "
                    f"{ratio(found):.2f} (goal ≥ {BATCH_GOAL}; {_rate(pair.other for pair in found)} against "
                    f"{_rate(pair.one for pair in found)}; median of {BATCHES.pairs} pairs)"
                )
    return 0


def _files(folder: Path) -> Callable[[], str]:
    names = iter(range(1000))
    return lambda: f"sqlite:///{folder / f'reminders{next(names)}.db'}"


def _micro(seconds: Iterable[float]) -> str:
    return f"{statistics.median(seconds) * 1e6:,.0f} µs"


def _rate(seconds: Iterable[float]) -> str:
    return f"{BATCH / statistics.median(seconds):,.0f} a second"
