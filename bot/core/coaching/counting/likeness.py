"""Tells which label's lines a question is most like: nearest centroid over weighted words (Rocchio's classifier)."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.coaching.counting.weighing import SCALE, rarity, unit_line


class Likeness:
    """Token → its weight in each label's centroid, as label, weight, label, weight …; labels are numbered."""

    def __init__(self, labels: Sequence[str], weights: Mapping[str, list[int]]) -> None:
        self.labels = labels
        self.weights = weights

    @classmethod
    def to(cls, lines: Iterable[tuple[Mapping[str, float], tuple[str, ...]]]) -> Likeness:
        """Learn from *lines*: how much each stands for which label, and its tokens.

        A label's centroid is the sum of its weighed lines, scaled to length one.
        """
        known = list(lines)
        rare = rarity(tokens for _, tokens in known)
        sums: dict[str, dict[str, float]] = {}
        for shares, tokens in known:
            for token, weight in unit_line(tokens, rare):
                row = sums.setdefault(token, {})
                for label, share in shares.items():
                    row[label] = row.get(label, 0.0) + share * weight
        return cls._scaled(sums, rare)

    @classmethod
    def _scaled(cls, sums: Mapping[str, Mapping[str, float]], rare: Mapping[str, float]) -> Likeness:
        squares: dict[str, float] = {}
        for row in sums.values():
            for label, weight in row.items():
                squares[label] = squares.get(label, 0.0) + weight * weight
        labels = tuple(sorted(squares))
        number = {label: i for i, label in enumerate(labels)}
        weights = {}
        for token, row in sums.items():
            scaled = ((number[la], round(SCALE * rare[token] * w / math.sqrt(squares[la]))) for la, w in row.items())
            weights[token] = [value for pair in scaled if pair[1] for value in pair]
        return cls(labels, weights)

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as lists and dictionaries; the constructor takes them back."""
        return {"labels": self.labels, "weights": self.weights}

    def scores(self, tokens: Iterable[str]) -> dict[str, float]:
        """Rate each label by the cosine between its centroid and the question, up to a factor the same for all."""
        sums = [0] * len(self.labels)
        for token in tokens:
            row = self.weights.get(token, ())
            for label, weight in zip(row[::2], row[1::2], strict=True):
                sums[label] += weight
        return {label: float(score) for label, score in zip(self.labels, sums, strict=True) if score}

    def share(self, tokens: Sequence[str], label: str) -> float:
        """Return what part of *tokens* stands in lines of *label*, 0 to 1."""
        if label not in self.labels or not tokens:
            return 0.0
        number = self.labels.index(label)
        return sum(number in self.weights.get(token, ())[::2] for token in tokens) / len(tokens)
