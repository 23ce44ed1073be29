"""Tells which rule a piece of a draft breaks: learned from drafts in which people marked what is wrong."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from bot.core.coaching.counting.learning import Weights, learned, pulls, shares
from bot.core.coaching.counting.tokens import Lexicon, Phrases
from bot.core.coaching.counting.weighing import SCALE
from bot.core.coaching.reviewing.drafts import Pasted

FINE = "fine"
ROUNDS, RATE, LEARNERS = 1, 0.2, 2
FEWEST = 3
"""A feature met in fewer pieces says more about them than about faults."""
LONGEST_CLASS = 5
_NUMBER = re.compile(r"\d+")
_MARK = re.compile(r"[^\w\s.,']|_")


@dataclass(frozen=True, slots=True)
class Piece:
    """A sentence of a draft, or some clauses of a long one.

    *beside* are the pieces in front and behind; *told* is what kind of draft it stands in, and where.
    """

    text: str
    pasted: Pasted
    beside: tuple[str, ...]
    told: tuple[str, ...]


class Faults:
    """What was learned about the pieces of drafts: feature → how far it pulls towards each rule, or towards fine.

    *families* are words that mean the same in a draft, so that what is learned of one holds for all of them.
    """

    def __init__(self, weights: Weights, rules: Iterable[str], families: Phrases, lexicon: Lexicon) -> None:
        self.weights = weights
        self.rules = tuple(rules)
        self.families = families
        self._lexicon = lexicon
        self._naming = lexicon.naming(families)
        self._pulled: dict[tuple[str, ...], list[int]] = {}

    @classmethod
    def of(cls, examples: Iterable[tuple[str, Piece]], families: Phrases, lexicon: Lexicon) -> Faults:
        """Learn from *examples*, each the rule that a piece breaks, or FINE."""
        unlearned = cls({}, (), families, lexicon)
        meant = cache(lambda draft: tuple(unlearned._meant(draft)))
        taught = [
            (rule, (*unlearned._wording(piece.text), *meant(piece.pasted), *unlearned._near(piece.beside), *piece.told))
            for rule, piece in examples
        ]
        rules = (FINE, *sorted({rule for rule, _ in taught} - {FINE}))
        often = Counter(feature for _, found in taught for feature in found)
        known = (
            (rules.index(rule), tuple(feature for feature in found if often[feature] >= FEWEST))
            for rule, found in taught
        )
        return cls(learned(known, len(rules), ROUNDS, RATE, LEARNERS), rules, families, lexicon)

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as lists and dictionaries; the constructor takes them back, with the lexicon."""
        return {"weights": self.weights, "rules": self.rules, "families": self.families}

    def afresh(self) -> Faults:
        """Return the same without what it remembers: for one review, in which pieces come again and again."""
        return Faults(self.weights, self.rules, self.families, self._lexicon)

    def odds(self, piece: Piece, said: Mapping[str, float]) -> dict[str, float]:
        """Return how likely *piece* breaks each rule.

        *said* is how much the patterns speak for a rule, as a logarithm of odds.
        """
        draft = piece.pasted
        looks = (
            self._pulls(("piece", piece.text), lambda: self._wording(piece.text)),
            self._pulls(("draft", draft.text), lambda: self._meant(draft)),
            self._pulls(("beside", *piece.beside), lambda: self._near(piece.beside)),
            pulls(piece.told, self.weights, len(self.rules)),
        )
        pulled = dict(zip(self.rules, map(sum, zip(*looks, strict=True)), strict=True))
        names = tuple(dict.fromkeys((*self.rules, *said)))
        return dict(
            zip(names, shares([pulled.get(name, 0) / SCALE + said.get(name, 0.0) for name in names]), strict=True)
        )

    def _pulls(self, key: tuple[str, ...], features: Callable[[], Iterable[str]]) -> list[int]:
        if key not in self._pulled:
            self._pulled[key] = pulls(features(), self.weights, len(self.rules))
        return self._pulled[key]

    def _wording(self, text: str) -> tuple[str, ...]:
        """Say how a piece is worded: its words, what they mean, its marks, and how long it is."""
        tokens = self._naming.tokens(_NUMBER.sub("0", text))
        return (*tokens.features, *_marks(text, len(tokens.stems)))

    def _meant(self, draft: Pasted) -> Iterator[str]:
        """Say by what way a draft goes, to whom, and what all of it means."""
        yield from (f"medium={draft.medium}", f"relation={draft.relation}")
        yield from (f"told={name}" for name in self._naming.tokens(_NUMBER.sub("0", draft.text)).names)

    def _near(self, beside: tuple[str, ...]) -> Iterator[str]:
        """Say which words stand near a piece."""
        stems = (stem for text in beside for stem in self._lexicon.stems(_NUMBER.sub("0", text)))
        return (f"near={stem}" for stem in dict.fromkeys(stems))


def _marks(text: str, words: int) -> Iterator[str]:
    yield from (f"mark={mark}" for mark in dict.fromkeys(_MARK.findall(text)))
    yield f"long={min(LONGEST_CLASS, int(math.log2(words + 1)))}"


NOTHING_LEARNED = Faults({}, (), {}, Lexicon((), {}, {}))
"""Has no opinion, so that the patterns alone decide."""
