"""A copy is whole, can be taken back, and brings back nobody who asked to be forgotten."""

from __future__ import annotations

import asyncio
import json
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from bot import app, upkeep
from bot.core.errors import BadSettings
from bot.core.people import Caller
from bot.core.permission.outcome import Checked, Told
from bot.core.permission.rules import Ruling
from bot.core.permission.verbs import Block, Check, Forget, Grant, Link, PermissionCommand, ReachMe, Terms, Verify
from bot.core.replies import Reply
from bot.settings import Settings
from tests.program import run
from tests.words import counted


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings(tmp_path / "home")


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return tmp_path / "copy.db"


def do(settings: Settings, person: str, *commands: PermissionCommand) -> Reply:
    """Have somebody do something at the desk, each time as another process would."""

    async def done() -> Reply:
        with app.desk(settings) as desk:
            return [await desk.handle(each, Caller("terminal", person, admin=True)) for each in commands][-1]

    return asyncio.run(done())


def ruling(settings: Settings, caller: str, person: str) -> Ruling:
    checked = do(settings, caller, Check(person)).result
    assert isinstance(checked, Checked)
    return checked.verdict


def problems(settings: Settings) -> list[object]:
    told = do(settings, "Ana", Verify()).result
    assert isinstance(told, Told)
    return list(told.details["problems"])


def words(settings: Settings) -> bytes:
    assert settings.embedded is not None
    return settings.embedded.read_bytes().lower()


FORGET = Forget(confirmed=True)
YES = Grant("Bo", Terms(False))


def test_a_copy_taken_back_is_as_it_was(settings: Settings, copy: Path) -> None:
    do(settings, "Quirina", YES)
    upkeep.backup(copy, settings)
    do(settings, "Quirina", Block("Bo"))
    assert ruling(settings, "Bo", "Quirina") is not Ruling.ALLOWED

    told = upkeep.restore(copy, None, settings)

    assert "nobody" in told
    assert ruling(settings, "Bo", "Quirina") is Ruling.ALLOWED
    assert problems(settings) == []


def test_whoever_was_forgotten_since_stays_forgotten(settings: Settings, copy: Path) -> None:
    do(settings, "Quirina", YES)
    do(settings, "Cyprian", YES)
    upkeep.backup(copy, settings)
    do(settings, "Quirina", FORGET)

    told = upkeep.restore(copy, None, settings)

    assert "one person" in told
    assert b"quirina" not in words(settings)
    assert b"cyprian" in words(settings)
    assert problems(settings) == []


def test_a_list_from_elsewhere_does_where_the_database_is_lost(settings: Settings, copy: Path, tmp_path: Path) -> None:
    do(settings, "Quirina", YES)
    upkeep.backup(copy, settings)
    do(settings, "Quirina", replace(FORGET, for_good=True))
    listed = tmp_path / "list.json"
    listed.write_text(upkeep.erasures(settings))
    assert "quirina" not in listed.read_text().casefold()
    assert settings.embedded is not None
    settings.embedded.unlink()

    upkeep.restore(copy, listed, settings)

    assert b"quirina" not in words(settings)
    assert ruling(settings, "Bo", "Quirina") is Ruling.BLOCKED
    assert "nobody" in upkeep.apply(listed, settings)


def test_whoever_came_back_before_the_copy_was_made_is_kept(settings: Settings, copy: Path) -> None:
    do(settings, "Quirina", YES, FORGET)
    do(settings, "Quirina", YES)
    upkeep.backup(copy, settings)

    assert "nobody" in upkeep.restore(copy, None, settings)
    assert ruling(settings, "Bo", "Quirina") is Ruling.ALLOWED


def test_an_account_that_was_linked_since_is_forgotten_too(settings: Settings, copy: Path) -> None:
    do(settings, "Quirina", YES)
    do(settings, "Quirina Vexwood", YES)
    upkeep.backup(copy, settings)
    told = do(settings, "Quirina", Link()).result
    assert isinstance(told, Told)
    do(settings, "Quirina Vexwood", Link(str(told.details["code"])))
    do(settings, "Quirina", FORGET)

    assert "2 people" in upkeep.restore(copy, None, settings)
    assert b"quirina" not in words(settings)


def test_taking_back_twice_changes_nothing_more(settings: Settings, copy: Path) -> None:
    do(settings, "Quirina", YES)
    upkeep.backup(copy, settings)
    do(settings, "Quirina", FORGET)
    upkeep.restore(copy, None, settings)

    assert "one person" in upkeep.restore(copy, None, settings)
    assert b"quirina" not in words(settings)


