"""Tells how likely a question is worded as the lines of each label are: multinomial naive Bayes."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.coaching.counting.tokens import is_pair
from bot.core.coaching.counting.weighing import SCALE, rarity

UNSEEN = 0.02
"""A token that no line of a label holds counts as if so many of its lines did."""
PAIR_WEIGHT = 0.5
"""Neighbouring words repeat what the words say alone."""
EVERYWHERE = 0.8
"""A token that lines of more labels than this share hold tells them apart too little to be counted."""
CALM = 8.0
"""Words come together, so that naive Bayes is far too certain: its logarithms are divided by this."""


class Chances:
    """Token → how much more a label's lines hold it than nothing, as label, weight …; what nothing costs each label."""

    def __init__(self, labels: Sequence[str], unseen: Sequence[int], weights: Mapping[str, list[int]]) -> None:
        self.labels = labels
        self.unseen = unseen
        self.weights = weights

    @classmethod
    def to(cls, lines: Iterable[tuple[Mapping[str, float], tuple[str, ...]]]) -> Chances:
        """Learn from *lines*: how much each stands for which label, and its tokens."""
        counts: dict[str, dict[str, float]] = {}
        totals: dict[str, float] = {}
        known = list(lines)
        common = rarity(tokens for _, tokens in known)
        for shares, tokens in known:
            told = [counts.setdefault(token, {}) for token in tokens if token in common]
            for label, share in shares.items():
                totals[label] = totals.get(label, 0.0) + share * len(told)
                for row in told:
                    row[label] = row.get(label, 0.0) + share
        labels = tuple(sorted(totals))
        telling = {token: row for token, row in counts.items() if len(row) <= EVERYWHERE * len(labels)}
        number = {label: i for i, label in enumerate(labels)}
        unseen = [round(SCALE * math.log(UNSEEN / (totals[label] + UNSEEN * len(counts)))) for label in labels]
        return cls(labels, unseen, {token: _row(token, row, number) for token, row in telling.items()})

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as lists and dictionaries; the constructor takes them back."""
        return {"labels": self.labels, "unseen": self.unseen, "weights": self.weights}

    def scores(self, tokens: Iterable[str]) -> dict[str, float]:
        """Rate each label from 1, the likeliest, down to 0."""
        return {label: math.exp(behind) for label, behind in self.behind(tokens).items()}

    def behind(self, tokens: Iterable[str]) -> dict[str, float]:
        """Say how far each label is behind the likeliest, as a logarithm of odds: 0 for that one, else less."""
        known = [token for token in tokens if token in self.weights]
        said = sum(map(_weight, known))
        sums = [said * cost for cost in self.unseen]
        for token in known:
            row = self.weights[token]
            for label, weight in zip(row[::2], row[1::2], strict=True):
                sums[label] += weight
        best = max(sums, default=0.0)
        return {label: (score - best) / SCALE / CALM for label, score in zip(self.labels, sums, strict=True)}


def _row(token: str, counts: Mapping[str, float], number: Mapping[str, int]) -> list[int]:
    scale = SCALE * _weight(token)
    return [part for label, n in counts.items() for part in (number[label], round(scale * math.log1p(n / UNSEEN)))]


def _weight(token: str) -> float:
    return PAIR_WEIGHT if is_pair(token) else 1.0
