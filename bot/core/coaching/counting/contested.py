"""Judges whether another document sees the very case differently, so that leaving its view out would be a fault."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from itertools import combinations, pairwise
from typing import TYPE_CHECKING

from bot.core.coaching.counting.leaning import Leaning
from bot.core.coaching.counting.tokens import words

if TYPE_CHECKING:
    from bot.core.coaching.cards import Disagreement
    from bot.core.coaching.counting.ranking import Ranked
    from bot.core.coaching.counting.tokens import Tokens

LEADING = 3
"""So many of the guidelines found say what a question is about."""
ASKED_OF = 2
"""Of so many of them it is told how one asks about them: "may I" and "how do I" are not the same everywhere."""
OPPOSED_SHARE = 6.0
SHARPNESS = 3
"""What being opposed weighs beside the wording; how unevenly guidelines count."""
FROM = 1.6
"""Show the other side from these odds on, as a logarithm, that leaving it out would be a fault."""
_STOPS = re.compile(r"[.?!,:;]+\s+")


class Contested:
    """How far the look of a question pulls towards showing the other side, and which guidelines are at odds."""

    def __init__(self, look: Leaning, quarrels: Iterable[Disagreement]) -> None:
        self._look = look
        self._quarrels = tuple(quarrels)

    def judges(self, question: str, tokens: Tokens, ranked: Ranked) -> bool:
        """Say whether the other side belongs into the answer."""
        return self.odds(question, tokens, ranked) > FROM

    def odds(self, question: str, tokens: Tokens, ranked: Ranked) -> float:
        """Weigh two signs; the logarithm of the odds that leaving out the other side would be a fault.

        They are how the question looks, and whether the guidelines found stand on both sides of one disagreement.
        """
        return self._look.pull(signs(question, tokens, ranked)) + OPPOSED_SHARE * self._opposed(ranked)

    def _opposed(self, ranked: Ranked) -> float:
        """Return how much of the weight stands on the lesser side of the most evenly found disagreement, 0 to 0.5."""
        weights = {name: score**SHARPNESS for name, score in ranked.items()}
        lesser = (
            min(sum(weights.get(card, 0.0) for card in side.cards) for side in quarrel.sides)
            for quarrel in self._quarrels
        )
        return max(lesser) / sum(weights.values())


def signs(question: str, tokens: Tokens, ranked: Ranked) -> tuple[str, ...]:
    """Say how a question looks: its wording, its last clause, which guidelines it finds, and how it asks about them."""
    found = list(ranked)[:LEADING]
    asked = (f"{name}&{stem}" for name in found[:ASKED_OF] for stem in tokens.stems)
    return tuple(dict.fromkeys((*tokens.features, *_end(question), *_found(found), *asked)))


def _end(question: str) -> Iterator[str]:
    """Yield what the last clause says; there people put what they want to know."""
    yield f"asks={question.rstrip().endswith('?')}"
    last = words(next(clause for clause in reversed(_STOPS.split(question)) if clause.strip()))
    yield from (f"last={word}" for word in last)
    yield from (f"last={first} {second}" for first, second in pairwise(("^", *last)))


def _found(leading: list[str]) -> Iterator[str]:
    yield f"lead={leading[0]}"
    yield from (f"card={name}" for name in leading)
    yield from (f"cards={first} {second}" for first, second in combinations(sorted(leading), 2))
