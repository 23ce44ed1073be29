"""Draws the README's picture of the terminal chat anew: `.venv/bin/python -m tests.picture`."""

from __future__ import annotations

import asyncio
import io
import re
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import TerminalTheme

from adapters.console.chat import Chat
from adapters.console.drawing import rich
from bot.core.coach import Coach
from bot.core.people import Caller
from tests.words import library

PICTURE = Path(__file__).resolve().parents[1] / "docs" / "terminal.svg"
ASKED = ("is it ok to call someone i only know from a forum?", "a stranger wants to connect, do I accept?")
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


async def draw() -> None:
    """Ask the questions, and write what the terminal shows as a picture."""
    console = Console(record=True, width=96, file=io.StringIO(), force_terminal=True, highlight=False)
    chat, phrases = (
        Chat(Coach(library()), Caller("terminal", "Ana"), library().phrases["pressed"]),
        library().phrases["console"],
    )
    for typed in ASKED:
        console.print(f"{phrases['prompt']}{typed}\n", style="bold blue")
        rich(await chat.answer(typed), library().labels, console)
        console.print()
    drawn = console.export_svg(title="Ask First", theme=PAPER)
    fonts = re.sub(r"@font-face \{.*?\}\s*", "", drawn, flags=re.DOTALL)  # they name a host of somebody else's
    PICTURE.write_text(re.sub(r"[ \t]+$", "", fonts, flags=re.MULTILINE), encoding="utf-8")


if __name__ == "__main__":
    asyncio.run(draw())
