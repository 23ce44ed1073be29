"""What a model may say because we say it ourselves: how our messages run, and what each guideline says.

A model that makes something up needs words for it. Loose words are no leave: "head" and "buyer" both stand somewhere in
our texts, "head buyer" does not.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.coaching.checking.claims import Claims
from bot.core.coaching.checking.clauses import Word, read_text
from bot.core.coaching.checking.ground import Ground, grounded

if TYPE_CHECKING:
    from bot.core.coaching.cards import Card

LINES = ("openers.toml", "scripts.toml", "situations.toml")
"""Where lines to send stand; what the pages of prompts/ hold beside them is left out by its name."""
NOT_SENT = {
    "means", "labels", "left_out", "unsaid", "places", "slots", "when", "verdict", "cards", "says", "why", "what",
    "brief", "signs",
}  # fmt: skip


Pair = tuple[str, str]
Run = tuple[str, str, str]


@dataclass(frozen=True, slots=True)
class House:
    """What our own words give leave for.

    *pairs* are neighbours in our lines to send, small words apart; *runs* three words in a row, small ones with them;
    *grounds* is what each guideline says.
    """

    claims: Claims
    pairs: frozenset[Pair]
    runs: frozenset[Run]
    grounds: Mapping[str, Ground]

    def tells(self, word: Word) -> bool:
        """Tell whether *word* says something in a line to send: it is no small word, or one that counts."""
        return word.fold in self.claims.courtesy["marks"] or not is_small(word, self.claims)


def read_house(folder: Path, cards: Iterable[Card], claims: Claims) -> House:
    """Read what our own words give leave for: the lines in *folder*, and what the guidelines say."""
    bare = House(claims, frozenset(), frozenset(), {})
    clauses = [clause for line in _lines(folder, claims) for clause in read_text(line, claims).clauses]
    return House(
        claims,
        frozenset(pair for clause in clauses for pair in pairwise(stems(filter(bare.tells, clause.words)))),
        frozenset(run for clause in clauses for run in runs(clause.words)),
        {card.id: grounded((_said(card),), "", claims) for card in cards},
    )


def is_small(word: Word, claims: Claims) -> bool:
    """Tell whether *word*, or what comes before its apostrophe, says nothing by itself."""
    return word.fold in claims.small or (word.head != word.fold and word.head in claims.small)


def stems(words: Iterable[Word]) -> Iterator[str]:
    """Yield the stem of every word."""
    return (word.stem for word in words)


def runs(words: Iterable[Word]) -> Iterator[Run]:
    """Yield every word with its neighbours; the first and the last have an empty one."""
    line = ("", *stems(words), "")
    return zip(line, line[1:], line[2:], strict=False)


def _lines(folder: Path, claims: Claims) -> Iterator[str]:
    yield from claims.courtesies
    for name in LINES:
        yield from _texts(tomllib.loads((folder / name).read_text(encoding="utf-8-sig")))


def _texts(page: object) -> Iterator[str]:
    if isinstance(page, str):
        yield page.replace("$", "")
    elif isinstance(page, list):
        yield from (text for entry in page for text in _texts(entry))
    elif isinstance(page, dict):
        yield from (text for name, entry in page.items() if name not in NOT_SENT for text in _texts(entry))


def _said(card: Card) -> str:
    return f"{card.rule} {card.why} {card.how}"
