"""Learns from examples which of several things a line is: multinomial logistic regression, in plain Python."""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from operator import add

from bot.core.coaching.counting.weighing import SCALE

RATE, CALM = 0.3, 0.1
STILL = 0.03
"""A miss so small teaches nothing any more."""

Weights = Mapping[str, Sequence[int]]


def learned(
    examples: Iterable[tuple[int, tuple[str, ...]]], choices: int, rounds: int, rate: float = RATE, learners: int = 1
) -> dict[str, list[int]]:
    """Return feature → how far it pulls towards each choice, in SCALE parts of a logarithm of odds.

    *examples* are the number of the right choice and the features each. The method is AdaGrad; the order is shuffled
    anew each round, and the same way each time, so that the same examples teach the same. Several *learners*, each with
    an order of its own, agree on the mean: what one took from the order alone evens out.
    """
    known = list(examples)
    together: dict[str, list[float]] = defaultdict(lambda: [0.0] * choices)
    for number in range(1, learners + 1):
        for feature, row in _taught(known, choices, rounds, rate, number).items():
            together[feature] = list(map(add, together[feature], row))
    means = {feature: [round(SCALE / learners * one) for one in row] for feature, row in together.items()}
    return {feature: row for feature, row in means.items() if any(row)}


def _taught(
    known: Sequence[tuple[int, tuple[str, ...]]], choices: int, rounds: int, rate: float, seed: int
) -> dict[str, list[float]]:
    import random  # with its own imports 5 ms, which only learning pays

    weights: dict[str, list[float]] = defaultdict(lambda: [0.0] * choices)
    steps: dict[str, list[float]] = defaultdict(lambda: [CALM] * choices)
    order, examples = random.Random(seed), list(known)  # noqa: S311 - no secret is made of it
    for _ in range(rounds):
        order.shuffle(examples)
        for right, found in examples:
            _learn(right, [weights[feature] for feature in found], [steps[feature] for feature in found], rate)
    return weights


def pulls(found: Iterable[str], weights: Weights, choices: int) -> list[int]:
    """Return how far the features of a line pull towards each choice, all together."""
    rows = [row for feature in found if (row := weights.get(feature))]
    return [sum(column) for column in zip(*rows, strict=True)] or [0] * choices


def shares(pulled: Sequence[float]) -> list[float]:
    """Turn logarithms of odds into probabilities."""
    top = max(pulled)
    sizes = [math.exp(pull - top) for pull in pulled]
    whole = sum(sizes)
    return [size / whole for size in sizes]


def _learn(right: int, rows: list[list[float]], steps: list[list[float]], rate: float) -> None:
    """Move the weights of one line's features towards its choice, the less the more they have moved already."""
    for place, share in enumerate(shares([sum(column) for column in zip(*rows, strict=True)])):
        miss = share - (place == right)
        if abs(miss) < STILL:
            continue
        square, move = miss * miss, rate * miss
        for row, step in zip(rows, steps, strict=True):
            step[place] += square
            row[place] -= move / math.sqrt(step[place])
