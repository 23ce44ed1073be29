"""Rates the guidelines for a question: by likeness to lines asked before, and by word search."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.core.coaching.index import Index
from bot.core.coaching.likeness import Likeness
from bot.core.coaching.tokens import Tokens

SHELF_SHARE = 0.3
"""Weight of the word search beside the likeness; chosen on the open part of the evaluation set."""
FOUND = 8
"""So many guidelines are handed on, best first."""
LEAD_COUNTS = 2
"""A line asked before counts double for the guideline that answers it best."""
SURE_FROM = 0.9
"""Below this, the guideline that fits best is only offered beside the next ones; chosen on the open part, too."""
FADING = 0.4
"""How much less a line stands for its second, third … guideline."""

Own = Iterable[tuple[str, Tokens]]
"""The guidelines' own lines, each with the guideline's id."""
Asked = Sequence[tuple[Mapping[str, Any], Tokens]]
"""Lines that people typed, each with what answers it."""

Ranked = dict[str, float]
"""The guidelines found for a question and how well each fits, best first."""


class Ranking:
    """Which guidelines a question is most like; *names* are theirs, as the shelf numbers them."""

    def __init__(self, alike: Likeness, shelf: Index, names: Sequence[str]) -> None:
        self.alike = alike
        self.shelf = shelf
        self.names = names

    @classmethod
    def of(cls, names: Sequence[str], own: Own, asked: Asked) -> Ranking:
        """Learn which guideline stands behind which wording."""
        known = list(own)
        lines = [({name: 1.0}, tokens.features) for name, tokens in known]
        lines += [(shares(answer["cards"]), tokens.features) for answer, tokens in asked]
        return cls(Likeness.to(lines), Index.over(_documents(names, known, asked)), names)

    def word_scores(self, tokens: Tokens) -> dict[str, float]:
        """Rate the guidelines that share words with a question by BM25 over all that was asked before."""
        return {self.names[number]: score for number, score in self.shelf.scores(tokens.terms).items()}

    def best(self, tokens: Tokens) -> Ranked:
        """Rate the guidelines that fit best, best first."""
        alike, shelf = self.alike.scores(tokens.features), self.word_scores(tokens)
        best_alike, best_shelf = max(alike.values(), default=1.0), max(shelf.values(), default=1.0)
        scores = {
            name: alike.get(name, 0.0) / best_alike + SHELF_SHARE * shelf.get(name, 0.0) / best_shelf
            for name in alike.keys() | shelf.keys()
        }
        best = sorted(scores, key=lambda name: (-scores[name], name))[:FOUND]
        return {name: scores[name] for name in best}

    def is_sure(self, tokens: Tokens, ranked: Ranked) -> bool:
        """Tell whether the best guideline is ahead of the next two, and its lines hold what the question says."""
        (lead, best), *others = ranked.items()
        ahead = sum(1 - score / best for _, score in others[:2])
        return ahead + self.alike.share(tokens.features, lead) >= SURE_FROM


def shares(names: Sequence[str]) -> dict[str, float]:
    """Return how much a line stands for each of *names*, the best first."""
    return {name: 1 / (1 + FADING * place) for place, name in enumerate(names)}


def blindly(
    names: Sequence[str], own: Own, asked: Asked
) -> Iterator[tuple[Mapping[str, Any], Tokens, dict[str, float]]]:
    """Yield every line asked with the guidelines found for it by what the other half of the lines teaches."""
    known, halves = list(own), (asked[::2], asked[1::2])
    for half, other in (halves, halves[::-1]):
        ranking = Ranking.of(names, known, other)
        for answer, tokens in half:
            yield answer, tokens, ranking.best(tokens)


def _documents(names: Iterable[str], own: Own, asked: Asked) -> Iterable[list[str]]:
    documents: dict[str, list[str]] = {name: [] for name in names}
    for name, tokens in own:
        documents[name] += tokens.terms
    for answer, tokens in asked:
        for place, name in enumerate(answer["cards"]):
            documents[name] += tokens.terms * (1 if place else LEAD_COUNTS)
    return documents.values()
