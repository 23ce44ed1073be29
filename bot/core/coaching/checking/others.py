"""Holds what a clause says of others to its guidelines: they have to say most of it, and hold all that a source says.

What the person said names somebody and is no evidence of what they do.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

from bot.core.coaching.checking.advising import subject
from bot.core.coaching.checking.clauses import Clause, Word
from bot.core.coaching.checking.deeds import is_past
from bot.core.coaching.checking.evidence import Evidence
from bot.core.coaching.checking.house_words import is_small

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

    *weighty* are its words that say something, *new* those that no guideline said, and *said* counts those that one
    guideline said.
    """

    clause: Clause
    evidence: Evidence
    weighty: tuple[Word, ...]
    new: tuple[Word, ...]
    said: int


def is_unguided(clause: Clause, evidence: Evidence) -> bool:
    """Tell whether a clause says of others what its guidelines do not."""
    claims = evidence.house.claims
    first = subject(clause, claims)
    if first is None:
        return False
    light = (
        frozenset[str]() if first.head in claims.advice["others"] else claims.advice["light"] | claims.advice["acts"]
    )
    weighty = tuple(word for word in clause.words if not is_small(word, claims) and word.fold not in light)
    if not weighty:
        return False
    new = tuple(word for word in weighty if word.fold not in claims.advice["nameless"] and not evidence.guides(word))
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
    is_new = not saying.evidence.guides(saying.weighty[0]) or saying.said * 2 < len(saying.weighty)
    return is_new or any(_is_past_for_once(word, saying.evidence) for word in saying.weighty)


def _is_past_for_once(word: Word, evidence: Evidence) -> bool:
    """Tell whether something is told as done that nobody told as done."""
    told = (mention for ground in evidence.grounds for mention in ground.mentions(word.stem))
    return is_past(word.fold) and not any(is_past(mention.form) for mention in told)


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
