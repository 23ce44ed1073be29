"""One turn of somebody whom the record knows: what waited for her, and the reply to what she said."""

from __future__ import annotations

import argparse
import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from bot import app
from bot.core.coach import Coach
from bot.core.coaching.library import Library
from bot.core.commands import Coaching, Opener, Remind, Review
from bot.core.people import Caller
from bot.core.permission.outcome import Recorded
from bot.core.permission.verbs import Forget
from bot.core.replies import Reply
from bot.settings import Settings
from bot.typed import command_of, moment

if TYPE_CHECKING:
    from bot.core.commands import Command
    from bot.core.permission.desk import Desk
    from bot.core.replies import Letter


@dataclass(frozen=True, slots=True)
class Turn:
    """What came of a turn; *command* is None where it did not come to one."""

    reply: Reply
    command: Command | None = None
    letters: tuple[Letter, ...] = ()


def once(command: Command, caller: Caller, library: Library, settings: Settings) -> Reply:
    """Answer one command with a language model; the record does nothing but count its use."""

    async def answered(desk: Desk) -> Reply:
        async with app.author(settings, library, desk.memory) as author:
            return await Coach(library, None, author).handle(command, caller)

    with app.desk_or_excuse(settings) as desk:
        return asyncio.run(answered(desk))


def say(typed: str, caller: Caller, library: Library, settings: Settings) -> Turn:
    """Answer whatever was typed, as in a direct message; words answer no message that was not shown before them."""

    async def said(coach: Coach) -> Turn:
        reply = await coach.hear(typed, caller)
        return Turn(reply, coach.understand(typed), await coach.waiting(caller))

    async def said_with(desk: Desk) -> Turn:
        async with app.author(settings, library, desk.memory) as author:
            return await said(Coach(library, desk, author))

    understood = Coach(library).understand(typed)
    threaded = isinstance(understood, Opener | Review | Remind) or not isinstance(understood, Coaching)
    if not threaded and settings.model is None and not app.has_memory(settings):
        return asyncio.run(said(Coach(library)))
    with app.desk_or_excuse(settings) as desk:
        return asyncio.run(said_with(desk))


def recorded(options: argparse.Namespace, caller: Caller, library: Library, settings: Settings) -> Turn | None:
    """Do one verb about calls or reminders; None if what was typed is no verb, or lacks what its verb needs.

    Raises:
        CoachError: the time or the file named can't be read, or the record can't be reached.
    """
    command = command_of(options)
    if command is None:
        return None
    with app.desk(settings) as desk:
        turn = asyncio.run(_taken(Coach(library, desk), replace(caller, at=moment(options.at)), command))
    if isinstance(command, Forget) and isinstance(turn.reply.result, Recorded):
        (settings.home / "history").unlink(missing_ok=True)  # lines typed in the chat may name whoever is forgotten
    return turn


def put_back(letters: tuple[Letter, ...], caller: Caller, library: Library, settings: Settings) -> None:
    """Let letters that could not be shown wait on."""
    if letters:
        with app.desk_or_excuse(settings) as desk:
            asyncio.run(Coach(library, desk).put_back(letters, caller))


async def _taken(coach: Coach, caller: Caller, command: Command) -> Turn:
    letters = await coach.waiting(caller)
    return Turn(await coach.handle(command, caller), command, letters)
