"""Understands a line of a direct message: the rules of hearing and what was learned from examples decide together."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.core.coaching.counting.intents import features, intent_of
from bot.core.coaching.counting.tokens import words
from bot.core.coaching.routes import SIGNS
from bot.core.commands import Ask, Clarify, Fill, Help, Opener, Remind, Review, SmallTalk
from bot.core.grammar import parse
from bot.core.hearing import MOST, hear

if TYPE_CHECKING:
    from bot.core.coaching.library import Library
    from bot.core.commands import Command
    from bot.core.heard import Heard


SHORT = 8
"""Words up to which a complaint is one, and no story."""
COMPLAINT = re.compile(
    r"\b(?:useless|worst|stupid|dumb|annoying|hate (?:you|this)|wtf|sucks?|bad bot|go to hell|shut up|crap|rubbish)\b",
    re.IGNORECASE,
)
ABOUT_US = ("what ", "how ")
"""How questions begin that the help page answers better than small talk."""


def understood(typed: str, library: Library, heard: Heard, before: Command | None = None) -> Command:
    """Return what *typed* asks for, on a thread whose last command was *before*.

    A verb is taken at its word, and so is a remark on what was just shown. Else the examples overrule the rules; but
    nothing about calls is ever done because of them: there they can only look something up, or ask what is meant.
    """
    tokens = library.lexicon.tokens(typed[:MOST])
    settled = any(sign in tokens.names for sign in SIGNS)  # danger, harm, orders: the answers have their word
    if settled or library.is_foreign(typed[:MOST]):
        return Ask(typed)
    if isinstance(before, Clarify | Fill):
        from bot.core import asked_back  # seldom needed

        return asked_back.taken_up(typed, before, heard, lambda words: understood(words, library, heard))
    ruled = hear(typed, heard, before)
    line = " ".join(words(typed))
    if COMPLAINT.search(typed) and len(line.split()) <= SHORT:
        return SmallTalk("sorry")
    topic = next((topic for topic, lines in heard.smalltalk.items() if line in lines), "")
    if not line or topic:
        return SmallTalk(topic) if topic and not line.startswith(ABOUT_US) else ruled
    if typed.startswith("/") and not parse(typed):
        return Help()  # a verb that is none of ours, or lacks what it is about
    if parse(typed) or (before is not None and ruled != hear(typed, heard, None)):
        return ruled
    found = features(typed[:MOST], tokens, ruled, library.knows)
    intent = library.intents.best(found, intent_of(ruled))
    agreed = intent_of(ruled) == intent or _does_something(ruled)
    return ruled if agreed else _made(intent, typed, library, heard)


def _does_something(ruled: Command) -> bool:
    """Tell what the rules hear a no, a yes or a wish of the record in, which no likeness to other lines may undo."""
    from bot.core.permission.verbs import Check, Overview, ReachMe, Request

    looks = isinstance(ruled, Check | Overview | Request) or ruled == ReachMe()
    return intent_of(ruled) == "permission" and not looks


def _made(intent: str, typed: str, library: Library, heard: Heard) -> Command:
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
            from bot.core.about_calls import about_calls  # a question does without

            return about_calls(typed, heard, library.knows)
        case "smalltalk":
            return SmallTalk("chat")
        case "clarify":
            return Clarify("wish", typed)
        case _:
            return Ask(typed)
