"""Tells what somebody wants by typing a line: learned from lines whose intent is known, and from what the rules say."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from bot.core.coaching.weighing import SCALE
from bot.core.commands import Ask, Cards, Clarify, Help, Opener, Remind, Review, Settle, SmallTalk, Why

if TYPE_CHECKING:
    from bot.core.coaching.tokens import Tokens
    from bot.core.commands import Command

INTENTS = ("ask", "opener", "review", "permission", "reminder", "help", "smalltalk", "clarify")
_OF_COMMAND: Mapping[type, str] = {
    Ask: "ask", Why: "ask", Settle: "ask", Opener: "opener", Review: "review", Remind: "reminder", Clarify: "clarify",
    Help: "help", Cards: "help", SmallTalk: "smalltalk",
}  # fmt: skip
ROUNDS = 8
RATE, CALM = 0.3, 0.1
STILL = 0.001
"""A miss so small teaches nothing any more."""
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
    return _OF_COMMAND.get(type(command), "permission")


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
    """Feature → how far it pulls towards each of INTENTS."""

    def __init__(self, weights: Mapping[str, list[int]]) -> None:
        self.weights = weights

    @classmethod
    def of(cls, lines: Iterable[tuple[str, tuple[str, ...]]]) -> Intents:
        """Learn from *lines*, each an intent and its features: multinomial logistic regression by AdaGrad.

        The order is shuffled anew each round, and the same way each time, so that the same lines teach the same.
        """
        import random  # with its own imports 5 ms, which only learning pays

        known = [(INTENTS.index(intent), found) for intent, found in lines]
        weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * len(INTENTS))
        steps: dict[str, list[float]] = defaultdict(lambda: [CALM] * len(INTENTS))
        order = random.Random(1)  # noqa: S311 - no secret is made of it
        for _ in range(ROUNDS):
            order.shuffle(known)
            for right, found in known:
                _learn(right, found, weights, steps)
        return cls({feature: [round(SCALE * one) for one in row] for feature, row in weights.items() if any(row)})

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as a dictionary; the constructor takes it back."""
        return {"weights": self.weights}

    def best(self, found: Iterable[str], ruled: str) -> str:
        """Return the likeliest intent of a line with these features; what the rules say needs more than a hint."""
        rows = [row for feature in found if (row := self.weights.get(feature))]
        pulls = [sum(row[place] for row in rows) for place in range(len(INTENTS))]
        top = max(pulls)
        return ruled if top - pulls[INTENTS.index(ruled)] < SCALE * MARGIN else INTENTS[pulls.index(top)]


def _learn(right: int, found: Sequence[str], weights: dict[str, list[float]], steps: dict[str, list[float]]) -> None:
    """Move the weights of one line's features towards its intent, the less the more they have moved already."""
    rows = [weights[feature] for feature in found]
    pulls = [sum(row[place] for row in rows) for place in range(len(INTENTS))]
    shares = _shares(pulls)
    for place, share in enumerate(shares):
        miss = share - (place == right)
        if abs(miss) < STILL:
            continue
        for feature, row in zip(found, rows, strict=True):
            step = steps[feature]
            step[place] += miss * miss
            row[place] -= RATE * miss / math.sqrt(step[place])


def _shares(pulls: Sequence[float]) -> list[float]:
    top = max(pulls)
    sizes = [math.exp(pull - top) for pull in pulls]
    whole = sum(sizes)
    return [size / whole for size in sizes]
