"""Turns free words, as typed in a direct message, into the command they amount to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from bot.core.coaching.tokens import words
from bot.core.commands import Ask, SmallTalk, parse

if TYPE_CHECKING:
    from bot.core.commands import Command


def hear(typed: str, smalltalk: Mapping[str, list[str]]) -> Command:
    """Return what *typed* asks for: a command by its verb, a bit of small talk, or a question.

    *smalltalk* maps a topic to the whole lines that are nothing but small talk.
    """
    if command := parse(typed):
        return command
    line = " ".join(words(typed))
    topic = next((topic for topic, lines in smalltalk.items() if line in lines), None)
    return SmallTalk(topic) if topic else Ask(typed)
