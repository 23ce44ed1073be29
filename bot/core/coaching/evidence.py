"""Holds a sentence of advice to what its guidelines and the person said.

Advice has to say things in its own way, so that not every word can be told. A clause that tells somebody what to do has
the most room; one that says how the world is has hardly any; what counts, dates or compares has none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.coaching.claims import Claims
from bot.core.coaching.clauses import About, Clause, Word, find, read_text
from bot.core.coaching.ground import Ground
from bot.core.coaching.house_words import House, is_small

VERDICT = 12
"""A sentence of so many words is judged as one clause."""
_FIRM = 2
"""So many words that were said let one stand beside them that was not."""
_OPENING = 3
"""Among so many words stands whom a clause is about, or what it depends on."""
_TWO = {"you", "i"}
_SHARE = 3
"""Of the words of weight of a clause about others, one in so many is its guideline's."""


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
        free = {word.start for phrase in claims.free for place in find(phrase, clause.words)
                for word in clause.words if place[0].start <= word.start <= place[1].start}  # fmt: skip
        for i, word in enumerate(clause.words[_lead(clause, claims) :], _lead(clause, claims)):
            if _marks(word, claims) and word.start not in free and not _was_said(clause, i, evidence):
                return True
    return False


def _was_said(clause: Clause, at: int, evidence: Evidence) -> bool:
    """Tell whether a mark was said; "than" was if what it compares by was."""
    word = clause.words[at]
    return evidence.holds(clause.words[at - 1] if word.fold == "than" and at else word)


def is_apart(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* says something, and no guideline says a word of it."""
    words = read_text(text, evidence.house.claims).words
    told, strange = _weighed(words, evidence)
    own = [word for word in (*told, *strange) if word.stem not in evidence.house.shared]
    return bool(own) and not any(evidence.guides(word) for word in words if not is_small(word, evidence.house.claims))


def unsupported(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* says what was not said."""
    clauses = read_text(text, evidence.house.claims).clauses
    if any(_is_unguided(clause, evidence) for clause in clauses):
        return True
    if sum(len(clause.words) for clause in clauses) <= VERDICT:
        told, strange = _weighed((word for clause in clauses for word in clause.words), evidence)
        return len(strange) > (1 if told else 0)
    return any(_is_loose(clause, evidence) for clause in clauses)


def _is_loose(clause: Clause, evidence: Evidence) -> bool:
    told, strange = _weighed(clause.words, evidence)
    most = 1 if len(told) >= _FIRM else 0
    if clause.open or clause.about is About.YOU or _advises(clause, evidence.house.claims):
        most = max(1, (len(told) + len(strange)) // 2)
    return len(strange) > most


def _is_unguided(clause: Clause, evidence: Evidence) -> bool:
    """Tell whether a clause says of others what hardly a word of the guidelines says; the person's words name them."""
    claims = evidence.house.claims
    begins = clause.words[:_OPENING]
    to_you = any(word.head in _TWO or word.fold in claims.advice["yours"] for word in begins)
    if clause.asked or to_you or _advises(clause, claims):
        return False
    weighty = [word for word in clause.words if not is_small(word, claims)]
    says_little = len(weighty) <= _FIRM and all(word.stem in evidence.house.shared for word in weighty)
    return len(weighty) > 1 and not says_little and sum(map(evidence.guides, weighty)) * _SHARE < len(weighty)


def _weighed(words: Iterable[Word], evidence: Evidence) -> tuple[list[Word], list[Word]]:
    """Return the words of weight that were said, and those that neither were nor belong to many guidelines."""
    house = evidence.house
    weighty = [word for word in words if not is_small(word, house.claims)]
    told = [word for word in weighty if evidence.holds(word)]
    return told, [word for word in weighty if word not in told and word.stem not in house.shared]


def _advises(clause: Clause, claims: Claims) -> bool:
    return clause.words[_lead(clause, claims)].fold in claims.advice["verbs"]


def _lead(clause: Clause, claims: Claims) -> int:
    """Return where a clause begins, after "then", "or" and the like."""
    last = len(clause.words) - 1
    return next((i for i, word in enumerate(clause.words[:last]) if word.fold not in claims.advice["leads"]), last)


def _marks(word: Word, claims: Claims) -> bool:
    return word.fold in claims.advice["marks"]


# ---- what a guideline speaks against -------------------------------------------------------------------------------


def gives_leave(text: str, claims: Claims, is_denied: Callable[[str, int], bool]) -> bool:
    """Tell whether *text* gives leave to go ahead, and nothing has to be so first."""
    clauses = read_text(text, claims).clauses
    found = (place[0] for clause in clauses for phrase in claims.leave for place in find(phrase, clause.words))
    return not _limits(clauses, claims) and any(not is_denied(text, first.start) for first in found)


def orders_what_is_not_to_be(text: str, evidence: Evidence, is_denied: Callable[[str, int], bool]) -> bool:
    """Tell whether *text* tells somebody to do what a guideline denies, and nothing has to be so first."""
    claims = evidence.house.claims
    clauses = read_text(text, claims).clauses
    against = {stem for ground in evidence.guidelines for fact in ground.facts for stem in fact.denied[:1]}
    orders = (clause.words[_lead(clause, claims)] for clause in clauses if _advises(clause, claims))
    return not _limits(clauses, claims) and any(
        not against.isdisjoint(claims.families.get(word.stem, {word.stem})) and not is_denied(text, word.start)
        for word in orders
    )


def _limits(clauses: Iterable[Clause], claims: Claims) -> bool:
    """Tell whether something has to be so first."""
    return any(word.fold in claims.advice["limits"] for clause in clauses for word in clause.words)
