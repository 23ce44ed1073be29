"""Holds a sentence of advice to what its guidelines and the person said.

Advice has to say things in its own way, so that not every word can be told. A clause that tells somebody what to do has
the most room; one that says how the world is has hardly any; what counts, dates or compares has none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bot.core.coaching.claims import Claims, Phrase
from bot.core.coaching.clauses import About, Clause, Word, find, read_text
from bot.core.coaching.ground import Ground
from bot.core.coaching.house_words import House, is_small

_FIRM = 2
"""So many words that were said let one stand beside them that was not."""
_FORBIDS = {"do", "dont", "never"}
"""What stands behind these at the beginning of a clause is an order, whatever it is."""
_IMPERSONAL = {"it", "this", "that"}
_OPENING = 3
"""Among so many words stands whose words a clause gives."""


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
        for i, word in enumerate(clause.words[_lead(clause, claims) :], _lead(clause, claims)):
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
    read = read_text(text, evidence.house.claims)
    told, strange = _weighed(read.words, evidence)
    own = [word for word in (*told, *strange) if word.stem not in evidence.house.shared]
    if not own or any(evidence.guides(word) for word in read.words if not is_small(word, evidence.house.claims)):
        return False
    plain = evidence.house.claims.ordinary
    return any(_subject(clause, evidence.house.claims) for clause in read.clauses) or (
        len(own) > 1 or own[0].stem not in plain
    )


def unsupported(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* says what was not said."""
    clauses = read_text(text, evidence.house.claims).clauses
    return any(_is_unguided(clause, evidence) or _is_loose(clause, evidence) for clause in clauses)


def _is_loose(clause: Clause, evidence: Evidence) -> bool:
    """Tell whether too much of a clause was not said; what it tells somebody to do may be said in plain words."""
    claims = evidence.house.claims
    told, strange = _weighed(clause.words, evidence)
    most = 1 if len(told) >= _FIRM else 0
    advises = _advises(clause, claims)
    if clause.open or clause.about is About.YOU or advises:
        most = max(1, (len(told) + len(strange)) // 2)
    odd = [word for word in strange if word.stem not in claims.ordinary and not word.fold.isdigit()]
    if advises:
        return len(strange) > most or any(word is not clause.words[_lead(clause, claims)] for word in odd)
    return len(strange) > most or (bool(odd) and clause.words[_lead(clause, claims)].head in _IMPERSONAL)


def _is_unguided(clause: Clause, evidence: Evidence) -> bool:
    """Tell whether a clause says of others what its guideline does not; the person's words no more than name them."""
    claims = evidence.house.claims
    weighty = [word for word in clause.words if not is_small(word, claims)]
    subject = _subject(clause, claims)
    if subject is None or not weighty:
        return False
    said = max((sum(ground.holds(word.stem) for word in weighty) for ground in evidence.guidelines), default=0)
    strange = [word for word in weighty if not evidence.guides(word) and word.stem not in evidence.house.shared]
    if subject.head in claims.advice["others"]:
        return not evidence.guides(weighty[0]) or said * 2 < len(weighty)
    if any(word.fold in claims.advice["sources"] for word in clause.words[:_OPENING]):
        return any(word.fold not in claims.advice["sources"] for word in strange) or said * 2 < len(weighty) - 1
    if len(weighty) == 1:
        return clause.words[0].fold in claims.advice["behind"] and not said
    if len(weighty) == _FIRM:
        return not said or bool(strange)
    return said * 2 <= len(weighty)


def _subject(clause: Clause, claims: Claims) -> Word | None:
    """Return the word that tells whom a clause is about if these are others; None where it claims nothing of them."""
    first = clause.words[0].fold
    if clause.asked or first in claims.advice["conditions"] or _advises(clause, claims):
        return None
    at = _lead(clause, claims)
    words = clause.words[at:]
    if len(words) > 1 and words[0].fold in claims.advice["behind"] | {"that"} and _is_pronoun(words[1], claims):
        return words[1] if words[1].head in claims.advice["others"] else None
    skipped = claims.advice["behind"]
    word = next((word for word in words if word.fold not in skipped), words[-1])
    return None if word.head in claims.advice["near"] | claims.advice["loose"] else word


def _is_pronoun(word: Word, claims: Claims) -> bool:
    return word.head in claims.advice["others"] | claims.advice["near"]


def _weighed(words: Iterable[Word], evidence: Evidence) -> tuple[list[Word], list[Word]]:
    """Return the words of weight that were said, and those that neither were nor belong to many guidelines."""
    house = evidence.house
    slight = house.claims.advice["loose"]
    weighty = [word for word in words if not is_small(word, house.claims) and word.fold not in slight]
    told = [word for word in weighty if evidence.holds(word)]
    return told, [word for word in weighty if word not in told and word.stem not in house.shared]


def _advises(clause: Clause, claims: Claims) -> bool:
    """Tell whether a clause tells somebody what to do: by its verb, or by what stands behind its first word."""
    at = _lead(clause, claims)
    first, after = clause.words[at], clause.words[at + 1 : at + 2]
    if first.fold in claims.advice["verbs"] or any(word.fold in _FORBIDS for word in clause.words[:at]):
        return True
    is_verb = first.fold not in claims.small and not first.fold.endswith(("s", "ed", "ing"))
    return is_verb and bool(after) and after[0].fold in claims.advice["objects"]


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
    found = (
        place[0] for clause in clauses for phrase in claims.advised["leave"] for place in find(phrase, clause.words)
    )
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
