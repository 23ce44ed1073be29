"""Workspaces install the coach, replace what they gave, and leave; what they gave is sealed."""

from __future__ import annotations

import asyncio
from datetime import timedelta

from sqlalchemy import select

from storage.database import Database
from storage.installations import STATE
from storage.memory import Memory
from storage.tables import installations, metadata, states
from tests.record import NOON, SECRET

ONE, OTHER = "slack:T1", "slack:T2"
SECOND = timedelta(seconds=1)


async def test_what_a_workspace_gave_comes_back_until_it_leaves(memory: Memory) -> None:
    installed = memory.installations
    await installed.keep(ONE, "xoxb-1", NOON)
    await installed.keep(OTHER, "xoxb-2", NOON)
    await installed.keep(ONE, "xoxb-3", NOON)
    found = [await installed.find(each) for each in (ONE, OTHER, "slack:T3")]
    await installed.remove(ONE, NOON)

    assert found == ["xoxb-3", "xoxb-2", None]
    assert [await installed.find(each) for each in (ONE, OTHER)] == [None, "xoxb-2"]


async def test_replicas_may_keep_what_one_workspace_gave_at_once(memory: Memory) -> None:
    installed = memory.installations
    await asyncio.gather(*(installed.keep(f"slack:T{number // 8}", "xoxb-1", NOON) for number in range(160)))

    assert {await installed.find(f"slack:T{number}") for number in range(20)} == {"xoxb-1"}


async def test_no_token_can_be_read_in_the_database(memory: Memory, database: Database) -> None:
    await memory.installations.keep(ONE, "xoxb-marmalade", NOON)
    word = await memory.installations.issue(NOON)

    everything = database.transact(
        lambda connection: str([connection.execute(select(table)).all() for table in metadata.sorted_tables]),
        write=False,
    )

    assert "marmalade" not in everything
    assert word not in everything


async def test_a_new_key_takes_over_and_the_old_one_can_go(memory: Memory, database: Database) -> None:
    await memory.installations.keep(ONE, "xoxb-1", NOON)
    newer = Memory.opened(database, SECRET, [b"a newer key, long enough"])

    assert await newer.installations.find(ONE) == "xoxb-1"
    assert await newer.installations.reseal() == 0
    assert await newer.installations.find(ONE) == "xoxb-1"
    assert await memory.installations.find(ONE) is None


async def test_what_no_key_opens_is_counted_and_left_alone(memory: Memory, database: Database) -> None:
    await Memory.opened(database, SECRET, [b"a key that was lost"]).installations.keep(ONE, "xoxb-1", NOON)
    await memory.installations.keep(OTHER, "xoxb-2", NOON)

    assert await memory.installations.reseal() == 1
    assert [await memory.installations.find(each) for each in (ONE, OTHER)] == [None, "xoxb-2"]
    kept = select(installations.c.workspace)
    assert len(database.transact(lambda connection: connection.execute(kept).all(), write=False)) == 2


async def test_a_word_is_good_once_and_for_ten_minutes(memory: Memory, database: Database) -> None:
    installed = memory.installations
    words = [await installed.issue(NOON) for _ in range(3)]

    assert len(set(words)) == 3
    assert [await installed.consume(words[0], NOON) for _ in range(2)] == [True, False]
    assert await installed.consume(words[1], NOON + STATE - SECOND)
    assert not await installed.consume(words[2], NOON + STATE)
    assert not await installed.consume("made up", NOON)
    await installed.issue(NOON + STATE)
    kept = select(states)
    assert len(database.transact(lambda connection: connection.execute(kept).all(), write=False)) == 1


async def test_of_many_who_show_a_word_at_once_one_is_let_in(memory: Memory) -> None:
    word = await memory.installations.issue(NOON)

    shown = await asyncio.gather(*(memory.installations.consume(word, NOON) for _ in range(8)))

    assert sorted(shown) == [False] * 7 + [True]
