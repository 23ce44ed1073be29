"""Holds a sentence of advice to what its guidelines and the person said.

Advice has to say things in its own way, so that not every word can be told. A clause that tells somebody what to do has
the most room; one that says how the world is has hardly any; what counts, dates or compares has none at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from bot.core.coaching.checking.advising import advises, foretells, lead, leaves_open
from bot.core.coaching.checking.claims import Claims
from bot.core.coaching.checking.clauses import About, Clause, Word, find, read_text, starts
from bot.core.coaching.checking.evidence import Evidence
from bot.core.coaching.checking.house_words import House, is_small
from bot.core.coaching.checking.others import is_unguided

_FIRM = 2
"""So many words that were said let one stand beside them that was not."""
_FRAGMENT = 3
"""So few words say nothing in plain ones: "next time", "it happens"."""
_BEHIND = 3
"""So many words behind "before" or "all" may stand what is meant."""
_IMPERSONAL = {"it", "this", "that"}


def counts_unheard(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* counts, dates, compares or obliges where nothing that was said does."""
    claims = evidence.house.claims
    for clause in read_text(text, claims).clauses:
        free, rates = (starts(claims.advised[kind], clause.words) for kind in ("free", "rates"))
        for i, word in enumerate(clause.words[lead(clause, claims) :], lead(clause, claims)):
            marks = word.start not in free and _marks(word, claims)
            marks = marks or word.start in rates or _sets_limit(clause, i, claims)
            if marks and not _was_said(clause, i, evidence):
                return True
    return False


def _sets_limit(clause: Clause, at: int, claims: Claims) -> bool:
    """Tell whether a time stands behind "before", "by" or the like: "before the day is out"."""
    signs, before = claims.advice, clause.words[max(0, at - _BEHIND) : at]
    return clause.words[at].fold in signs["times"] and any(word.fold in signs["until"] for word in before)


def _was_said(clause: Clause, at: int, evidence: Evidence) -> bool:
    """Tell whether a mark was said; "than" was if what it compares by was."""
    word = clause.words[at]
    return evidence.holds(clause.words[at - 1] if word.fold == "than" and at else word)


def is_apart(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* says something, and no guideline says a word of it; plain words of advice are nothing."""
    claims, read = evidence.house.claims, read_text(text, evidence.house.claims)
    if any(evidence.guides(word) for word in read.words if not is_small(word, claims)):
        return False
    return any(_says_something(clause, evidence.house) for clause in read.clauses)


def _says_something(clause: Clause, house: House) -> bool:
    """Tell whether a clause claims anything, or holds a word that is not plain."""
    weighty = _weighty(clause, house)
    first = clause.words[lead(clause, house.claims)]
    is_odd = any(word.stem not in house.claims.advisory for word in weighty if word is not first)
    return is_odd or bool(weighty and not leaves_open(clause, house.claims))


def unsupported(text: str, evidence: Evidence) -> bool:
    """Tell whether *text* says what was not said."""
    clauses = read_text(text, evidence.house.claims).clauses
    return any(is_unguided(clause, evidence) or _is_loose(clause, evidence) for clause in clauses)


def strange(text: str, evidence: Evidence) -> tuple[str, ...]:
    """Return the words of *text* that say something, and no guideline that is named does."""
    clauses, small = read_text(text, evidence.house.claims).clauses, evidence.house.claims.small
    every = (
        word
        for clause in clauses
        for word in clause.words
        if word.fold not in small or _marks(word, evidence.house.claims)
    )
    return tuple(dict.fromkeys(word.text for word in every if not evidence.guides(word)))


def _is_loose(clause: Clause, evidence: Evidence) -> bool:
    """Tell whether too much of a clause was not said: what claims nothing has room for plain words, the rest hardly."""
    claims = evidence.house.claims
    weighty, first = _weighty(clause, evidence.house), clause.words[lead(clause, claims)]
    strange = [word for word in weighty if not evidence.holds(word)]
    odd = [word for word in strange if word.stem not in claims.advisory and not word.fold.isdigit()]
    is_odd = any(word is not first for word in odd)
    if strange and foretells(clause, claims):
        return True
    if advises(clause, claims) or (is_odd and first.head in _IMPERSONAL):
        return is_odd
    if not odd and (len(clause.words) <= _FRAGMENT or leaves_open(clause, claims)):
        return False
    if clause.open or clause.about is About.YOU:
        return len(strange) > max(1, len(weighty) // 2)
    return len(strange) > (1 if len(weighty) - len(strange) >= _FIRM else 0)


def _weighty(clause: Clause, house: House) -> list[Word]:
    """Return the words of a clause that say something."""
    advice = house.claims.advice
    slight = advice["loose"] | advice["nameless"] | advice["sources"] | advice["light"] | advice["acts"]
    return [word for word in clause.words if not is_small(word, house.claims) and word.fold not in slight]


def _marks(word: Word, claims: Claims) -> bool:
    return word.fold in claims.advice["marks"]


def speaks_for_all(text: str, claims: Claims) -> bool:
    """Tell whether *text* says what the sources as a whole say, which none of them can; "one of my sources" is one."""
    return any(_is_of_all(clause, claims) for clause in read_text(text, claims).clauses)


def _is_of_all(clause: Clause, claims: Claims) -> bool:
    return bool(starts(claims.advised["consensus"], clause.words)) or any(
        word.fold in claims.advice["at_large"] and _is_whole(clause.words[:at], claims)
        for at, word in enumerate(clause.words)
    )


def _is_whole(before: Sequence[Word], claims: Claims) -> bool:
    """Tell whether the words *before* the sources' name mean all of them, and nobody's own."""
    signs, said = claims.advice, {word.fold for word in before}
    near = {word.fold for word in before[-_BEHIND:]}
    return not near.isdisjoint(signs["whole"]) and said.isdisjoint(signs["picks"])


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
