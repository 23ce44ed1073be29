"""Holds a sentence of advice to what its guidelines and the person said.

Advice has to say things in its own way, so that not every word can be told. A clause that tells somebody what to do has
the most room; one that says how the world is has hardly any; what counts, dates or compares has none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.coaching.advising import advises, lead, subject
from bot.core.coaching.claims import Claims, Phrase
from bot.core.coaching.clauses import About, Clause, Word, find, read_text
from bot.core.coaching.ground import Ground
from bot.core.coaching.house_words import House, is_small
from bot.core.coaching.others import is_unguided

_FIRM = 2
"""So many words that were said let one stand beside them that was not."""
_IMPERSONAL = {"it", "this", "that"}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a sentence may rest on: the *guidelines* that it names, and what the *person* said."""

    guidelines: tuple[Ground, ...]
    person: Ground
    house: House

    def holds(self, word: Word) -> bool:
        """Tell whether one of them said this word."""
        return any(ground.holds(word.stem) for ground in self.grounds)

    @property
    def grounds(self) -> tuple[Ground, ...]:
        """Return what all of them said."""
        return (self.person, *self.guidelines)

    def guides(self, word: Word) -> bool:
        """Tell whether a guideline said this word."""
        return any(ground.holds(word.stem) for ground in self.guidelines)


def counts_unheard(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* counts, dates, compares or obliges where nothing that was said does."""
    claims = evidence.house.claims
    for clause in read_text(text, claims).clauses:
        free, rates = _places(claims.advised["free"], clause), _places(claims.advised["rates"], clause)
        for i, word in enumerate(clause.words[lead(clause, claims) :], lead(clause, claims)):
            marks = word.start in rates or (_marks(word, claims) and word.start not in free)
            if marks and not _was_said(clause, i, evidence):
                return True
    return False


def _places(phrases: Iterable[Phrase], clause: Clause) -> set[int]:
    """Return where the words of such phrases stand."""
    found = (place for phrase in phrases for place in find(phrase, clause.words))
    return {word.start for first, last in found for word in clause.words if first.start <= word.start <= last.start}


def _was_said(clause: Clause, at: int, evidence: Evidence) -> bool:
    """Tell whether a mark was said; "than" was if what it compares by was."""
    word = clause.words[at]
    return evidence.holds(clause.words[at - 1] if word.fold == "than" and at else word)


def is_apart(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* says something, and no guideline says a word of it; a plain word of advice is nothing."""
    house, read = evidence.house, read_text(text, evidence.house.claims)
    told, strange = _weighed(read.words, evidence)
    own = [word for word in (*told, *strange) if word.stem not in house.shared]
    if not own or any(evidence.guides(word) for word in read.words if not is_small(word, house.claims)):
        return False
    is_plain = len(own) == 1 and own[0].stem in house.claims.ordinary
    return not is_plain or any(subject(clause, house.claims) for clause in read.clauses)


def unsupported(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* says what was not said."""
    clauses = read_text(text, evidence.house.claims).clauses
    return any(is_unguided(clause, evidence) or _is_loose(clause, evidence) for clause in clauses)


def _is_loose(clause: Clause, evidence: Evidence) -> bool:
    """Tell whether too much of a clause was not said; in advice, and of "it", what was not has to be plain words."""
    claims = evidence.house.claims
    told, strange = _weighed(clause.words, evidence)
    odd = [word for word in strange if word.stem not in claims.ordinary and not word.fold.isdigit()]
    first, is_advice = clause.words[lead(clause, claims)], advises(clause, claims)
    if any(word is not first for word in odd) and (is_advice or first.head in _IMPERSONAL):
        return True
    if clause.open or clause.about is About.YOU or is_advice:
        return len(strange) > max(1, (len(told) + len(strange)) // 2)
    return len(strange) > (1 if len(told) >= _FIRM else 0)


def _weighed(words: Iterable[Word], evidence: Evidence) -> tuple[list[Word], list[Word]]:
    """Return the words of weight that were said, and those that neither were nor belong to many guidelines."""
    house = evidence.house
    slight = house.claims.advice["loose"]
    weighty = [word for word in words if not is_small(word, house.claims) and word.fold not in slight]
    told = [word for word in weighty if evidence.holds(word)]
    return told, [word for word in weighty if word not in told and word.stem not in house.shared]


def _marks(word: Word, claims: Claims) -> bool:
    return word.fold in claims.advice["marks"]


# ---- what a guideline speaks against -------------------------------------------------------------------------------


def gives_leave(text: str, claims: Claims, is_denied: Callable[[str, int], bool]) -> bool:
    """Tell whether *text* gives leave to go ahead, and nothing has to be so first."""
    clauses = read_text(text, claims).clauses
    found = (
        place[0] for clause in clauses for phrase in claims.advised["leave"] for place in find(phrase, clause.words)
    )
    return not _limits(clauses, claims) and any(not is_denied(text, first.start) for first in found)


def orders_what_is_not_to_be(text: str, evidence: Evidence, is_denied: Callable[[str, int], bool]) -> bool:
    """Tell whether *text* tells somebody to do what a guideline denies, and nothing has to be so first."""
    claims = evidence.house.claims
    clauses = read_text(text, claims).clauses
    against = {stem for ground in evidence.guidelines for fact in ground.facts for stem in fact.denied[:1]}
    orders = (clause.words[lead(clause, claims)] for clause in clauses if advises(clause, claims))
    return not _limits(clauses, claims) and any(
        not against.isdisjoint(claims.families.get(word.stem, {word.stem})) and not is_denied(text, word.start)
        for word in orders
    )


def _limits(clauses: Iterable[Clause], claims: Claims) -> bool:
    """Tell whether something has to be so first."""
    return any(word.fold in claims.advice["limits"] for clause in clauses for word in clause.words)
