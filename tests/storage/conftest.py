"""The two databases that the memory runs on, SQLite and a real PostgreSQL, empty for every test."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Protocol
from uuid import uuid4

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from storage.database import Database
from storage.memory import Memory
from storage.tables import metadata
from tests.record import SECRET


class Place(Protocol):
    """Where databases of one kind are made; the tests' PostgreSQL is one."""

    def database(self, template: str | None = None) -> str:
        """Make a database, empty or a copy of *template*, and return its URL."""

    def template(self, prepare: Callable[[str], object]) -> str:
        """Make a database, have *prepare* fill it by its URL, and return its name."""

    def drop(self, url: str) -> None:
        """Drop a database made here."""


class Files:
    """SQLite files in a folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def database(self, template: str | None = None) -> str:
        file = self._folder / f"{uuid4().hex}.db"
        if template:
            shutil.copyfile(template, file)
        return f"sqlite:///{file}"

    def template(self, prepare: Callable[[str], object]) -> str:
        url = self.database()
        prepare(url)
        return url.removeprefix("sqlite:///")

    def drop(self, url: str) -> None:
        for file in files_of(url):
            file.unlink()


def files_of(url: str) -> tuple[Path, ...]:
    """Return the file of a SQLite database, and those that stand beside it."""
    file = Path(url.removeprefix("sqlite:///"))
    return tuple(sorted(file.parent.glob(f"{file.name}*")))


def prepare(url: str) -> None:
    """Make the tables of an installation in a new database."""
    with closing(Database(url)) as database:
        database.prepare()
        Memory.opened(database, SECRET)


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Place:
    """Where fresh databases come from."""
    if request.param == "sqlite":
        return Files(tmp_path_factory.mktemp("sqlite"))
    found: Place = request.getfixturevalue("postgres")
    return found


@pytest.fixture(scope="session")
def prepared(place: Place) -> str:
    """A template with the tables of an installation and nothing in them."""
    return place.template(prepare)


@pytest.fixture(scope="session")
def shared(place: Place, prepared: str) -> str:
    """A database that tests use one after the other: to make one takes PostgreSQL half a second."""
    return place.database(prepared)


@pytest.fixture
def url(place: Place, prepared: str, request: pytest.FixtureRequest) -> Iterator[str]:
    """The address of a database with the tables of an installation and nothing in them."""
    if isinstance(place, Files):
        made = place.database(prepared)
        yield made
        place.drop(made)
    else:
        made = request.getfixturevalue("shared")
        yield made
        empty(made)


def empty(url: str) -> None:
    """Take everything out of a PostgreSQL database but the tables and the fingerprint of the secret."""
    tables = SQL(", ").join(Identifier(name) for name in metadata.tables if name != "installation")
    with psycopg.connect(url) as connection:
        connection.execute("ALTER TABLE events DISABLE TRIGGER USER")
        connection.execute(SQL("TRUNCATE {}").format(tables))
        connection.execute("ALTER TABLE events ENABLE TRIGGER USER")


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    """An empty database, its tables up to date."""
    with closing(Database(url)) as fresh:
        yield fresh


@pytest.fixture
def memory(database: Database) -> Memory:
    """The memory of a fresh installation."""
    return Memory.opened(database, SECRET)
