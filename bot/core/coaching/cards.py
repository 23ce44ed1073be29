"""What the documents advise: guidelines in our own words, and where the documents pull apart."""

from __future__ import annotations

from dataclasses import dataclass

ACTING = "side=acting"


@dataclass(frozen=True, slots=True)
class Document:
    """One of the five source texts, or our own habits."""

    id: int | str
    title: str
    nickname: str
    year: str = ""


@dataclass(frozen=True, slots=True)
class Card:
    """One guideline, and the document and the voice it comes from.

    `rule` is what to do, in at most twelve words; `why` is the reason; `how` is the way to do it; `paste` is a line
    ready to send, or empty. In the second document the author, the commenters and the author's replies differ.
    """

    id: str
    document: Document
    rule: str
    why: str
    how: str
    paste: str = ""
    voice: str = "author"
    stance: str = "do"
    applies: str = ""

    @property
    def is_for_acting(self) -> bool:
        """Tell whether it is for whoever acts alone, and no answer to whoever was acted on."""
        return ACTING in self.applies


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a disagreement: the guidelines that stand on it, the first of which speaks for it."""

    cards: tuple[str, ...]
    says: str


@dataclass(frozen=True, slots=True)
class Settled:
    """What follows once the open question has its answer, and the guideline that it rests on."""

    card: str
    says: str


@dataclass(frozen=True, slots=True)
class Disagreement:
    """Guidelines that pull apart, what decides between them, and what we advise as long as nothing else is known."""

    id: str
    about: str
    sides: tuple[Side, Side]
    decides: str
    default: str
    asks: str
    yes: Settled
    no: Settled

    def side_of(self, card: str) -> Side | None:
        """Return the side that *card* stands on, if any."""
        return next((side for side in self.sides if card in side.cards), None)

    def against(self, card: str) -> Side:
        """Return the side opposite to *card*; for a guideline on neither side, the second one."""
        return self.sides[0] if card in self.sides[1].cards else self.sides[1]


@dataclass(frozen=True, slots=True)
class Gap:
    """A kind of thing that people ask about and no document holds."""

    id: str
    says: str
    where: str
    sign: str = ""
