"""Tells which rule a piece of a draft breaks: learned from drafts in which people marked what is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.coaching.drafts import Span
from bot.core.coaching.learning import Weights, learned, pulls, shares
from bot.core.coaching.tokens import Lexicon, Phrases
from bot.core.coaching.weighing import SCALE

if TYPE_CHECKING:
    from bot.core.coaching.page import Page

FINE = "fine"
ROUNDS, RATE, LEARNERS = 2, 0.3, 2
LONGEST_CLASS = 5
HALF = 2
_NUMBER = re.compile(r"\d+")
_TELLING = ("exit", "occasion", "about_them", "curious", "agreed", "thanks")
"""Families of words that, anywhere in a draft, say what kind of draft it is."""


@dataclass(frozen=True, slots=True)
class Marked:
    """A draft in which somebody marked what is wrong: rule and place, in code points of *text*."""

    text: str
    medium: str = ""
    relation: str = ""
    faults: tuple[tuple[str, Span], ...] = ()


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
    def of(cls, pages: Iterable[tuple[Marked, Page]], families: Phrases, lexicon: Lexicon) -> Faults:
        """Learn from marked drafts, each with the page that was made of it."""
        unlearned = cls({}, (), families, lexicon)
        examples = [example for marked, page in pages for example in unlearned._examples(marked, page)]
        rules = (FINE, *sorted({rule for rule, _ in examples} - {FINE}))
        known = ((rules.index(rule), found) for rule, found in examples)
        return cls(learned(known, len(rules), ROUNDS, RATE, LEARNERS), rules, families, lexicon)

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as lists and dictionaries; the constructor takes them back, with the lexicon."""
        return {"weights": self.weights, "rules": self.rules, "families": self.families}

    def afresh(self) -> Faults:
        """Return the same without what it remembers: for one review, in which pieces come again and again."""
        return Faults(self.weights, self.rules, self.families, self._lexicon)

    def odds(self, page: Page, place: int, said: Mapping[str, float]) -> dict[str, float]:
        """Return how likely piece number *place* of *page* breaks each rule.

        *said* is how much the patterns speak for a rule, as a logarithm of odds.
        """
        text = page.text(page.pieces[place])
        looks = (
            self._pulls(("piece", text), lambda: self._wording(text)),
            self._pulls(("draft", page.pasted.text), lambda: self._kind(page)),
            pulls(_standing(page, place), self.weights, len(self.rules)),
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
        plain = _NUMBER.sub("0", text)
        tokens = self._lexicon.tokens(plain)
        means = (f"means={name}" for name in self._naming.tokens(plain).names)
        return tuple(dict.fromkeys((*tokens.features, *means, *_marks(text, len(tokens.stems)))))

    def _kind(self, page: Page) -> Iterator[str]:
        """Say in what kind of draft a piece stands: by what way it goes, to whom, and what all of it means."""
        yield from (f"medium={page.pasted.medium}", f"relation={page.pasted.relation}")
        yield from (f"has={family}" for family in page.told(_TELLING))
        yield from (f"told={name}" for name in self._naming.tokens(_NUMBER.sub("0", page.pasted.text)).names)

    def _examples(self, marked: Marked, page: Page) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Yield every piece with each rule marked in it; one marked for a little part teaches nothing."""
        kind = tuple(self._kind(page))
        for number, piece in enumerate(page.pieces):
            place = page.pasted.whole.as_given(piece.start, piece.end)
            touched = [(rule, span) for rule, span in marked.faults if span.meets(place)]
            broken = [rule for rule, span in touched if _is_of(span, place)]
            if broken or not touched:
                found = (*self._wording(page.text(piece)), *kind, *_standing(page, number))
                yield from ((rule, found) for rule in broken or (FINE,))


def _marks(text: str, words: int) -> Iterator[str]:
    yield from (f"mark={mark}" for mark in "?!" if mark in text)
    yield f"long={min(LONGEST_CLASS, int(math.log2(words + 1)))}"


def _standing(page: Page, place: int) -> tuple[str, ...]:
    first, last = place == 0, place == len(page.pieces) - 1
    return (*(("place=first",) if first else ()), *(("place=last",) if last else ()))


def _is_of(mark: Span, place: Span) -> bool:
    """Tell whether a mark covers half of *place*, or lies in it by half."""
    shared = min(mark.end, place.end) - max(mark.start, place.start)
    return shared * HALF >= min(mark.end - mark.start, place.end - place.start)


NOTHING_LEARNED = Faults({}, (), {}, Lexicon((), {}, {}))
"""Has no opinion, so that the patterns alone decide."""
