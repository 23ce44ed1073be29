"""Chooses the guidelines that a model is told for one request: all of them would not fit where little can be read."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice

from bot.core.coaching.cards import Card, Disagreement
from bot.core.coaching.library import Library

MOST = 40
"""Guidelines; with many more, instructions and a request no longer fit into some 5,000 tokens."""


@dataclass(frozen=True, slots=True)
class Excerpt:
    """What a model is told of all that is known: guidelines, the likeliest first, and these as lines of *text*."""

    cards: Mapping[str, Card]
    text: str


def excerpt(first: Iterable[str], words: str, library: Library, most: int = MOST) -> Excerpt:
    """Return the guidelines named *first*, then those that *words* are most like, at *most* so many.

    For words that search can't read all guidelines are told.
    """
    cards = _chosen(first, words, library, most)
    return Excerpt(cards, "\n".join(("GUIDELINES", *(_line(card, library) for card in cards.values()))))


def excerpt_for_advice(first: Iterable[str], words: str, library: Library) -> Excerpt:
    """Return the same with what each has ready to send, and the points on which they pull apart below them."""
    cards = _chosen(first, words, library, MOST)
    lines = (_line(card, library) + (f' "{card.paste}"' if card.paste else "") for card in cards.values())
    return Excerpt(cards, "\n".join(("GUIDELINES", *lines, *_points(cards, library))))


def _chosen(first: Iterable[str], words: str, library: Library, most: int) -> Mapping[str, Card]:
    found = library.ranking.best(library.tokens(words), most)
    names = library.cards if library.is_foreign(words) else islice(dict.fromkeys((*first, *found)), most)
    return {name: library.cards[name] for name in names}


def _line(card: Card, library: Library) -> str:
    return f"{card.id} | {library.source(card)} | {card.stance} | {card.rule} {card.why} {card.how}"


def _points(cards: Mapping[str, Card], library: Library) -> Iterator[str]:
    quarrels = [one for one in library.disagreements.values() if _is_between(one, cards)]
    if quarrels:
        yield "POINTS THAT PULL APART"
    for quarrel in quarrels:
        sides = " / ".join(side.says for side in quarrel.sides)
        yield f"{quarrel.id} | {quarrel.about} | {sides} | what decides: {quarrel.decides}"


def _is_between(quarrel: Disagreement, cards: Mapping[str, Card]) -> bool:
    """Tell whether each side has a guideline among *cards*."""
    return all(any(card in cards for card in side.cards) for side in quarrel.sides)
