"""Builds every concrete object from the settings; who wants one asks here."""

from __future__ import annotations

import logging
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot import kept
from bot.core.coaching.library import Library
from bot.core.errors import BadSettings, CoachError, Unavailable
from bot.core.phrasing import read
from bot.core.replies import Reply
from bot.settings import Settings

if TYPE_CHECKING:
    from adapters.openai import OpenAIModel
    from bot.bell import Bell
    from bot.connections import Mount
    from bot.core.coaching.by_model.author import Author
    from bot.core.permission.desk import Desk
    from bot.core.platforms import Platform
    from bot.core.ports import Book
    from bot.core.ports import Memory as AnyMemory
    from bot.core.replies import Letter
    from bot.relay import Relay
    from storage.memory import Memory

NOTHING_TO_SERVE = (
    "There is nothing to serve yet. Put SLACK_BOT_TOKEN and SLACK_APP_TOKEN, or DISCORD_TOKEN, into .env; "
    "README.md shows where they come from."
)

AT_THE_MODEL = 64
"""Answers that may wait for a language model side by side."""
SERVED_ALREADY = "Ask First is being served from {} already. End that first, or set another ASKFIRST_HOME."

log = logging.getLogger(__name__)


class Brief(logging.Formatter):
    """Tells a fault in one line, for whoever reads it beside an answer."""

    def format(self, record: logging.LogRecord) -> str:
        """Name the kind of fault behind what was logged; what it says may hold somebody's words."""
        fault = record.exc_info[1] if record.exc_info else None
        plain = logging.makeLogRecord(record.__dict__ | {"exc_info": None, "exc_text": None})
        kind = f" ({type(fault.__cause__ or fault).__name__}; ASKFIRST_DEBUG=1 shows all of it)" if fault else ""
        return f"{super().format(plain)}{kind}"


def log_to_screen(settings: Settings) -> None:
    """Send what goes wrong to standard error, a line each, or whole where that is asked for."""
    handler = logging.StreamHandler()
    handler.setFormatter(logging.Formatter() if settings.debug else Brief())
    logging.basicConfig(handlers=[handler])


def library(settings: Settings) -> Library:
    """Return what the coach knows.

    Raises:
        BrokenWords: a file in prompts/ is broken.
    """
    return kept.library(settings.prompts, settings.home, lambda: _ask_to_wait(settings))


def _ask_to_wait(settings: Settings) -> None:
    """Tell whoever sits at the terminal why nothing happens for a while."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{read(settings.prompts, 'phrases.toml')['console']['wait']}\n")


@contextmanager
def memory(settings: Settings, wake: Callable[[], None] | None = None) -> Iterator[Memory]:
    """Open the memory, its tables up to date; *wake* is called when something that it keeps may be due.

    Raises:
        BadSettings: the database's address or the secret can't be used.
        Unavailable: the database can't be reached.
    """
    from bot import secret
    from storage.database import Database
    from storage.memory import Memory

    if settings.embedded:
        _make_room(settings.embedded)
    with closing(Database(settings.embedded or settings.database)) as database:
        database.prepare()
        keys = [key.encode() for key in settings.token_keys]
        yield Memory.opened(database, settings.secret.encode() or secret.kept_in(settings.home), keys, wake)


def _make_room(file: Path) -> None:
    """Make the data folder and the database's file for their owner's eyes; its log and index take the same mode."""
    try:
        file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError as error:
        raise Unavailable("unavailable") from error


@contextmanager
def serving_alone(settings: Settings) -> Iterator[None]:
    """Keep every other process from serving the embedded database, or taking a copy back into it, meanwhile.

    Raises:
        BadSettings: another process does so already.
    """
    from filelock import FileLock, Timeout

    if settings.embedded is None:
        yield
        return
    _make_room(settings.embedded)
    try:
        with FileLock(settings.home / "serving.lock", timeout=0):
            yield
    except Timeout as error:
        raise BadSettings(SERVED_ALREADY.format(settings.home)) from error


def copy_database(database: Path, to: Path) -> None:
    """Copy an embedded database, also while it is in use; raises Damaged and Unavailable."""
    from storage import backup

    backup.copy(database, to)


def put_in_place(fresh: Path, database: Path, aside: Path) -> None:
    """Make a file the embedded database, and keep the one before *aside*."""
    from storage import backup

    backup.put_in_place(fresh, database, aside)


@contextmanager
def desk(settings: Settings) -> Iterator[Desk]:
    """Open the desk that keeps the record of call permissions; raises what `memory` raises.

    Raises:
        BrokenWords: its words are broken.
    """
    from bot.core.permission.desk import Desk

    phrases = permission_words(settings)
    with memory(settings) as kept_here:
        yield Desk(kept_here, phrases, now, lose=_losing(settings))


def _losing(settings: Settings) -> Callable[[Book, Letter, datetime], None]:
    """Return what becomes of a reminder whose tip reaches nobody; its words are read when it happens."""

    def lose(book: Book, letter: Letter, now: datetime) -> None:
        from bot.core.reminding import losing
        from bot.core.reminding.wording import Words

        losing.lose(book, letter, now, Words.read(settings.prompts))

    return lose


@contextmanager
def desk_or_excuse(settings: Settings) -> Iterator[Desk]:
    """Open the desk; where the database can't be reached, one that says so, so that coaching goes on without it."""
    from bot.core.permission.desk import Desk
    from bot.core.ports import OutOfReach

    with ExitStack() as opened:
        try:
            found = opened.enter_context(desk(settings))
        except Unavailable:
            log.exception("the database can't be reached")
            found = Desk(OutOfReach(), permission_words(settings), now)
        yield found


