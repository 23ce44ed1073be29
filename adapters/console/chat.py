"""The terminal chat: reads a line, passes it on, draws the reply; plain lines where no person sits at the terminal."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from adapters.console import drawing
from bot.core.coach import Coach
from bot.core.coaching.counting.tokens import words
from bot.core.coaching.outcome import Answer
from bot.core.people import Caller
from bot.core.permission.outcome import Recorded
from bot.core.replies import Button, Labels, Reply

if TYPE_CHECKING:
    from prompt_toolkit.history import History

    from bot.core.replies import Letter

SHORT_LINE = 4
"""A line of more words is a new question, whatever it begins with."""


class Chat:
    """One person's conversation with the coach; it remembers the last reply, so that its buttons can be typed."""

    def __init__(self, coach: Coach, caller: Caller, pressed: Mapping[str, Sequence[str]]) -> None:
        """Take the coach, who is speaking, and per label the first words that press it beside the label itself."""
        self._coach = coach
        self._caller = caller
        self._first_words = pressed
        self._buttons: tuple[Button, ...] = ()
        self._letters: tuple[Letter, ...] = ()

    async def answer(self, typed: str) -> Reply:
        """Press the button whose label was typed, or pass the words on."""
        button = self._pressed(typed)
        if button:
            reply = await self._coach.handle(button.command, self._caller)
        else:
            reply = await self._coach.hear(typed, self._caller)
        if reply.buttons or isinstance(reply.result, Answer):  # looking around leaves the last answer's buttons there
            self._buttons = reply.buttons
        return reply

    async def waiting(self) -> tuple[Reply, ...]:
        """Return the messages that wait for this person; the buttons of the last can be typed from now on."""
        self._letters = await self._coach.waiting(self._caller)
        if self._letters:
            self._buttons = self._letters[-1].reply.buttons
        return tuple(letter.reply for letter in self._letters)

    async def put_back(self) -> None:
        """Let the messages that were about to be shown wait on: the terminal went away."""
        await self._coach.put_back(self._letters, self._caller)

    def _pressed(self, typed: str) -> Button | None:
        """Find the button meant: by its label, or, in a short line, by a first word that stands for it."""
        line = words(typed)
        for button in self._buttons:
            label = words(button.label)
            meant = line[:1] and line[0] in self._first_words.get(button.label, ()) and len(line) <= SHORT_LINE
            if line == label or meant:
                return button
        return None


async def run(chat: Chat, phrases: Mapping[str, Any], labels: Labels, history: Path) -> None:
    """Greet, then answer line by line until the person leaves."""
    if sys.stdin.isatty() and sys.stdout.isatty():
        await _talk(chat, phrases, labels, history)
    else:
        await _read(chat, phrases, labels, sys.stdin)


async def _talk(chat: Chat, phrases: Mapping[str, Any], labels: Labels, history: Path) -> None:
    from rich.console import Console

    console = Console(highlight=False)
    console.print(phrases["greeting"], style="bold")
    console.print(" · ".join((f"{phrases['try']} {phrases['tries'][0]}", *phrases["tries"][1:])))
    console.print(phrases["usage"], style="dim")

    def draw(reply: Reply) -> None:
        console.print()
        drawing.rich(reply, labels, console)

    await _show_waiting(chat, draw)
    async for typed in _lines(phrases["prompt"], history):
        if _leaves(typed, phrases):
            break
        console.print()
        reply = await chat.answer(typed)
        _clear(history, reply)
        drawing.rich(reply, labels, console)
        await _show_waiting(chat, draw)
    console.print(phrases["bye"])


def _clear(history: Path, reply: Reply) -> None:
    """Delete what was typed here once somebody was forgotten: it may name them."""
    if isinstance(reply.result, Recorded) and reply.result.verb == "forget" and reply.result.event:
        history.unlink(missing_ok=True)


async def _show_waiting(chat: Chat, draw: Callable[[Reply], None]) -> None:
    try:
        for reply in await chat.waiting():
            draw(reply)
    except OSError:
        await chat.put_back()
        raise


def _leaves(typed: str, phrases: Mapping[str, Any]) -> bool:
    """Say whether that is how one leaves a terminal; it takes nothing back."""
    return " ".join(words(typed.removeprefix("/"))) in phrases["leave"]


async def _lines(prompt: str, history: Path) -> AsyncIterator[str]:
    """Read lines with editing and a history that survives; Ctrl-C drops a line, Ctrl-D ends."""
    from prompt_toolkit import PromptSession
    from prompt_toolkit.auto_suggest import AutoSuggestFromHistory

    session: PromptSession[str] = PromptSession(history=_history(history), auto_suggest=AutoSuggestFromHistory())
    while True:
        try:
            typed = await session.prompt_async(f"\n{prompt}")
        except KeyboardInterrupt:
            continue
        except EOFError:
            return
        if typed.strip():
            yield typed


def _history(file: Path) -> History:
    """Return the lines typed before; where the folder can't be written, those of this chat only."""
    from prompt_toolkit.history import FileHistory, InMemoryHistory

    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch(mode=0o600)
    except OSError:
        return InMemoryHistory()
    return FileHistory(file)


async def _read(chat: Chat, phrases: Mapping[str, Any], labels: Labels, lines: TextIO) -> None:
    def draw(reply: Reply) -> None:
        print(drawing.plain(reply, labels), end="\n\n", flush=True)

    await _show_waiting(chat, draw)
    for line in lines:
        if _leaves(line, phrases):
            return
        if line.strip():
            draw(await chat.answer(line.rstrip("\n")))
