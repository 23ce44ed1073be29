"""Copies an embedded database while it is in use, and takes a copy back."""

from __future__ import annotations

import os
import sqlite3
import tempfile
from contextlib import closing
from pathlib import Path

from bot.core.errors import Damaged, Unavailable


def copy(database: Path, to: Path) -> None:
    """Copy a database in use to a file for its owner's eyes, which appears whole or not at all.

    Raises:
        Unavailable: one of them can't be read or written.
        Damaged: the copy is not sound.
    """
    try:
        descriptor, name = tempfile.mkstemp(dir=to.parent, prefix=f".{to.name}")  # mode 0600
        os.close(descriptor)
        fresh = Path(name)
        try:
            with (
                closing(sqlite3.connect(f"file:{database}?mode=ro", uri=True)) as here,
                closing(sqlite3.connect(fresh)) as there,
            ):
                here.backup(there)
                there.execute("PRAGMA journal_mode=DELETE")  # so that the copy is one file
            check(fresh)
            fresh.replace(to)
        finally:
            fresh.unlink(missing_ok=True)
    except (OSError, sqlite3.OperationalError) as error:
        raise Unavailable("unavailable") from error
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from error


def check(file: Path) -> None:
    """Read a whole database; raises Damaged."""
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as opened:
            sound = opened.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            ours = opened.execute("SELECT count(*) FROM sqlite_master WHERE name = 'alembic_version'").fetchone() == (
                1,
            )
    except sqlite3.DatabaseError as error:
        raise Damaged(str(error)) from error
    if not (sound and ours):
        raise Damaged("the database is damaged" if ours else "that is no database of Ask First")


def put_in_place(fresh: Path, database: Path, aside: Path) -> None:
    """Make *fresh* the database; the one before stays *aside*, whole."""
    if database.exists():
        with closing(sqlite3.connect(database)) as before:
            before.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        database.replace(aside)
    for left in (Path(f"{database}-wal"), Path(f"{database}-shm")):
        left.unlink(missing_ok=True)
    fresh.replace(database)
