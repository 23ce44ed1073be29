"""Understands a line of a direct message: the rules of hearing and what was learned from examples decide together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.coaching.intents import features, intent_of
from bot.core.commands import Ask, Clarify, Help, Opener, Remind, Review, SmallTalk, parse
from bot.core.hearing import MOST, hear

if TYPE_CHECKING:
    from bot.core.coaching.library import Library
    from bot.core.commands import Command
    from bot.core.heard import Heard


def understood(typed: str, library: Library, heard: Heard, before: Command | None = None) -> Command:
    """Return what *typed* asks for, on a thread whose last command was *before*.

    A verb is taken at its word, and so is a remark on what was just shown. Else the examples overrule the rules; but
    nothing about calls is ever done because of them: there they can only offer the page that lists what can be typed.
    """
    ruled = hear(typed, heard, before)
    if parse(typed) or (before is not None and ruled != hear(typed, heard, None)):
        return ruled
    beginning = typed[:MOST]
    found = features(beginning, library.lexicon.tokens(beginning), ruled, library.knows)
    intent = library.intents.best(found)
    agreed = intent_of(ruled) in {intent, "permission"}  # the rules about calls name people, and seldom err
    return ruled if agreed else _made(intent, typed)


def _made(intent: str, typed: str) -> Command:
    match intent:
        case "opener":
            return Opener(typed)
        case "review":
            return Review(typed)
        case "reminder":
            return Remind(typed)
        case "help":
            return Help()
        case "permission":
            return Help("permission")
        case "smalltalk":
            return SmallTalk("chat")
        case "clarify":
            return Clarify("wish")
        case _:
            return Ask(typed)
