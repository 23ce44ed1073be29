"""Checks the set-up and says, for each thing that is wrong, what to do about it."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot import app, connections
from bot.core.errors import BadSettings, BrokenWords, NoModel, Unavailable
from bot.settings import Settings

if TYPE_CHECKING:
    from bot.core.coaching.library import Library

PATIENCE = 20.0
"""Seconds for the language model's answer to a test line."""


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that was looked at."""

    what: str
    ok: bool
    says: str


def examine(settings: Settings) -> tuple[Finding, ...]:
    """Look at everything that Ask First needs to run."""
    here = (_python(), _home(settings), _words(settings), *_record(settings), _model(settings))
    return (*here, *(Finding(*found) for found in asyncio.run(connections.look_at_platforms(settings))))


def _python() -> Finding:
    return Finding("python", True, f"Python {sys.version.split()[0]} at {sys.prefix}")


def _home(settings: Settings) -> Finding:
    try:
        settings.home.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=settings.home):
            return Finding("data folder", True, str(settings.home))
    except OSError as error:
        return Finding(
            "data folder", False, f"{settings.home} can't be written ({error}): set ASKFIRST_HOME to a folder of yours."
        )


def _words(settings: Settings) -> Finding:
    try:
        library = app.library(settings)
    except BrokenWords as error:
        return Finding("words", False, f"{error}. Mend that entry, or take the file from the last version that worked.")
    counts = (len(library.cards), len(library.disagreements), len(library.situations.cases))
    return Finding("words", True, "{} guidelines, {} disagreements, {} situations".format(*counts))


def _record(settings: Settings) -> tuple[Finding, ...]:
    """Open the record as every verb does; a fresh installation gets its tables here."""
    try:
        app.permission_words(settings)
        with app.memory(settings) as memory:
            in_doubt = asyncio.run(memory.post.in_doubt(app.now()))
            return Finding("record", True, memory.described), *([_doubts(in_doubt)] if in_doubt else [])
    except BrokenWords as error:
        told = f"{error}. Mend that entry, or take the file from the last version that worked."
    except BadSettings as error:
        told = str(error)
    except Unavailable as error:
        where = settings.embedded or "the server of DATABASE_URL"
        told = f"{where} can't be used ({error.__cause__}): put back a copy, or start the server."
    return (Finding("record", False, told),)


def _doubts(count: int) -> Finding:
    """Tell of tips that were on their way when something was cut short; whoever set them up can look."""
    tips = "one tip" if count == 1 else f"{count} tips"
    says = f"{tips} of the last seven days may not have arrived; `reminder list` in that team tells which"
    return Finding("reminders", True, says)


def _model(settings: Settings) -> Finding:
    """Send the endpoint one harmless line, and name how far it can be held to a shape."""
    if settings.model is None:
        says = "none: answers are composed from the guidelines, and nothing leaves this computer"
        return Finding("language model", True, says)
    try:
        library = app.library(settings)
    except BrokenWords:
        return Finding("language model", False, "not tried, as the words are broken")
    phrases, name = library.phrases["model"]["doctor"], settings.model.name
    try:
        rung = asyncio.run(_probed(settings, library))
    except NoModel as error:
        return Finding("language model", False, f"{name}: {phrases[error.phrase]}")
    return Finding("language model", True, f"{name}: {phrases[rung]}")


async def _probed(settings: Settings, library: Library) -> str:
    from bot.core.coaching.prompting import Prompts

    model = app.model(settings)
    if model is None:
        raise NoModel("model_down")
    try:
        return await model.probe(Prompts(library).prompt("review", {"draft": "Hello!"}, "check"), PATIENCE)
    finally:
        await model.close()
