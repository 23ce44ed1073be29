"""Holds what a clause says of others to its guidelines: they have to say most of it, and hold all that a source says.

What the person said names somebody and is no evidence of what they do, and what many guidelines say is none either.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.coaching.advising import subject
from bot.core.coaching.clauses import Clause, Word
from bot.core.coaching.house_words import is_small

if TYPE_CHECKING:
    from bot.core.coaching.evidence import Evidence

_OPENING = 3
"""Among so many words stands whose words a clause gives."""
_FEW = 2


class Sort(StrEnum):
    """What a clause says of others: of him or her, in somebody's name, in one word, in two, or in more."""

    SOMEBODY = "somebody"
    SOURCE = "source"
    WORD = "word"
    SHORT = "short"
    LONG = "long"


@dataclass(frozen=True, slots=True)
class Saying:
    """What a clause says of others.

    *weighty* are its words that say something, *new* those that neither a guideline said nor many do, and *said* counts
    those that one guideline said.
    """

    clause: Clause
    evidence: Evidence
    weighty: tuple[Word, ...]
    new: tuple[Word, ...]
    said: int


def is_unguided(clause: Clause, evidence: Evidence) -> bool:
    """Tell whether a clause says of others what its guidelines do not."""
    claims, house = evidence.house.claims, evidence.house
    first = subject(clause, claims)
    weighty = tuple(word for word in clause.words if not is_small(word, claims))
    if first is None or not weighty:
        return False
    new = tuple(word for word in weighty if not evidence.guides(word) and word.stem not in house.shared)
    said = max((sum(ground.holds(word.stem) for word in weighty) for ground in evidence.guidelines), default=0)
    saying = Saying(clause, evidence, weighty, new, said)
    return UNGUIDED[_sort(first, saying)](saying)


def _sort(first: Word, saying: Saying) -> Sort:
    signs, words = saying.evidence.house.claims.advice, saying.clause.words
    if first.head in signs["others"]:
        return Sort.SOMEBODY
    if any(word.fold in signs["sources"] for word in words[:_OPENING]):
        return Sort.SOURCE
    if len(saying.weighty) == 1:
        return Sort.WORD
    return Sort.SHORT if len(saying.weighty) == _FEW else Sort.LONG


def _of_somebody(saying: Saying) -> bool:
    return not saying.evidence.guides(saying.weighty[0]) or saying.said * 2 < len(saying.weighty)


def _of_a_source(saying: Saying) -> bool:
    sources = saying.evidence.house.claims.advice["sources"]
    return any(word.fold not in sources for word in saying.new) or saying.said * 2 < len(saying.weighty) - 1


def _in_a_word(saying: Saying) -> bool:
    return saying.clause.words[0].fold in saying.evidence.house.claims.advice["behind"] and not saying.said


def _in_short(saying: Saying) -> bool:
    return not saying.said or bool(saying.new)


def _at_length(saying: Saying) -> bool:
    return saying.said * 2 <= len(saying.weighty)


UNGUIDED: dict[Sort, Callable[[Saying], bool]] = {
    Sort.SOMEBODY: _of_somebody,
    Sort.SOURCE: _of_a_source,
    Sort.WORD: _in_a_word,
    Sort.SHORT: _in_short,
    Sort.LONG: _at_length,
}
"""When each sort is not what the guidelines say."""
