"""Tells which of two ways a question leans by its wording: logistic regression over weighted words."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from operator import mul
from typing import Any

from bot.core.coaching.counting.weighing import SCALE, rarity, unit_line

ROUNDS = 8
SLOWING = 0.3
BIAS_RATE = 0.1


class Leaning:
    """Token → how far it pulls a line towards yes, or below zero towards no; and its rarity."""

    def __init__(self, bias: int, weights: Mapping[str, list[int]]) -> None:
        self.bias = bias
        self.weights = weights

    @classmethod
    def of(cls, lines: Iterable[tuple[bool, tuple[str, ...]]]) -> Leaning:
        """Learn from *lines*, each a yes or a no and its tokens, by stochastic gradient descent.

        The lines are gone through in an order that is shuffled anew each round, and the same way each time, so that
        the same lines teach the same.
        """
        import random  # with its own imports 5 ms, which only learning pays

        known = list(lines)
        rare = rarity(tokens for _, tokens in known)
        number = {token: i for i, token in enumerate(rare)}
        vectors = [(yes, _numbered(unit_line(tokens, rare), number)) for yes, tokens in known]
        weights, bias = [0.0] * len(rare), 0.0
        order = random.Random(1)  # noqa: S311 - no secret is made of it
        for turn in range(ROUNDS):
            order.shuffle(vectors)
            rate = 1 / (1 + SLOWING * turn)
            for yes, (found, sizes) in vectors:
                miss = rate * (yes - _share(bias + sum(map(mul, map(weights.__getitem__, found), sizes))))
                bias += BIAS_RATE * miss
                for place, size in zip(found, sizes, strict=True):
                    weights[place] += miss * size
        rows = zip(map(_whole, weights), map(_whole, rare.values()), strict=True)
        return cls(_whole(bias), dict(zip(rare, map(list, rows), strict=True)))

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as lists and dictionaries; the constructor takes them back."""
        return {"bias": self.bias, "weights": self.weights}

    def pull(self, tokens: Iterable[str]) -> float:
        """Return the logarithm of the odds of a yes for a line of these *tokens*; above zero, yes is likelier."""
        rows = [row for token in tokens if (row := self.weights.get(token))]
        length = math.hypot(*(rarity for _, rarity in rows)) or 1.0
        return self.bias / SCALE + sum(weight / SCALE * rarity / length for weight, rarity in rows)


def _share(pull: float) -> float:
    return 1 / (1 + math.exp(-pull))


def _numbered(vector: Iterable[tuple[str, float]], number: Mapping[str, int]) -> tuple[list[int], list[float]]:
    known = list(vector)
    return [number[token] for token, _ in known], [size for _, size in known]


def _whole(weight: float) -> int:
    return round(SCALE * weight)
