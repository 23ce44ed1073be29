"""Tells which rule a piece of a draft breaks: learned from drafts in which people marked what is wrong."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.coaching.drafts import Span
from bot.core.coaching.learning import learned, pulls, shares
from bot.core.coaching.tokens import Lexicon
from bot.core.coaching.weighing import SCALE

if TYPE_CHECKING:
    from bot.core.coaching.page import Page

FINE = "fine"
ROUNDS = 3
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
    """What was learned about the pieces of drafts: feature → how far it pulls towards each rule, or towards fine."""

    def __init__(self, weights: Mapping[str, list[int]], rules: Iterable[str], lexicon: Lexicon) -> None:
        self.weights = weights
        self.rules = tuple(rules)
        self._lexicon = lexicon

    @classmethod
    def of(cls, pages: Iterable[tuple[Marked, Page]], lexicon: Lexicon) -> Faults:
        """Learn from marked drafts, each with the page that was made of it."""
        examples = [example for marked, page in pages for example in _examples(marked, page, lexicon)]
        rules = (FINE, *sorted({rule for rule, _ in examples} - {FINE}))
        known = ((rules.index(rule), found) for rule, found in examples)
        return cls(learned(known, len(rules), ROUNDS), rules, lexicon)

    def as_plain(self) -> dict[str, Any]:
        """Give the weights as lists and dictionaries; the constructor takes them back, with the words they are of."""
        return {"weights": self.weights, "rules": self.rules}

    def odds(self, page: Page, place: int, said: Mapping[str, float]) -> dict[str, float]:
        """Return how likely piece number *place* of *page* breaks each rule.

        *said* is how much the patterns speak for a rule, as a logarithm of odds.
        """
        found = features(page, place, self._lexicon)
        pulled = dict(zip(self.rules, pulls(found, self.weights, len(self.rules)), strict=True))
        names = tuple(dict.fromkeys((*self.rules, *said)))
        return dict(
            zip(names, shares([pulled.get(name, 0) / SCALE + said.get(name, 0.0) for name in names]), strict=True)
        )


NOTHING_LEARNED = Faults({}, (), Lexicon((), {}, {}))
"""Has no opinion, so that the patterns alone decide."""


def features(page: Page, place: int, lexicon: Lexicon) -> tuple[str, ...]:
    """Say how piece number *place* of a page looks: its wording, its marks, where it stands, and in what draft."""
    text = page.text(page.pieces[place])
    tokens = lexicon.tokens(_NUMBER.sub("0", text))
    found = (*tokens.features, *_marks(text, len(tokens.stems)), *_standing(page, place))
    return tuple(dict.fromkeys(found))


def _marks(text: str, words: int) -> Iterator[str]:
    yield from (f"mark={mark}" for mark in "?!" if mark in text)
    yield f"long={min(LONGEST_CLASS, int(math.log2(words + 1)))}"


def _standing(page: Page, place: int) -> Iterator[str]:
    if place == 0:
        yield "place=first"
    if place == len(page.pieces) - 1:
        yield "place=last"
    yield from (f"{name}={value}" for name, value in page.setting if value)
    yield from (f"has={family}" for family in page.told(_TELLING))


def _examples(marked: Marked, page: Page, lexicon: Lexicon) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Yield every piece with each rule that is marked over half of it, or whose mark lies in it by half."""
    for number, piece in enumerate(page.pieces):
        place = page.pasted.whole.as_given(piece.start, piece.end)
        touched = [(rule, span) for rule, span in marked.faults if span.meets(place)]
        broken = [rule for rule, span in touched if _shared(span, place) * HALF >= min(_length(span), _length(place))]
        if broken or not touched:
            found = features(page, number, lexicon)
            yield from ((rule, found) for rule in broken or (FINE,))


def _shared(one: Span, other: Span) -> int:
    return min(one.end, other.end) - max(one.start, other.start)


def _length(span: Span) -> int:
    return span.end - span.start