def model(settings: Settings) -> OpenAIModel | None:
    """Return the language model that is set up, if any; nothing is loaded or sent yet."""
    if settings.model is None:
        return None
    from adapters.openai import Endpoint, OpenAIModel
    from bot.rungs import Rungs

    rungs = Rungs(settings.home / "model", f"{settings.model.name} {settings.model.url}")
    endpoint = Endpoint(settings.model.name, settings.model.url, settings.model.key)
    return OpenAIModel(endpoint, rungs.found(), rungs.keep)


@asynccontextmanager
async def author(settings: Settings, library: Library, memory: AnyMemory) -> AsyncIterator[Author | None]:
    """Return who writes with a language model, and let go of its connections afterwards; see `author_of`."""
    found = author_of(settings, library, memory)
    try:
        yield found
    finally:
        if found:
            await found.model.close()


def author_of(settings: Settings, library: Library, memory: AnyMemory) -> Author | None:
    """Return who writes with a language model, None where none is set up; *memory* counts what is used of it."""
    writes_with = model(settings)
    if writes_with is None or settings.model is None:
        return None
    from asyncio import to_thread

    from bot.core.coaching.by_model.author import Author
    from bot.core.coaching.by_model.spending import Caps, Spending
    from bot.core.coaching.prompting import Prompts

    caps = Caps(settings.model.hour, settings.model.day, settings.model.tokens)
    return Author(writes_with, library, Prompts(library), Spending(memory, caps, now), apart=to_thread)


def trouble(error: CoachError, settings: Settings) -> Reply:
    """Put into words why the record was not even opened."""
    from bot.core.permission.wording import Wording

    return Wording(permission_words(settings)).trouble(error)


def has_memory(settings: Settings) -> bool:
    """Say whether something may be on record: a fresh installation has no database yet."""
    return settings.embedded is None or settings.embedded.exists()


def now() -> datetime:
    """Read the clock; nothing else does."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class House:
    """What serving needs: the platforms, the memory behind them, who brings letters, and what rings for reminders.

    *mounts* put onto a web application what is answered over HTTP.
    """

    memory: Memory
    platforms: tuple[Platform, ...]
    relay: Relay
    bell: Bell
    mounts: tuple[Mount, ...]
    author: Author | None = None


@contextmanager
def house(settings: Settings, wake: Callable[[], None]) -> Iterator[House]:
    """Open everything that serving needs; raises what `memory` raises, and takes what it takes.

    Raises:
        BadSettings: no platform is named.
        BrokenWords: a file in prompts/ is broken.
    """
    from bot import connections
    from bot.bell import Bell
    from bot.core.coach import Coach
    from bot.core.front import Front
    from bot.core.permission.desk import Desk
    from bot.core.platforms import Outside
    from bot.core.reminding.posting import Posting
    from bot.health import Counts, Health
    from bot.line import Line
    from bot.relay import Relay

    if not (settings.names_slack or settings.discord_token):
        raise BadSettings(NOTHING_TO_SERVE)
    known, forms = library(settings), read(settings.prompts, "forms.toml")
    with serving_alone(settings), memory(settings, wake) as kept_here:
        desk = Desk(kept_here, permission_words(settings), now, lose=_losing(settings))
        counts, author = Counts(), author_of(settings, known, kept_here)
        if author:
            author.prepare()
        talks = Line(afterwards=AT_THE_MODEL) if author else None
        front = Front(Coach(known, desk, author), desk, known.phrases, forms, counts.soon, Line(), talks)
        outside = Outside({}, known.labels, now)
        built = connections.built(settings, front, outside, kept_here.installations)
        served = tuple(platform for platform, _ in built)
        carriers = {each.name: each for each in served}
        relay = Relay(kept_here.post, carriers, now, desk)
        bell = Bell(kept_here.timetable, Posting.of(known), tuple(carriers), now, wake)
        health = Health(served, kept_here.post, now, counts)
        yield House(kept_here, served, relay, bell, (health.mount, *(mount for _, mount in built if mount)), author)


def permission_words(settings: Settings) -> dict[str, Any]:
    """Return the sentences about calls.

    Raises:
        BrokenWords: the file is broken.
    """
    return read(settings.prompts, "permission.toml")
