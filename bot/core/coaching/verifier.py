"""Checks an answer before it is shown: what it says stands on guidelines, word for word where it quotes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING

from bot.core.coaching.counting.tokens import words

if TYPE_CHECKING:
    from bot.core.coaching.cards import Card
    from bot.core.coaching.outcome import Sentence

VISIBLE_WORDS = 90
"""Everything a person sees of an answer, buttons apart."""
QUOTE_WORDS = range(4, 16)


def faults(sentences: Iterable[Sentence], cards: Mapping[str, Card], visible: str) -> tuple[str, ...]:
    """Name the rules that an answer breaks; none for one that may be shown."""
    broken = dict.fromkeys(fault for sentence in sentences for fault in _faults(sentence, cards))
    if len(visible.split()) > VISIBLE_WORDS:
        broken["too-long"] = None
    return tuple(broken)


def _faults(sentence: Sentence, cards: Mapping[str, Card]) -> Iterator[str]:
    if sentence.kind != "guidance":
        return
    if not sentence.cards:
        yield "guidance-without-source"
    if any(card not in cards for card in sentence.cards):
        yield "unknown-source"
    if not is_quoted(sentence, cards):
        yield "quote-not-in-source"


def is_quoted(sentence: Sentence, cards: Mapping[str, Card]) -> bool:
    """Tell whether the quote is one run of words of a guideline that the sentence names."""
    quote = words(sentence.quote or "")
    sources = (cards[card] for card in sentence.cards if card in cards)
    return len(quote) in QUOTE_WORDS and any(
        _holds(words(text), quote) for card in sources for text in (card.rule, card.why, card.how)
    )


def opening(text: str) -> str:
    """Return the first words of *text*, as many as a quote may have, as they stand there."""
    typed = text.split()
    while len(words(" ".join(typed))) > QUOTE_WORDS[-1]:
        typed.pop()
    return " ".join(typed)


def _holds(text: list[str], run: list[str]) -> bool:
    return any(text[i : i + len(run)] == run for i in range(len(text) - len(run) + 1))
