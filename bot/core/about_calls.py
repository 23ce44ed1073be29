"""Finds what a line about calls comes to where no rule knows its verb: a look at the record, or which verb is meant."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from bot.core.commands import Clarify
from bot.core.hearing import Line
from bot.core.permission import verbs
from bot.core.replies import Button, Reply, Text

if TYPE_CHECKING:
    from bot.core.commands import Command
    from bot.core.heard import Heard

WISHES = re.compile(r"\b(?:can|could|will|would) (?:you|it|i have you)\b|\bplease\b|\bpls\b", re.IGNORECASE)
"""What asks for a deed in the shape of a question."""
TO_ME = re.compile(r"\b(?:call|ring|phone|reach|ask|contact|bother|disturb)(?:s|ed|ing)? me\b", re.IGNORECASE)
ASKS = re.compile(
    r"(?:^|[.!,;:]\s+)(?:is|are|am|was|do|does|did|has|have|can|may|could|will|would|should|who|whos|what|whats|which|when"
    r"|where|wheres|how|why|since when|show|list)\b",
    re.IGNORECASE,
)


def about_calls(typed: str, heard: Heard, knows: Callable[[str], bool]) -> Command:
    """Return what only looks and does nothing: a check or the overview for a question, else a question of ours."""
    line = Line.of(typed, heard)
    name = _whom(line, knows)
    if WISHES.search(typed) or not (line.asks or ASKS.search(typed)):
        return Clarify("calls", name)
    return verbs.Check(name) if name and not TO_ME.search(typed) else verbs.Overview()


def _whom(line: Line, knows: Callable[[str], bool]) -> str:
    """Return who is named by more than a place: a capital inside a sentence, or an unusual word at its beginning."""
    for place, word in enumerate(line.raw):
        length = line.name_at(place, sure=not (word[:1].isupper() and not knows(word)))
        if length:
            return line.name(place, place + length)
    return ""


def which(name: str, phrases: Mapping[str, Any], person: str = "") -> Reply:
    """Ask what is meant about calls, with *name* or with anybody; each answer is a command to press.

    *person* is how commands name her, where a platform has a better word than her name.
    """
    words = phrases["calls"]["with" if name else "at_all"]
    return Reply(
        (Text(words["text"], words["lead"].replace("$name", name)),),
        tuple(Button(words[key].replace("$name", name), command) for key, command in _choices(person or name).items()),
    )


def _choices(name: str) -> Mapping[str, Command]:
    if not name:
        return {"list": verbs.Overview(), "reach": verbs.ReachMe(), "kept": verbs.Me()}
    return {
        "check": verbs.Check(name),
        "request": verbs.Request(name),
        "allow": verbs.Grant(name),
        "block": verbs.Block(name),
        "said_yes": verbs.Report(name, True),
        "said_no": verbs.Report(name, False),
    }
