"""A desk over a fresh record, for tests that need one; its clock stands still until it is set."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from bot.core.permission.desk import Desk
from bot.settings import PROMPTS
from storage.database import Database
from storage.memory import Memory

SECRET = b"a secret that only these tests know"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Clock:
    """A clock that shows what it was set to."""

    def __init__(self, now: datetime = NOON) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


@cache
def phrases() -> dict[str, Any]:
    """Return the sentences about calls."""
    return tomllib.loads((PROMPTS / "permission.toml").read_text(encoding="utf-8"))


@cache
def tables() -> bytes:
    """Return the file of a database in which every table is made, and nothing else."""
    with TemporaryDirectory() as folder:
        file = Path(folder) / "record.db"
        with closing(Database(file)) as database:
            database.prepare()
        return file.read_bytes()


@contextmanager
def kept_in(file: Path) -> Iterator[Database]:
    """Open the database in *file*; to make the tables of a new one takes a while, so that it begins as a copy."""
    if not file.exists():
        file.write_bytes(tables())
    with closing(Database(file)) as database:
        database.prepare()
        yield database


@contextmanager
def desk(folder: Path, clock: Clock) -> Iterator[Desk]:
    """Open a desk over a new record in *folder*."""
    with kept_in(folder / "record.db") as database:
        yield Desk(Memory.opened(database, SECRET), phrases(), clock)
