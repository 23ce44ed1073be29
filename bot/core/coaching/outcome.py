"""What was answered or shown, as values that scripts and tests read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence of an answer; guidance names its guidelines and quotes one of them."""

    text: str
    kind: Literal["guidance", "link", "question"]
    cards: tuple[str, ...] = ()
    quote: str | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A guideline that an answer rests on, and where it comes from."""

    card: str
    document: int | str
    title: str


@dataclass(frozen=True, slots=True)
class ShownSide:
    """One side of a disagreement, and the guideline that speaks for it."""

    card: str
    document: int | str
    text: str


@dataclass(frozen=True, slots=True)
class ShownDisagreement:
    """A disagreement as it was shown."""

    id: str
    sides: tuple[ShownSide, ...]
    decides: str
    default: str


@dataclass(frozen=True, slots=True)
class Checks:
    """What the verifier said."""

    passed: bool
    fired: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered to a question; `text` is everything that is visible, buttons apart."""

    route: str
    text: str
    paste: str | None
    sentences: tuple[Sentence, ...]
    citations: tuple[Citation, ...]
    disagreement: ShownDisagreement | None
    situation: Mapping[str, str | None]
    writer: str
    checks: Checks
    kind: str = "answer"


@dataclass(frozen=True, slots=True)
class Listed:
    """One guideline, for scripts."""

    id: str
    document: int | str
    title: str
    voice: str
    stance: str
    applies: str
    rule: str
    why: str
    how: str
    paste: str | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """The guidelines that were asked for."""

    cards: tuple[Listed, ...]
    kind: str = "cards"
