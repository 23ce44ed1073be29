"""Whoever leaves has thirty days to come back; after that, nothing that names anybody of theirs is left."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Connection, select

from bot.core.people import Caller, Mention
from bot.core.permission.desk import Desk
from bot.core.permission.outcome import Checked, Told
from bot.core.permission.rules import Ruling
from bot.core.permission.verbs import Check, Grant, Join, ReachMe, Request, Respond, Settings, Terms, Verify
from storage.database import Database
from storage.leaving import STAYS
from storage.memory import Memory
from storage.tables import events, metadata
from tests.record import NOON, Clock, phrases

WHY = "Your note on marmalade saved my breakfast. May I ask you about it?"
SECOND = timedelta(seconds=1)


def at(workspace: str, person: str, name: str, *others: Mention) -> Caller:
    platform = workspace.partition(":")[0]
    mentions = (Mention(person, name), *others)
    return Caller(workspace, person, platform=platform, name=name, admin=True, mentions=mentions)  # type: ignore[arg-type]


QUIRINA, BO = Mention("T1:U1", "Quirina Vexwood"), Mention("T1:U2", "Bo Tamsin")
ANA, CY = Mention("T2:U1", "Ana"), Mention("T2:U2", "Cy")
HERE = at("slack:T1", QUIRINA.value, QUIRINA.name, BO)
BESIDE = at("slack:T1", BO.value, BO.name, QUIRINA)
THERE = at("slack:T2", ANA.value, ANA.name, CY)


@pytest.fixture
def desk(memory: Memory) -> Desk:
    return Desk(memory, phrases(), Clock())


async def live(desk: Desk, *callers: tuple[Caller, str]) -> None:
    """Have people do what they do, one asking and the other saying what she thinks of calls."""
    for number, (caller, other) in enumerate(callers):
        await desk.handle(Request(other, WHY, anyway=True), replace(caller, delivery=f"Ev{number}"))
    for number, (caller, other) in enumerate(callers):
        await desk.handle(Grant(other, Terms(False)), caller)
        await desk.handle(Settings("Antarctica/Troll"), caller)
        await desk.keep_commands([f"/opener {other}"], caller)
        await desk.claim(replace(caller, delivery=f"Ev/{number}"), f"words of {caller.name}")
        await desk.count("calls", caller)


def everything(database: Database, but: tuple[str, ...] = ()) -> str:
    """Return every value of every table."""

    def read(connection: Connection) -> str:
        tables = (table for table in metadata.sorted_tables if table.name not in but)
        return str([connection.execute(select(table)).all() for table in tables])

    return database.transact(read, write=False)


async def test_nothing_that_names_anybody_is_left_after_thirty_days(
    memory: Memory, database: Database, desk: Desk
) -> None:
    await live(desk, (HERE, "Bo Tamsin"), (BESIDE, "Quirina Vexwood"))
    await memory.installations.keep("slack:T1", "xoxb-1", NOON)
    team = await memory.read("slack:T1", lambda book: book.people._team)  # type: ignore[attr-defined]
    await memory.installations.remove("slack:T1", NOON)

    assert await memory.let_go(NOON + STAYS - SECOND) == 0
    assert "Quirina" in everything(database)
    assert await memory.let_go(NOON + STAYS) == 1

    left = everything(database)
    needles = ("Quirina", "Vexwood", "Bo Tamsin", "T1", "marmalade", "Troll", "opener", "xoxb")
    assert [needle for needle in needles if needle in left] == []
    assert team not in everything(database, but=("teams", "events", "people"))
    assert await memory.let_go(NOON + STAYS) == 0


async def test_the_record_is_whole_all_the_same(memory: Memory, database: Database, desk: Desk) -> None:
    await live(desk, (HERE, "Bo Tamsin"), (BESIDE, "Quirina Vexwood"))
    await desk.handle(Respond("no", 1), BESIDE)
    lines = select(events.c.number)
    before = len(database.transact(lambda connection: connection.execute(lines).all(), write=False))
    team = await memory.read("slack:T1", lambda book: book.people._team)  # type: ignore[attr-defined]
    await memory.installations.remove("slack:T1", NOON)
    await memory.let_go(NOON + STAYS)

    after = len(database.transact(lambda connection: connection.execute(lines).all(), write=False))
    problems = database.transact(
        lambda connection: list(memory._book_of(connection, team).ledger.problems()), write=False
    )

    assert after == before + 2
    assert problems == []


async def test_another_team_loses_nothing(memory: Memory, desk: Desk) -> None:
    await live(desk, (HERE, "Bo Tamsin"), (THERE, "Cy"))
    await memory.installations.keep("slack:T2", "xoxb-2", NOON)
    verified = (await desk.handle(Verify(), THERE)).result
    await memory.installations.remove("slack:T1", NOON)
    await memory.let_go(NOON + STAYS)

    assert (await desk.handle(Verify(), THERE)).result == verified
    assert await memory.installations.find("slack:T2") == "xoxb-2"
    assert await memory.read("slack:T2", lambda book: len(book.people.named("cy"))) == 1


async def test_whoever_comes_back_in_time_finds_everything(memory: Memory, desk: Desk) -> None:
    await live(desk, (HERE, "Bo Tamsin"))
    await memory.installations.remove("slack:T1", NOON)
    await memory.installations.keep("slack:T1", "xoxb-9", NOON + STAYS - SECOND)

    assert await memory.let_go(NOON + 3 * STAYS) == 0
    checked = (await desk.handle(Check(QUIRINA.name), BESIDE)).result
    assert isinstance(checked, Checked)
    assert checked.verdict is Ruling.ALLOWED


async def test_leaving_twice_does_not_begin_the_days_anew(memory: Memory, desk: Desk) -> None:
    await live(desk, (HERE, "Bo Tamsin"))
    await memory.installations.remove("slack:T1", NOON)
    await memory.installations.remove("slack:T1", NOON + STAYS - SECOND)

    assert await memory.let_go(NOON + STAYS) == 1


async def test_whoever_comes_too_late_begins_anew(memory: Memory, desk: Desk) -> None:
    await live(desk, (HERE, "Bo Tamsin"))
    await memory.installations.remove("slack:T1", NOON)
    await memory.let_go(NOON + STAYS)
    await memory.installations.keep("slack:T1", "xoxb-9", NOON + STAYS)

    checked = (await desk.handle(Check(QUIRINA.name), BESIDE)).result
    assert isinstance(checked, Checked)
    assert checked.verdict is Ruling.ASK_FIRST


async def test_of_a_shared_team_only_those_go_who_were_known_there_alone(
    memory: Memory, database: Database, desk: Desk
) -> None:
    discord = at("discord:7", "42", "Dora")
    told = (await desk.handle(Join(), HERE)).result
    assert isinstance(told, Told)
    await desk.handle(Join(str(told.details["code"])), discord)
    await live(desk, (HERE, "Bo Tamsin"))
    await desk.handle(ReachMe("write"), discord)
    await memory.installations.remove("slack:T1", NOON)
    await memory.let_go(NOON + STAYS)

    left = everything(database)
    assert [name for name in ("Quirina", "Bo Tamsin", "Dora") if name in left] == ["Dora"]
    verified = (await desk.handle(Verify(), discord)).result
    assert isinstance(verified, Told)
    assert verified.details["problems"] == []