def test_a_workspace_that_left_since_gets_no_token_back(settings: Settings, copy: Path) -> None:
    async def installed(*names: str) -> None:
        with app.memory(settings) as memory:
            for name in names:
                await memory.installations.keep(name, "xoxb-1", app.now())

    async def left(name: str) -> list[str | None]:
        with app.memory(settings) as memory:
            await memory.installations.remove(name, app.now())
            return [await memory.installations.find(each) for each in ("slack:T1", "slack:T2")]

    async def found() -> list[str | None]:
        with app.memory(settings) as memory:
            return [await memory.installations.find(each) for each in ("slack:T1", "slack:T2")]

    asyncio.run(installed("slack:T1", "slack:T2"))
    for workspace in ("slack:T1", "slack:T2"):
        caller = Caller(workspace, "T1:U1", platform="slack", name="Ana")
        with app.desk(settings) as desk:
            asyncio.run(desk.handle(ReachMe("ask"), caller))
    upkeep.backup(copy, settings)
    assert asyncio.run(left("slack:T1")) == [None, "xoxb-1"]

    upkeep.restore(copy, None, settings)

    assert asyncio.run(found()) == [None, "xoxb-1"]


@contextmanager
def writing(database: Path) -> Iterator[None]:
    """Hold a database in the middle of a change."""
    with closing(sqlite3.connect(database, isolation_level=None)) as writer:
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("DELETE FROM identities")
        yield
        writer.execute("ROLLBACK")


def test_a_copy_is_made_while_somebody_writes_and_holds_no_half_change(settings: Settings, copy: Path) -> None:
    do(settings, "Quirina", YES)
    assert settings.embedded is not None

    with writing(settings.embedded):
        upkeep.backup(copy, settings)

    upkeep.restore(copy, None, settings)
    assert ruling(settings, "Bo", "Quirina") is Ruling.ALLOWED


@pytest.mark.parametrize("content", [b"", b"no database", b"SQLite format 3\0" + b"\0" * 5000])
def test_what_is_no_copy_is_refused_and_changes_nothing(settings: Settings, copy: Path, content: bytes) -> None:
    do(settings, "Quirina", YES)
    copy.write_bytes(content)
    before = words(settings)

    with pytest.raises(BadSettings, match="can't be taken back"):
        upkeep.restore(copy, None, settings)
    assert words(settings) == before


def test_the_copy_of_another_installation_is_refused(settings: Settings, copy: Path, tmp_path: Path) -> None:
    other = Settings(tmp_path / "other")
    do(other, "Quirina", YES)
    do(settings, "Ana", YES)
    upkeep.backup(copy, other)

    with pytest.raises(BadSettings, match="ASKFIRST_SECRET"):
        upkeep.restore(copy, None, settings)


@pytest.mark.parametrize("content", ["", "{}", "[1]", '{"made": 3}', json.dumps({"made": "x", "erased": []})])
def test_what_is_no_list_is_refused(settings: Settings, tmp_path: Path, content: str) -> None:
    listed = tmp_path / "list.json"
    listed.write_text(content)

    with pytest.raises(BadSettings, match="not a list"):
        upkeep.apply(listed, settings)


def test_nothing_is_taken_back_under_a_program_that_serves(settings: Settings, copy: Path) -> None:
    do(settings, "Quirina", YES)
    upkeep.backup(copy, settings)

    with app.serving_alone(settings), pytest.raises(BadSettings, match="served"):
        upkeep.restore(copy, None, settings)


def test_with_a_server_whoever_runs_it_is_sent_to_its_own_tools(tmp_path: Path, copy: Path) -> None:
    served = Settings(tmp_path, database="postgresql://localhost/askfirst", secret="s" * 32)

    with pytest.raises(BadSettings, match="pg_dump"):
        upkeep.backup(copy, served)
    with pytest.raises(BadSettings, match="pg_dump"):
        upkeep.restore(copy, None, served)


def test_the_program_itself_copies_and_takes_back(tmp_path: Path, copy: Path) -> None:
    fresh = counted(tmp_path / "fresh")
    nothing = run(fresh, "backup", str(copy))
    granted = run(fresh, "permission", "grant", "Bo", "--as", "Ana")
    copied, back = run(fresh, "backup", str(copy)), run(fresh, "restore", str(copy))

    assert [each.returncode for each in (nothing, granted, copied, back)] == [1, 0, 0, 0]
    assert "nothing to copy" in nothing.stderr
    assert copy.stat().st_mode & 0o077 == 0
    assert "Taken back" in back.stdout
