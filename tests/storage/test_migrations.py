"""The tables come into being in steps, the same on every database, however many processes want them at once."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, inspect, text

from bot.core.errors import BadSettings
from storage.database import NEWEST, Database
from storage.memory import Memory
from storage.migrations.run import configured
from storage.tables import metadata
from tests.record import SECRET
from tests.storage.conftest import Place
from tests.storage.samples import TEAM, met

ROOT = Path(__file__).resolve().parents[2]
PROCESSES = 5
STARTS = """
import os, sys
import storage.migrations.run  # a second that the children need not take each
from storage.database import Database
from storage.memory import Memory

gate, key = os.pipe()
children = []
for _ in range(int(sys.argv[2])):
    child = os.fork()
    if not child:
        os.close(key)
        os.read(gate, 1)  # opens when the last child is there
        database = Database(sys.argv[1])
        database.prepare()
        Memory.opened(database, b"one secret of all")
        os._exit(0)
    children.append(child)
os.close(key)
print([os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children])
"""


@pytest.fixture
def empty(place: Place) -> Iterator[str]:
    """The address of a database without a table."""
    url = place.database()
    with closing(Database(url)) as database:
        database.transact(lambda connection: connection.exec_driver_sql("SELECT 1"), write=False)
    yield url
    place.drop(url)


def tables_of(connection: Connection) -> set[str]:
    return set(inspect(connection).get_table_names())


def functions_of(connection: Connection) -> list[str]:
    if connection.dialect.name == "sqlite":
        return []
    ours = "SELECT proname FROM pg_proc WHERE pronamespace = 'public'::regnamespace"
    return list(connection.execute(text(ours)).scalars())


def test_the_newest_revision_is_the_one_that_the_program_asks_for(database: Database) -> None:
    heads = database.transact(
        lambda connection: ScriptDirectory.from_config(configured(connection)).get_heads(), write=False
    )

    assert heads == [NEWEST]


def test_an_empty_database_gets_every_table(empty: str) -> None:
    with closing(Database(empty)) as database:
        database.prepare()

        assert database.transact(tables_of, write=False) == {*metadata.tables, "alembic_version"}


def test_the_migrations_make_what_the_tables_say(database: Database) -> None:
    database.transact(lambda connection: command.check(configured(connection)), write=True)


def test_what_was_made_can_be_taken_back_and_made_again(empty: str) -> None:
    with closing(Database(empty)) as database:
        database.prepare()
        database.transact(lambda connection: command.downgrade(configured(connection), "base"), write=True)

        assert database.transact(tables_of, write=False) == {"alembic_version"}
        assert database.transact(functions_of, write=False) == []

        database.prepare()
        assert database.transact(tables_of, write=False) == {*metadata.tables, "alembic_version"}


def test_preparing_again_changes_nothing(database: Database) -> None:
    database.prepare()

    assert database.transact(tables_of, write=False) == {*metadata.tables, "alembic_version"}


def test_of_several_processes_that_start_at_once_on_a_new_database_all_succeed(place: Place, long: bool) -> None:
    for _ in range(20 if long else 1):
        url = place.database()
        command_line = [sys.executable, "-c", STARTS, url, str(PROCESSES)]
        started = subprocess.run(command_line, cwd=ROOT, capture_output=True, text=True, check=False)

        assert (started.stdout, started.stderr) == (f"{[0] * PROCESSES}\n", "")
        with closing(Database(url)) as database:
            assert database.transact(tables_of, write=False) == {*metadata.tables, "alembic_version"}
        place.drop(url)


async def test_a_database_of_a_newer_version_is_left_alone(database: Database) -> None:
    def newer(connection: Connection) -> None:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    database.transact(newer, write=True)

    with pytest.raises(BadSettings, match="newer version"):
        database.prepare()
    assert database.transact(tables_of, write=False) == {*metadata.tables, "alembic_version"}
    memory = Memory.opened(database, SECRET)
    assert await memory.change(TEAM, lambda book: len(met(book, "Ann"))) == 1
