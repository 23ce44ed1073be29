"""What words mean below a question of the coach's own: an answer that goes with what was said before it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.coaching.counting.tokens import words
from bot.core.commands import Ask, Clarify, Fill, Help, Opener, Review, SmallTalk
from bot.core.forms import brief_for
from bot.core.grammar import parse
from bot.core.heard import find
from bot.core.hearing import SOMEBODY, Line

if TYPE_CHECKING:
    from bot.core.commands import Command
    from bot.core.heard import Heard

KINDS = {"a_question": "ask", "some_words": "opener", "a_look": "review"}
"""What may be picked of what the coach offers, and the form that it leads to."""
SHORT = 8
"""Words that say whom, and hardly more."""


def taken_up(typed: str, before: Clarify | Fill, heard: Heard, plainly: Callable[[str], Command]) -> Command:
    """Return what *typed* amounts to below *before*; *plainly* is how words are understood where nothing is open."""
    alone = plainly(typed)
    if isinstance(before, Fill):
        return _filled(typed, before, alone)
    if form := _picked(typed, heard):
        who = _told(before.said, heard) if form == "opener" else ""
        return Fill(form, (("who", who),) if who else ())
    return alone if _is_its_own(typed, alone, heard) else _together(typed, alone, before, heard, plainly)


def _picked(typed: str, heard: Heard) -> str:
    """Return the form for what was picked of what the coach offers; empty for words of another kind."""
    line = Line.of(typed, heard)
    return next((form for kind, form in KINDS.items() if find(heard.thread[kind], line)), "")


def _is_open(alone: Command) -> bool:
    """Say whether words that amount to this by themselves may be an answer."""
    chat = isinstance(alone, SmallTalk) and alone.topic == "chat"
    return chat or isinstance(alone, Ask | Opener | Review | Clarify)


def _is_its_own(typed: str, alone: Command, heard: Heard) -> bool:
    """Say whether this is no answer: a command, thanks, or a whole wish for words to send."""
    whole = next(rule for rule in heard.rules if rule.id == "write-it")
    return parse(typed) is not None or not _is_open(alone) or find(whole.phrases, Line.of(typed, heard)) is not None


def _filled(typed: str, before: Fill, alone: Command) -> Command:
    """Take *typed* for what was asked for, unless it is a wish of another kind."""
    if parse(typed) or not _is_open(alone):
        return alone
    match before.form:
        case "review":
            return Review(typed)
        case "opener" if not isinstance(alone, Ask | Review):
            return Opener(brief_for(dict(before.given).get("who", ""), typed))
        case "ask" if not isinstance(alone, Opener | Review):
            return Ask(typed)
        case _:
            return alone


def _together(typed: str, alone: Command, before: Clarify, heard: Heard, plainly: Callable[[str], Command]) -> Command:
    """Put what was said before to what was said now."""
    said = _told(before.said, heard)
    if before.about == "whom" and len(words(typed)) <= SHORT and "?" not in typed:
        return plainly(f"{before.said} {typed}")
    if before.about == "calls":
        return plainly(SOMEBODY.sub(said, typed)) if said else alone
    match alone:
        case Opener(brief=brief):
            return replace(alone, brief=brief_for(said, brief))
        case Ask() | Help() if said and SOMEBODY.search(typed):
            return plainly(SOMEBODY.sub(said, typed))
        case Ask() | Help() | Review():
            return alone
        case _:
            return plainly(f"{before.said} {typed}")


def _told(said: str, heard: Heard) -> str:
    """Return what was said, unless those words may stand for anything."""
    return "" if heard.lists["vague"].issuperset(words(said)) else said
