"""What keeps an installation safe: a copy, a copy taken back, and a list of those whom no copy may bring back."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from bot import app
from bot.core.errors import BadSettings, Damaged, Unavailable
from bot.settings import Settings

USE_PG_DUMP = (
    "DATABASE_URL names a server: copy it with pg_dump, and take it back with pg_restore. Save the list that "
    "`erasures` prints beside each copy, and give the newest one to `erasures --apply` after you took a copy back."
)
NO_RECORD = "There is nothing to copy yet: {} does not exist."
COPIED = "Copied to {}. It is of use only together with {}: keep that, once, apart from the copies."
BACK = (
    "Taken back from {}. Forgotten since that was made, and forgotten again now: {}. "
    "What was here before is {}; delete that once all is well."
)
NOT_A_COPY = "{} can't be taken back: {}. Nothing was changed."
NOT_A_LIST = "{} is not a list that `erasures` printed. Nothing was changed."
APPLIED = "Forgotten again: {}."


def backup(file: Path, settings: Settings) -> str:
    """Copy the embedded database, also while it is served, and say where it is.

    Raises:
        BadSettings: there is no such database.
        Unavailable: it can't be read, or the copy can't be written.
    """
    database = _embedded(settings)
    if not database.exists():
        raise BadSettings(NO_RECORD.format(database))
    try:
        app.copy_database(database, file.absolute())
    except Damaged as error:
        raise BadSettings(f"{database}: {error}.") from error
    return COPIED.format(file, settings.home / "secret")


def restore(file: Path, listed: Path | None, settings: Settings) -> str:
    """Take a copy back, once everybody who was forgotten since is forgotten in it.

    Raises:
        BadSettings: that is no copy, or the database is being served.
    """
    database, aside = _embedded(settings), settings.home / "askfirst.db.before"
    lists = [_read(listed)] if listed else []
    with app.serving_alone(settings), tempfile.TemporaryDirectory(dir=settings.home, prefix=".restore") as folder:
        fresh = Path(folder) / database.name
        try:
            app.copy_database(file, fresh)
            lists += [erasures(settings)] if database.exists() else []
            count = _forget_again(replace(settings, database=f"sqlite:///{fresh}"), lists)
        except (Damaged, Unavailable) as error:
            raise BadSettings(NOT_A_COPY.format(file, error.__cause__ or error)) from error
        app.put_in_place(fresh, database, aside)
    return BACK.format(file, _people(count), aside)


def erasures(settings: Settings) -> str:
    """List who was ever forgotten; raises what opening the memory raises."""

    async def listed() -> str:
        with app.memory(settings) as memory:
            return await memory.erasures(app.now())

    return asyncio.run(listed())


def apply(file: Path, settings: Settings) -> str:
    """Forget again whom a list names; raises what opening the memory raises."""
    return APPLIED.format(_people(_forget_again(settings, [_read(file)])))


def _embedded(settings: Settings) -> Path:
    if settings.embedded is None:
        raise BadSettings(USE_PG_DUMP)
    return settings.embedded


def _read(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadSettings(NOT_A_LIST.format(file)) from error


def _forget_again(settings: Settings, lists: Sequence[str]) -> int:
    async def forgotten() -> int:
        with app.memory(settings) as memory:
            count = sum([await memory.forget_again(each, app.now()) for each in lists])
            await memory.scrub()
            return count

    try:
        return asyncio.run(forgotten())
    except BadSettings:
        raise
    except ValueError as error:
        raise BadSettings(NOT_A_LIST.format("What you gave")) from error


def _people(count: int) -> str:
    return "nobody" if count == 0 else "one person" if count == 1 else f"{count} people"
