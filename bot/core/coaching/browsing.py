"""Shows what the coach goes by: every guideline in a line, or one of them whole."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import groupby

from bot.core.coaching.cards import Card
from bot.core.coaching.library import Library
from bot.core.coaching.outcome import Listed, Shelf
from bot.core.errors import NotKept
from bot.core.replies import Bullets, Paste, Reply


def guidelines(name: str, library: Library) -> Reply:
    """Show the guideline *name*, or a list of all when it is empty.

    Raises:
        NotKept: there is no such guideline.
    """
    if not name:
        return _all(library)
    card = library.cards.get(name.casefold())
    if card is None:
        raise NotKept("no_card", name=name)
    paste = (Paste(card.paste),) if card.paste else ()
    return Reply((library.in_full(card), *paste, *_quarrels(card, library)), result=_shelf([card]))


def _all(library: Library) -> Reply:
    cards = library.cards.values()
    lists = (
        Bullets(library.titled(shelf[0], voiced=False), tuple(f"{card.id}: {card.rule}" for card in shelf))
        for _, group in groupby(cards, key=lambda card: card.document)
        for shelf in [list(group)]
    )
    return Reply(tuple(lists), result=_shelf(cards))


def _quarrels(card: Card, library: Library) -> tuple[Bullets, ...]:
    others = tuple(
        f"{quarrel.about}: {quarrel.against(card.id).says}"
        for quarrel in library.disagreements.values()
        if quarrel.side_of(card.id)
    )
    return (Bullets(library.phrases["answers"]["others"], others),) if others else ()


def _shelf(cards: Iterable[Card]) -> Shelf:
    return Shelf(tuple(_listed(card) for card in cards))


def _listed(card: Card) -> Listed:
    document = card.document
    said = (card.rule, card.why, card.how, card.paste or None)
    return Listed(card.id, document.id, document.title, card.voice, card.stance, card.applies, *said)
