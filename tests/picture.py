"""Draws the README's pictures of the terminal chat anew: `.venv/bin/python -m tests.picture`."""

from __future__ import annotations

import asyncio
import io
import re
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from adapters.console.chat import Chat
from adapters.console.drawing import rich
from bot.core.coach import Coach
from bot.core.people import Caller
from bot.core.permission.verbs import Me
from tests.record import Clock, desk
from tests.words import library

DOCS = Path(__file__).resolve().parents[1] / "docs"
ASKED = (
    ("Ana", "is it ok to call someone i only know from a forum?"),
    ("Ana", "a stranger wants to connect, do I accept?"),
)
CALLED = (
    ("Ana", "call @Bo"),
    ("Ana", 'permission request Bo "Your note on wheel tags saved my release. May I ask how you test them?"'),
    ("Bo", "yes, on weekdays 9-12"),
    ("Bo", "that's right"),
    ("Ana", "call @Bo"),
)
PICTURES = {"terminal.svg": ASKED, "calls.svg": CALLED}
PAPER = TerminalTheme(
    (252, 251, 248),
    (40, 42, 46),
    [
        (40, 42, 46),
        (170, 40, 40),
        (20, 110, 60),
        (170, 115, 10),
        (30, 80, 160),
        (120, 60, 140),
        (15, 110, 125),
        (90, 90, 90),
    ],
)


async def drawn(typed: Sequence[tuple[str, str]]) -> str:
    """Let people type, and return what their terminals show as a picture."""
    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True, highlight=False)
    several = len({who for who, _ in typed}) > 1
    with TemporaryDirectory() as folder, desk(Path(folder), Clock()) as record:
        coach = Coach(library(), record)
        await coach.handle(Me("Europe/Lisbon"), Caller("terminal", "Bo"))
        chats = {who: Chat(coach, Caller("terminal", who), library().phrases["pressed"]) for who, _ in typed}
        for who, words in typed:
            for waited in await chats[who].waiting():
                rich(waited, library().labels, console)
                console.print()
            prompt = library().phrases["console"]["prompt"]
            console.print(f"{who} {prompt}{words}\n" if several else f"{prompt}{words}\n", style="bold blue")
            rich(await chats[who].answer(words), library().labels, console)
            console.print()
    svg = console.export_svg(title="Ask First", theme=PAPER)
    fontless = re.sub(r"@font-face \{.*?\}\s*", "", svg, flags=re.DOTALL)  # they name a host of somebody else's
    return re.sub(r"[ \t]+$", "", fontless, flags=re.MULTILINE)


if __name__ == "__main__":
    for file, typed in PICTURES.items():
        (DOCS / file).write_text(asyncio.run(drawn(typed)), encoding="utf-8")
