"""Measures what reminders cost: a look with nothing due among many and among few, a batch beside its bare SQL.

`python3 -m tests bench` prints medians of ratios, pair by pair, on SQLite and on PostgreSQL, both of which wait for the
disk at every commit. Nothing here passes or fails.
"""

from __future__ import annotations

import asyncio
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Integer, String, bindparam, make_url, select, text

from bot.core import letters
from bot.core.ports import Identity
from bot.core.reminding.posting import Posting
from bot.core.reminding.reminder import Due, Reminder, Turned
from bot.core.reminding.rhythms import Rhythm, Slot, slot_on
from bot.core.replies import Letter, Reply, Text
from storage.database import Database
from storage.memory import Memory
from storage.tables import UtcDateTime, workspaces
from storage.timetable import Timetable
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
SQL = {
    "claim": """
        SELECT r.*, p.name, coalesce(nullif(p.zone, ''), s.value) FROM reminders r
        JOIN people p ON p.team = r.team AND p.id = r.owner
        LEFT JOIN settings s ON s.team = r.team AND s.name = 'zone'
        WHERE r.platform IN ('slack') AND r.due <= '2026-11-23 12:00:00.000000' ORDER BY r.due LIMIT 50 {lock}
    """,
    "look": "SELECT team, day FROM days_off WHERE team IN ('{team}')",
    "settle": (
        "INSERT INTO slots (team, number, slot, fate, tip, at) VALUES (?, ?, '2026-11-23T12:00', 'posted', ?, ?)"
        " ON CONFLICT DO NOTHING"
    ),
    "advance": (
        "UPDATE reminders SET pause = '', slot = '2026-11-24T12:00', due = ?, shown = ? WHERE team = ? AND number = ?"
    ),
    "post": (
        "INSERT INTO outbox (team, key, recipient, body, created, not_before, expires, state, fence, attempts, place)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, 'pending', 0, 0, ?) ON CONFLICT DO NOTHING"
    ),
}
"""What the timetable says to a database, as the driver takes it."""


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
    letter = Letter(f"slot:{found.id}:{slot.name}", found.owner, TIP, place=found.place)
    day = timedelta(days=1)
    return Turned(replace(found, slot=Slot(slot.local + day, slot.at + day)), "posted", "a-tip", letter)


def batches(ours: str, theirs: str, amount: Amount, work: Callable[[Due], Turned] = post) -> list[Pair]:
    """Time batches of slots that are due: the same statements and rows by the driver alone, and by our timetable."""
    count = BATCH * amount.pairs * amount.works
    with opened(ours) as (database, memory), opened(theirs) as (other, mirror), closing(Bare(theirs)) as bare:
        fill(database, memory, count, NOW)
        fill(other, mirror, count, NOW)
        embedded = make_url(theirs).drivername == "sqlite"
        team, timetable = _team(other), memory.timetable
        lock = "" if embedded else "FOR UPDATE OF r SKIP LOCKED"
        sql = {name: statement.format(lock=lock, team=team) for name, statement in SQL.items()}
        rows = _rows(work, embedded=embedded)
        return [Pair(bare.batch(sql, rows), asyncio.run(_turned(timetable, work))) for _ in range(amount.pairs)]


def _team(database: Database) -> str:
    found = select(workspaces.c.team)
    return str(database.transact(lambda connection: connection.execute(found).scalar_one(), write=False))


def _rows(work: Callable[[Due], Turned], *, embedded: bool) -> Callable[[list[Any]], Mapping[str, list[Any]]]:
    """Return what makes the rows of a batch of what was claimed: those that *work* makes of one reminder, again."""
    rhythm = Rhythm(12 * 60, "UTC", tuple(range(7)))
    kept = Reminder(1, "ann", "slack", "slack:T1/C1", "#general", rhythm, slot=slot_on(rhythm, NOW.date()))
    turned = work(Due("team", kept, frozenset(), "Ann"))
    assert turned.letter
    body, shown = letters.write(turned.letter.reply), json.dumps(turned.reminder.shown)
    moments = (NOW, NOW + timedelta(days=1), NOW + timedelta(hours=1))
    now, tomorrow, ends = (f"{at:%Y-%m-%d %H:%M:%S.%f}" for at in moments) if embedded else moments

    def made(taken: list[Any]) -> Mapping[str, list[Any]]:
        named = [(row[0], row[1], row[2], row[4]) for row in taken]
        return {
            "settle": [(team, number, turned.tip, now) for team, number, _, _ in named],
            "advance": [(tomorrow, shown, team, number) for team, number, _, _ in named],
            "post": [
                (team, f"slot:r{number}:2026-11-23T12:00", owner, body, now, now, ends, place)
                for team, number, owner, place in named
            ],
        }

    return made


async def _turned(timetable: Timetable, work: Callable[[Due], Turned]) -> float:
    start = time.perf_counter()
    turned = await timetable.turn(("slack",), NOW, BATCH, work)
    took = time.perf_counter() - start
    assert len(turned) == BATCH
    return took


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
