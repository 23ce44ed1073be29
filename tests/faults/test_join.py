"""A workspace may join another's team while somebody in it speaks."""

from __future__ import annotations

import asyncio
from contextlib import closing
from datetime import UTC, datetime

import psycopg

from bot.core.ports import Book, Identity
from storage.database import Database
from storage.memory import Memory
from tests.faults.deliveries import deliver
from tests.postgres import Databases

SECRET = b"a secret of this test alone"
WAITING = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'"


def show_code(book: Book) -> str:
    """Have an admin show a code."""
    admin = book.people.meet(Identity("slack", "U1", "Ann"))
    return book.codes.make("join", admin.id, datetime.now(UTC))


async def stopped(watch: psycopg.Connection, number: int) -> None:
    """Wait until so many transactions are stopped by a lock."""
    while watch.execute(WAITING).fetchone() != (number,):  # noqa: ASYNC110  # what to wait for is in the server
        await asyncio.sleep(0.01)


async def test_what_is_said_while_a_workspace_joins_stands_on_the_shared_record(postgres: Databases) -> None:
    url = postgres.database()
    with (
        closing(Database(url)) as database,
        psycopg.connect(url) as stopper,
        psycopg.connect(url, autocommit=True) as watch,
    ):
        database.prepare()
        memory = Memory.opened(database, SECRET)
        code = await memory.change("slack:T1", show_code)
        await memory.change("discord:D2", lambda book: book.usage.add("seen", "", 1, datetime.now(UTC)))
        stopper.execute("select from codes for update")  # in the middle of the join
        joining = asyncio.create_task(memory.join("discord:D2", code, datetime.now(UTC)))
        await stopped(watch, 1)
        speaking = asyncio.create_task(memory.change("discord:D2", deliver("said")))
        await stopped(watch, 2)
        stopper.rollback()

        assert await joining
        assert await speaking == 1
        assert (await memory.read("slack:T1", lambda book: book.ledger.checkpoint())).number == 1
