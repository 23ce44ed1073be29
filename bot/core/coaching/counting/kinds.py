"""Tells kinds of questions apart by their wording: naive Bayes over lines whose kind is known."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from bot.core.coaching.counting.tokens import is_name, is_pair

SMOOTHING = 0.15
PAIR_WEIGHT = 0.5
NAME_WEIGHT = 1.5


class Kinds:
    """How many lines of each kind hold a token; per kind all tokens and those held once; how many tokens there are."""

    def __init__(
        self,
        names: Sequence[str],
        counts: Mapping[str, list[int]],
        totals: Sequence[int],
        once: Sequence[int],
        known: int,
    ) -> None:
        self.names = names
        self.counts = counts
        self.totals = totals
        self.once = once
        self.known = known

    @classmethod
    def of(cls, lines: Iterable[tuple[str, tuple[str, ...]]], names: tuple[str, ...]) -> Kinds:
        """Count *lines*, each a kind out of *names* and its wording."""
        every: dict[str, list[int]] = {}
        for kind, tokens in lines:
            for token in tokens:
                every.setdefault(token, [0] * len(names))[names.index(kind)] += 1
        # A pair met in a single line says more about that line than about its kind.
        counts = {token: row for token, row in every.items() if not is_pair(token) or sum(row) > 1}
        columns = list(zip(*counts.values(), strict=True))
        return cls(names, counts, tuple(map(sum, columns)), tuple(column.count(1) for column in columns), len(counts))

    def as_plain(self) -> dict[str, Any]:
        """Give the counts as lists and dictionaries; the constructor takes them back."""
        return {
            "names": self.names,
            "counts": self.counts,
            "totals": self.totals,
            "once": self.once,
            "known": self.known,
        }

    def scores(self, tokens: Iterable[str]) -> dict[str, float]:
        """Give each kind the logarithm of how likely it is to be worded like this; only differences mean something.

        Neighbouring words repeat what the words say alone, so that a pair counts half; a name stands for a phrase of
        ours, and counts more. A word that no line holds is
        as likely in a kind as that kind's rate of words seen once (Good and Turing's estimate).
        """
        scores = dict.fromkeys(self.names, 0.0)
        for token in tokens:
            counts = self.counts.get(token)
            if counts is None and is_pair(token):
                continue
            weight = PAIR_WEIGHT if is_pair(token) else NAME_WEIGHT if is_name(token) else 1.0
            for i, name in enumerate(self.names):
                scores[name] += weight * math.log(self._share(i, counts))
        return scores

    def _share(self, kind: int, counts: list[int] | None) -> float:
        if counts is None:
            return self.once[kind] / self.totals[kind]
        return (counts[kind] + SMOOTHING) / (self.totals[kind] + SMOOTHING * self.known)
