"""The memory opens one team's book at a time, for whoever has the secret, and keeps all of a change or nothing."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from bot.core.errors import BadSettings, NotEmpty
from bot.core.permission.events import Kind
from bot.core.ports import Book, Identity, Spot, Talk
from bot.core.replies import Letter, Reply, Text
from storage.codes import LIFE, TRIES
from storage.database import Database
from storage.memory import Memory
from storage.tables import installation, teams, workspaces
from tests.record import NOON, SECRET
from tests.storage.samples import OTHER_TEAM, TEAM, met, said, team_of

THIRD_TEAM = "discord:G1"


def count(database: Database, table: str = "teams") -> int:
    counted = select(func.count()).select_from({"teams": teams, "workspaces": workspaces}[table])
    return database.transact(lambda connection: connection.execute(counted).scalar_one(), write=False)


# The secret


def test_the_wrong_secret_opens_nothing(database: Database) -> None:
    with pytest.raises(BadSettings, match="ASKFIRST_SECRET"):
        Memory.opened(database, b"another secret")

    assert isinstance(Memory.opened(database, SECRET), Memory)


def test_the_secret_does_not_stand_in_the_database(database: Database) -> None:
    (kept,) = database.transact(lambda c: c.execute(select(installation.c.value)).scalars().all(), write=False)
    assert SECRET.decode() not in kept
    assert SECRET.hex() not in kept


async def test_another_secret_would_find_nobody(memory: Memory, database: Database) -> None:
    await memory.change(TEAM, lambda book: met(book, "Ann"))
    stranger = Memory(database, b"another secret")

    (again,) = await stranger.change(TEAM, lambda book: met(book, "Ann"))
    assert (await memory.change(TEAM, lambda book: met(book, "Ann"))) != (again,)


# Where somebody belongs


async def test_where_somebody_was_spoken_with_is_found_in_all_teams_at_once(memory: Memory) -> None:
    who = Identity("discord", "42", "Ana")
    teams = [f"discord:{number}" for number in range(200)]

    def spoken(minutes: int) -> Callable[[Book], None]:
        def kept(book: Book) -> None:
            ana = book.people.meet(who)
            book.conversations.keep(Spot(ana.id), Talk(last="/ask may I?"), NOON + timedelta(minutes=minutes))
            book.conversations.keep(Spot(ana.id, "", "77"), Talk(last="/ask may I?"), NOON + timedelta(days=9))

        return kept

    await memory.change(teams[3], spoken(3))
    await memory.change(teams[150], spoken(1))
    await memory.change(teams[7], lambda book: book.people.meet(who))
    await memory.change(teams[8], lambda book: book.people.meet(Identity("discord", "43", "Bo")))

    found = await memory.last_spoken(who, teams)

    assert found.keys() == {teams[3], teams[7], teams[150]}
    assert found[teams[7]] < found[teams[150]] == NOON + timedelta(minutes=1) < found[teams[3]]
    assert await memory.last_spoken(who, []) == {}


# One transaction


async def test_a_change_is_kept_whole(memory: Memory, url: str) -> None:
    (ann,) = await memory.change(TEAM, lambda book: met(book, "Ann"))
    with closing(Database(url)) as database:
        elsewhere = Memory.opened(database, SECRET)

        assert await elsewhere.read(TEAM, lambda book: book.people.get(ann).name) == "Ann"


async def test_of_a_change_that_fails_nothing_is_kept(memory: Memory, database: Database) -> None:
    def fail(book: Book) -> None:
        (ann,) = met(book, "Ann")
        said(book, Kind.DECLINED, ann)
        book.outbox.post(Letter("a", ann, Reply((Text("hello"),))), NOON)
        book.conversations.keep(Spot(ann), Talk(draft="hello"), NOON)
        book.codes.make("link", ann, NOON)
        book.inbox.claim("Ev1", NOON)
        book.usage.add("calls", ann, 1, NOON)
        raise LookupError

    with pytest.raises(LookupError):
        await memory.change(TEAM, fail)

    assert count(database) == 0
    assert await memory.change(TEAM, lambda book: book.inbox.claim("Ev1", NOON))
    assert await memory.change(TEAM, lambda book: len(book.people.named("Ann"))) == 0


async def test_looking_at_a_team_does_not_make_it(memory: Memory, database: Database) -> None:
    assert await memory.read(TEAM, lambda book: book.people.named("Ann")) == ()
    assert count(database) == 0


async def test_a_team_that_many_meet_at_once_is_made_once(memory: Memory, database: Database, url: str) -> None:
    with closing(Database(url)) as other:
        elsewhere = Memory.opened(other, SECRET)
        changes = [each.change(TEAM, lambda book: met(book, "Ann")) for each in (memory, elsewhere) * 8]
        found = await asyncio.gather(*changes)

    assert len(set(found)) == 1
    assert (count(database), count(database, "workspaces")) == (1, 1)


# Two workspaces, one team


async def shown(memory: Memory, workspace: str = TEAM) -> str:
    """Return a code that lets another workspace join."""
    return await memory.change(workspace, lambda book: book.codes.make("join", met(book, "Ann")[0], NOON))


async def test_a_workspace_shares_the_team_whose_code_it_typed(memory: Memory, database: Database) -> None:
    code = await shown(memory)
    await memory.change(TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0], words="no"))

    assert await memory.join(OTHER_TEAM, f" {code} ", NOON)
    assert team_of(database, OTHER_TEAM) == team_of(database)
    line = await memory.read(OTHER_TEAM, lambda book: book.ledger.line(1))
    assert line is not None
    assert line.words == "no"
    assert await memory.change(OTHER_TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0]).number) == 2


async def test_a_workspace_that_has_a_record_of_its_own_keeps_it(memory: Memory, database: Database) -> None:
    code = await shown(memory)
    await memory.change(OTHER_TEAM, lambda book: said(book, Kind.DECLINED, met(book, "Ann")[0]))

    with pytest.raises(NotEmpty):
        await memory.join(OTHER_TEAM, code, NOON)
    assert team_of(database, OTHER_TEAM) != team_of(database)


async def test_a_code_for_joining_works_once(memory: Memory) -> None:
    code = await shown(memory)

    assert await memory.join(OTHER_TEAM, code, NOON)
    assert not await memory.join(THIRD_TEAM, code, NOON)


async def test_a_code_for_joining_lasts_ten_minutes(memory: Memory) -> None:
    code = await shown(memory)

    assert not await memory.join(OTHER_TEAM, code, NOON + LIFE)
    assert await memory.join(OTHER_TEAM, code, NOON + LIFE - timedelta(seconds=1))


async def test_wrong_codes_for_joining_spoil_nobody_else_s(memory: Memory) -> None:
    code = await shown(memory)
    for _ in range(2 * TRIES):
        assert not await memory.join(THIRD_TEAM, "wrong", NOON)

    assert await memory.join(OTHER_TEAM, code.lower(), NOON)


async def test_a_code_for_linking_two_accounts_lets_no_workspace_in(memory: Memory) -> None:
    code = await memory.change(TEAM, lambda book: book.codes.make("link", met(book, "Ann")[0], NOON))

    assert not await memory.join(OTHER_TEAM, code, NOON)


async def test_a_workspace_does_not_join_itself(memory: Memory) -> None:
    code = await shown(memory)

    assert not await memory.join(TEAM, code, NOON)


async def test_a_workspace_that_shares_a_team_leaves_it_to_the_other_when_it_joins_a_third(
    memory: Memory, database: Database
) -> None:
    assert await memory.join(OTHER_TEAM, await shown(memory), NOON)
    assert await memory.join(OTHER_TEAM, await shown(memory, THIRD_TEAM), NOON)

    assert team_of(database, OTHER_TEAM) == team_of(database, THIRD_TEAM) != team_of(database)
    assert len(await memory.read(TEAM, lambda book: book.people.named("Ann"))) == 1


async def test_nobody_whom_a_workspace_knew_before_it_joined_is_left_behind(memory: Memory, database: Database) -> None:
    code = await shown(memory)

    def look_around(book: Book) -> None:
        (zoe,) = met(book, "Zoe")
        book.conversations.keep(Spot(zoe), Talk(draft="hello"), NOON)
        book.codes.make("join", zoe, NOON)
        book.inbox.claim("Ev1", NOON)
        book.usage.add("calls", zoe, 1, NOON)

    await memory.change(OTHER_TEAM, look_around)
    assert await memory.join(OTHER_TEAM, code, NOON)

    assert count(database) == 1


async def test_a_note_for_the_installation_is_kept_until_the_next(memory: Memory) -> None:
    assert await memory.noted("commands") == ""

    await memory.note("commands", "first")
    await memory.note("commands", "second")

    assert await memory.noted("commands") == "second"
