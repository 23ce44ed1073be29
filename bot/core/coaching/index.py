"""Finds the documents that share the rarest words with a question: an in-memory inverted index ranked by BM25."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

# Lucene's defaults for how fast repetition saturates and how much long documents are discounted.
SATURATION = 1.2
LENGTH_SHARE = 0.75


class Index:
    """Token → the documents that hold it, as document, count, document, count …; documents are numbered from 0."""

    def __init__(self, lengths: Sequence[int], postings: Mapping[str, list[int]]) -> None:
        self.lengths = lengths
        self.postings = postings

    @classmethod
    def over(cls, documents: Iterable[Iterable[str]]) -> Index:
        """Index *documents*, each given as its tokens."""
        lengths: list[int] = []
        postings: dict[str, list[int]] = {}
        for number, tokens in enumerate(documents):
            counts = Counter(tokens)
            lengths.append(counts.total())
            for token, count in counts.items():
                postings.setdefault(token, []).extend((number, count))
        return cls(tuple(lengths), postings)

    def as_plain(self) -> dict[str, Any]:
        """Give the index as lists and dictionaries; the constructor takes them back."""
        return {"lengths": self.lengths, "postings": self.postings}

    def scores(self, tokens: Iterable[str]) -> dict[int, float]:
        """Rate every document that shares a token with the question by BM25 (Robertson and Walker, 1994).

        A token that is repeated in the question counts once. The inverse document frequency is Lucene's, which is
        never negative: ln(1 + (N - n + 0.5) / (n + 0.5)).
        """
        scores: dict[int, float] = {}
        total = len(self.lengths)
        average = sum(self.lengths) / total if total else 1.0
        for token in dict.fromkeys(tokens):
            found = self.postings.get(token, ())
            holders = len(found) // 2
            rarity = math.log(1 + (total - holders + 0.5) / (holders + 0.5))
            for number, count in zip(found[::2], found[1::2], strict=True):
                damping = SATURATION * (1 - LENGTH_SHARE + LENGTH_SHARE * self.lengths[number] / average)
                gain = rarity * count * (SATURATION + 1) / (count + damping)
                scores[number] = scores.get(number, 0.0) + gain
        return scores
