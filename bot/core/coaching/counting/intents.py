"""Tells what somebody wants by typing a line: learned from lines whose intent is known, and from what the rules say."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.core.coaching.counting.chances import Chances
from bot.core.coaching.counting.learning import learned, pulls
from bot.core.coaching.counting.weighing import SCALE
from bot.core.commands import Ask, Cards, Clarify, Help, Opener, Remind, Review, Settle, SmallTalk, Why

if TYPE_CHECKING:
    from bot.core.coaching.counting.tokens import Tokens
    from bot.core.commands import Command

INTENTS = ("ask", "opener", "review", "permission", "reminder", "help", "smalltalk", "clarify")
_OF_COMMAND: Mapping[type, str] = {
    Ask: "ask", Why: "ask", Settle: "ask", Opener: "opener", Review: "review", Remind: "reminder", Clarify: "clarify",
    Help: "help", Cards: "help", SmallTalk: "smalltalk",
}  # fmt: skip
ROUNDS = 8
MARGIN = 0.5
"""How much likelier, as a logarithm of odds, another intent has to be than the one that the rules name."""
LONGEST_CLASS = 6
_WORD = re.compile(r"[\w@']+")
_SIGNS = tuple(
    (name, re.compile(sign))
    for name, sign in (
        ("quote", r'["\u201c\u201d\u00ab]'), ("asks", r"\?"), ("asks last", r"\?\s*$"), ("at", "@"), ("lines", "\n"),
        ("colon", r":\s"),
    )
)  # fmt: skip
_PEOPLE = ("i", "me", "my", "you", "u", "your", "he", "she", "they", "him", "her", "them", "we", "us")


def intent_of(command: Command) -> str:
    """Name the intent that a command serves; whatever is about calls is permission."""
    from bot.core.reminding.verbs import ReminderCommand  # shapes that a question does not need

    if isinstance(command, Clarify) and command.about == "calls":
        return "permission"
    return "reminder" if isinstance(command, ReminderCommand) else _OF_COMMAND.get(type(command), "permission")


def features(typed: str, tokens: Tokens, ruled: Command, knows: Callable[[str], bool]) -> tuple[str, ...]:
    """Say how a line looks: its wording, its marks, whom it names, and what the rules take it for."""
    found = [*tokens.features, f"rule={intent_of(ruled)}", *_marks(typed), *_shape(_WORD.findall(typed), knows)]
    return tuple(dict.fromkeys(found))


def _marks(typed: str) -> Iterator[str]:
    return (f"mark={name}" for name, sign in _SIGNS if sign.search(typed))


def _shape(words: Sequence[str], knows: Callable[[str], bool]) -> Iterator[str]:
    low = [word.casefold() for word in words]
    yield f"long={min(LONGEST_CLASS, int(math.log2(len(words) + 1)))}"
    yield from (f"who={word}" for word in _PEOPLE if word in low)
    if low:
        yield from (f"first={low[0]}", f"first={' '.join(low[:2])}")
    if any(word[:1].isupper() and not knows(word) for word in words[1:]):
        yield "names=somebody"
    if any(len(word) > len("hi") and word.isalpha() and not knows(word) for word in low):
        yield "unknown=word"


class Intents:
    """Feature → how far it pulls towards each of INTENTS; and how likely a line is worded as those of each.

    The two err on different lines, so that together they err on fewer than either.
    """

    def __init__(self, weights: Mapping[str, list[int]], chances: Chances) -> None:
        self.weights = weights
        self.chances = chances

    @classmethod
    def of(cls, lines: Iterable[tuple[str, tuple[str, ...]]]) -> Intents:
        """Learn from *lines*, each an intent and its features."""
        known = list(lines)
        weights = learned(((INTENTS.index(intent), found) for intent, found in known), len(INTENTS), ROUNDS)
        return cls(weights, Chances.to(({intent: 1.0}, found) for intent, found in known))

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as a dictionary; the constructor takes them back, with the chances beside them."""
        return {"weights": self.weights}

    def best(self, found: Sequence[str], ruled: str) -> str:
        """Return the likeliest intent of a line with these features; what the rules say needs more than a hint."""
        behind = self.chances.behind(found)
        pulled = pulls(found, self.weights, len(INTENTS))
        odds = {name: pull / SCALE + behind.get(name, -math.inf) for name, pull in zip(INTENTS, pulled, strict=True)}
        top = max(INTENTS, key=odds.__getitem__)
        return ruled if odds[top] - odds[ruled] < MARGIN else top
