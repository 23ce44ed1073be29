"""Whole conversations, as anybody can read them, in tests/dialogs/*.md.

A line after > is typed; the lines after < are what the terminal shows for it, in order. An ellipsis stands for any
words, and a line of nothing but an ellipsis for any lines. Everything else in those files is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from adapters.console.chat import Chat
from adapters.console.drawing import plain
from bot.core.coach import Coach
from bot.core.people import Caller
from tests.test_tone import FORBIDDEN
from tests.words import library

DIALOGS = sorted(Path(__file__).with_name("dialogs").glob("*.md"))


def turns(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield what is typed and the lines expected for it."""
    typed: str | None = None
    shown: list[str] = []
    for line in text.splitlines():
        if line.startswith("> "):
            if typed is not None:
                yield typed, shown
            typed, shown = line[2:], []
        elif line.startswith("<"):
            shown.append(line[1:].strip())
    if typed is not None:
        yield typed, shown


def pattern(lines: list[str]) -> str:
    """Return the regular expression that *lines* stand for."""
    whole = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in lines]
    return "".join(whole)


@pytest.mark.parametrize(
    "dialog", [path.read_text(encoding="utf-8") for path in DIALOGS], ids=[p.stem for p in DIALOGS]
)
async def test_dialog(dialog: str) -> None:
    chat = Chat(Coach(library()), Caller("terminal", "Ana"), library().phrases["pressed"])
    said = list(turns(dialog))
    assert said

    for typed, shown in said:
        drawn = plain(await chat.answer(typed), library().labels) + "\n"
        assert re.fullmatch(pattern(shown), drawn), f"> {typed}\n{drawn}"
        assert not FORBIDDEN.search(re.sub(r"\(.*?: .*\)", "", drawn)), drawn  # full titles are other people's words


def test_there_are_dialogs_to_read() -> None:
    assert len(DIALOGS) >= 5
