"""Rates the guidelines for a question: by likeness to lines asked before, and by how likely such lines say this."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from bot.core.coaching.counting.chances import Chances
from bot.core.coaching.counting.likeness import Likeness
from bot.core.coaching.counting.tokens import Tokens

CHANCE_SHARE = 0.4
"""Weight of the likelihood beside the likeness; chosen on the open part of the evaluation set."""
FOUND = 8
"""So many guidelines are handed on, best first."""
RIVALS = 2
"""The best guideline has to be ahead of so many that come next."""
SHARE_COUNTS, AGREEMENT_COUNTS = 0.5, 0.3
"""What it weighs that lines of the best guideline hold the question's words, and that both ratings put it first."""
SURE_FROM = 1.15
"""Below this, the guideline that fits best is only offered beside the next ones; chosen on open questions, too."""
FADING = 0.4
"""How much less a line stands for its second, third … guideline."""

Own = Iterable[tuple[str, Tokens]]
"""The guidelines' own lines, each with the guideline's id."""
Asked = Sequence[tuple[Mapping[str, Any], Tokens]]
"""Lines that people typed, each with what answers it."""

Ranked = dict[str, float]
"""The guidelines found for a question and how well each fits, best first."""


class Ranking:
    """Which guidelines a question is most like."""

    def __init__(self, alike: Likeness, chances: Chances) -> None:
        self.alike = alike
        self.chances = chances

    @classmethod
    def of(cls, own: Own, asked: Asked) -> Ranking:
        """Learn which guideline stands behind which wording."""
        lines = [({name: 1.0}, tokens.features) for name, tokens in own]
        lines += [(shares(answer["cards"]), tokens.features) for answer, tokens in asked]
        return cls(Likeness.to(lines), Chances.to(lines))

    def best(self, tokens: Tokens, most: int = FOUND) -> Ranked:
        """Rate the guidelines that fit best, at *most* so many, best first."""
        alike, chances = self.alike.scores(tokens.features), self.chances.scores(tokens.features)
        likest = max(alike.values(), default=1.0)
        scores = {name: score / likest + CHANCE_SHARE * chances[name] for name, score in alike.items()}
        best = sorted(scores, key=scores.__getitem__, reverse=True)[:most]
        return {name: scores[name] for name in best}

    def is_sure(self, tokens: Tokens, ranked: Ranked, same: Collection[str] = ()) -> bool:
        """Tell whether the best guideline is ahead of the next two, and both ratings and its lines speak for it.

        Guidelines that come to the *same* verdict don't count as others.
        """
        lead, best = next(iter(ranked.items()))
        one = {lead, *same}
        others = [score for name, score in ranked.items() if name not in one]
        ahead = RIVALS - sum(score / best for score in others[:RIVALS])
        share = self.alike.share(tokens.features, lead)
        agreed = all(_first(rating.scores(tokens.features)) in one for rating in (self.alike, self.chances))
        return ahead + SHARE_COUNTS * share + AGREEMENT_COUNTS * agreed >= SURE_FROM


def _first(scores: Mapping[str, float]) -> str:
    return max(scores, key=lambda name: scores[name])


def shares(names: Sequence[str]) -> dict[str, float]:
    """Return how much a line stands for each of *names*, the best first."""
    return {name: 1 / (1 + FADING * place) for place, name in enumerate(names)}


def blindly(
    own: Own, asked: Asked, wanted: Callable[[Mapping[str, Any]], bool]
) -> Iterator[tuple[Mapping[str, Any], Tokens, Ranked]]:
    """Yield every line asked that is *wanted* with the guidelines that the other half of the lines finds for it."""
    known, halves = list(own), (asked[::2], asked[1::2])
    for half, other in (halves, halves[::-1]):
        ranking = Ranking.of(known, other)
        yield from ((answer, tokens, ranking.best(tokens)) for answer, tokens in half if wanted(answer))
