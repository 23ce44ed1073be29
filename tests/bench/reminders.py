"""Measures what reminders cost: a look with nothing due among many and among few, a batch beside its bare SQL.

`python3 -m tests bench` prints medians of ratios, pair by pair, on SQLite and on PostgreSQL, both of which wait for the
disk at every commit. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import Connection, Integer, String, bindparam, make_url, select, text

from bot.core import letters
from bot.core.ports import Identity, Letter
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import Due, Turned
from bot.core.reminding.rhythms import Slot
from bot.core.replies import Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.tables import UtcDateTime, workspaces
from tests.bench.record import TEAM, Amount, Bare, Pair, opened, ratio
from tests.postgres import DURABLE, server
from tests.words import library

MANY, FEW = 1_000_000, 10_000
TICKS = Amount(31, 100)
BATCHES = Amount(41, 1)
BATCH = 50
WEEK = timedelta(days=7)
NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
TIP = Reply((Text("Bring one reason and one question, and be the first to say goodbye.", "Every call is a surprise."),))
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
CLAIM = """
    UPDATE reminders SET slot = '2026-11-24T12:00', due = ? WHERE (team, number) IN (
        SELECT team, number FROM reminders WHERE platform = 'slack' AND due <= ? ORDER BY due LIMIT 50 {lock}
    ) RETURNING team, number, owner, place
"""
POST = (
    "INSERT INTO slots (team, number, slot, fate, tip, at) VALUES (?, ?, '2026-11-23T12:00', 'posted', 'a-tip', ?)"
    " ON CONFLICT DO NOTHING"
)
SEND = (
    "INSERT INTO outbox (team, key, recipient, body, created, not_before, state, fence, attempts, place)"
    " VALUES (?, ?, ?, ?, ?, ?, 'pending', 0, 0, ?)"
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
            memories.append(memory)
        return [Pair(*(asyncio.run(_ticked(memory, amount.works)) for memory in memories)) for _ in range(amount.pairs)]


async def _ticked(memory: Memory, works: int) -> float:
    start = time.perf_counter()
    for _ in range(works):
        assert await memory.timetable.turn(("slack",), NOW, BATCH, post) == ()
    return (time.perf_counter() - start) / works


def post(due: Due) -> Turned:
    """Post a slot without a look at tips and clocks, which have their own price."""
    found, slot = due.reminder, due.reminder.slot
    assert slot
    letter = Letter(f"slot:{found.id}:{slot.name}", found.owner, TIP, place=found.place)
    day = timedelta(days=1)
    return Turned(replace(found, slot=Slot(slot.local + day, slot.at + day)), "posted", "a-tip", letter)


def batches(ours: str, theirs: str, amount: Amount, work: Callable[[Due], Turned] = post) -> list[Pair]:
    """Time batches of slots that are due: as bare SQL, and by our timetable with *work*."""
    count = BATCH * amount.pairs * amount.works
    with opened(ours) as (database, memory), opened(theirs) as (other, mirror), closing(Bare(theirs)) as bare:
        fill(database, memory, count, NOW)
        fill(other, mirror, count, NOW)
        embedded = make_url(theirs).drivername == "sqlite"
        return [_batch(memory, bare, work, embedded=embedded) for _ in range(amount.pairs)]


def _batch(memory: Memory, bare: Bare, work: Callable[[Due], Turned], *, embedded: bool) -> Pair:
    ours = asyncio.run(_turned(memory, work))
    start = time.perf_counter()
    bare.batch((CLAIM.format(lock="" if embedded else "FOR UPDATE SKIP LOCKED"), POST, SEND), _values(embedded))
    return Pair(time.perf_counter() - start, ours)


async def _turned(memory: Memory, work: Callable[[Due], Turned]) -> float:
    start = time.perf_counter()
    turned = await memory.timetable.turn(("slack",), NOW, BATCH, work)
    took = time.perf_counter() - start
    assert len(turned) == BATCH
    return took


def _values(embedded: bool) -> tuple[object, object, str]:
    """Return the next time, now, and a letter, as the driver takes them."""
    when = (NOW + timedelta(days=1), NOW)
    next_time, now = (f"{at:%Y-%m-%d %H:%M:%S.%f}" for at in when) if embedded else when
    return next_time, now, letters.write(TIP)


def main() -> int:
    """Print three lines for each database."""
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
            for what, work in (("", post), (", with its tips and next times", lambda due: posting.turn(due, NOW))):
                found = batches(place(), place(), BATCHES, work)
                print(
                    f"{name}: {BATCH} slots claimed, settled and posted{what}, speed against bare SQL: "
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
