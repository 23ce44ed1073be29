"""Whole conversations, as anybody can read them, in tests/dialogs/*.md.

A line after > is typed; the lines after < are what the terminal shows for it, in order. An ellipsis stands for any
words, and a line of nothing but an ellipsis for any lines. "Bo, 2026-11-23T09:00+00:00:" alone on a line says who types
from then on, and when; what is shown below it was waiting for that person. Everything else in those files is prose.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pytest

from adapters.console.chat import Chat
from adapters.console.drawing import plain
from bot.core.coach import Coach
from bot.core.people import Caller
from bot.core.replies import Reply
from tests.record import Clock, desk
from tests.test_tone import FORBIDDEN
from tests.words import library

DIALOGS = sorted(Path(__file__).with_name("dialogs").glob("*.md"))
SPEAKER = re.compile(r"(?P<who>[^,]+), (?P<when>\d{4}-\S+):")
ALONE = "Ana, 2026-11-23T12:00+00:00:"


@dataclass(frozen=True, slots=True)
class Turn:
    """Somebody sits down, or types; and the lines that are shown for it."""

    typed: str
    shown: list[str]


def turns(text: str) -> Iterator[Turn]:
    """Yield the turns of a dialog; one that names nobody is Ana's."""
    turn = Turn(ALONE, [])
    for line in text.splitlines():
        if line.startswith("> ") or SPEAKER.fullmatch(line):
            yield turn
            turn = Turn(line.removeprefix("> "), [])
        elif line.startswith("<"):
            turn.shown.append(line[1:].strip())
    yield turn


def pattern(lines: list[str]) -> str:
    """Return the regular expression that *lines* stand for."""
    whole = [r"(?:.*\n)*?" if line == "…" else re.escape(line).replace("…", ".*") + r"\n" for line in lines]
    return "".join(whole)


def drawn(replies: tuple[Reply, ...]) -> str:
    """Return what the terminal shows."""
    return "".join(plain(reply, library().labels) + "\n" for reply in replies)


@pytest.mark.parametrize(
    "dialog", [path.read_text(encoding="utf-8") for path in DIALOGS], ids=[p.stem for p in DIALOGS]
)
async def test_dialog(dialog: str, tmp_path: Path) -> None:
    clock, chats = Clock(), dict[str, Chat]()
    assert "\n> " in dialog
    with desk(tmp_path, clock) as record:
        coach, chat = Coach(library(), record), None
        for turn in turns(dialog):
            if found := SPEAKER.fullmatch(turn.typed):
                clock.now = datetime.fromisoformat(found["when"])
                caller = Caller("terminal", found["who"], admin=True)
                chat = chats.setdefault(found["who"], Chat(coach, caller, library().phrases["pressed"]))
                shown = drawn(await chat.waiting())
            else:
                assert chat
                shown = drawn((await chat.answer(turn.typed), *await chat.waiting()))
            assert re.fullmatch(pattern(turn.shown), shown), f"> {turn.typed}\n{shown}"
            # Full titles are other people's words, and a table is data.
            ours = re.sub(r"\(.*?: .*\)|^\".*\"$", "", shown, flags=re.MULTILINE)
            assert not FORBIDDEN.search(ours), shown


def test_there_are_dialogs_to_read() -> None:
    assert len(DIALOGS) >= 5
