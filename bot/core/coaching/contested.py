"""Judges whether another document sees the very case differently, so that leaving its view out would be a fault."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from itertools import combinations, pairwise
from typing import TYPE_CHECKING, Any

from bot.core.coaching.leaning import Leaning
from bot.core.coaching.tokens import words

if TYPE_CHECKING:
    from bot.core.coaching.cards import Disagreement
    from bot.core.coaching.ranking import Ranked
    from bot.core.coaching.tokens import Tokens

LEADING = 3
"""So many of the guidelines found say what a question is about."""
LEANING_SHARE = 1.0
OPPOSED_SHARE = 6.0
SHARPNESS = 3
"""What being contested mostly, and being opposed, weigh beside the wording; how unevenly guidelines count."""
FROM = 1.8
"""Show the other side from these odds on, as a logarithm, that leaving it out would be a fault."""
PRIOR_QUESTIONS = 2.0
"""A guideline leans as if so many contested and so many plain questions had been seen before the first."""
OPENING = 3
"""So many first words tell "is it ok to" from "how do I"."""
_STOPS = re.compile(r"[.?!,:;]+\s+")


class Contested:
    """How far the look of a question, and each guideline, pull towards showing the other side."""

    def __init__(self, wording: Leaning, leanings: Mapping[str, float], quarrels: Iterable[Disagreement]) -> None:
        self._wording = wording
        self._leanings = leanings
        self._quarrels = tuple(quarrels)

    def judges(self, question: str, tokens: Tokens, ranked: Ranked) -> bool:
        """Say whether the other side belongs into the answer."""
        return self.odds(question, tokens, ranked) > FROM

    def odds(self, question: str, tokens: Tokens, ranked: Ranked) -> float:
        """Weigh three signs; the logarithm of the odds that leaving out the other side would be a fault.

        They are how the question looks, how often questions for the guidelines found are contested, and whether those
        guidelines stand on both sides of one disagreement.
        """
        weights = {name: score**SHARPNESS for name, score in ranked.items()}
        look = self._wording.pull(signs(question, tokens, ranked))
        return look + LEANING_SHARE * self._leaning(weights) + OPPOSED_SHARE * self._opposed(weights)

    def _leaning(self, weights: Ranked) -> float:
        leading = list(weights.items())[:LEADING]
        return sum(weight * self._leanings[name] for name, weight in leading) / sum(weight for _, weight in leading)

    def _opposed(self, weights: Ranked) -> float:
        """Return how much of the weight stands on the lesser side of the most evenly found disagreement, 0 to 0.5."""
        lesser = (
            min(sum(weights.get(card, 0.0) for card in side.cards) for side in quarrel.sides)
            for quarrel in self._quarrels
        )
        return max(lesser) / sum(weights.values())


def signs(question: str, tokens: Tokens, ranked: Ranked) -> tuple[str, ...]:
    """Say how a question looks: its wording, how it begins, its last clause, and which guidelines it finds."""
    found = [*tokens.features, *tokens.name_pairs, *_opening(words(question)), *_end(question), *_found(ranked)]
    return tuple(dict.fromkeys(found))


def leanings(cards: Iterable[str], answers: Iterable[Mapping[str, Any]]) -> dict[str, float]:
    """Return for each guideline the logarithm of the odds that a question it answers is a contested one."""
    odds = {name: [PRIOR_QUESTIONS, PRIOR_QUESTIONS] for name in cards}
    for answer in answers:
        if answer["contested"] is not None:
            for place, name in enumerate(dict.fromkeys(answer["cards"])):
                odds[name][answer["contested"]] += 1 / (1 + place)
    return {name: math.log(contested / plain) for name, (plain, contested) in odds.items()}


def _opening(typed: list[str]) -> Iterator[str]:
    return (f"first={' '.join(typed[:many])}" for many in range(1, OPENING + 1))


def _end(question: str) -> Iterator[str]:
    """Yield what the last clause says; there people put what they want to know."""
    yield f"asks={question.rstrip().endswith('?')}"
    last = words(next(clause for clause in reversed(_STOPS.split(question)) if clause.strip()))
    yield from (f"last={word}" for word in last)
    yield from (f"last={first} {second}" for first, second in pairwise(("^", *last)))


def _found(ranked: Ranked) -> Iterator[str]:
    leading = list(ranked)[:LEADING]
    yield f"lead={leading[0]}"
    yield from (f"card={name}" for name in leading)
    yield from (f"cards={first} {second}" for first, second in combinations(sorted(leading), 2))
