"""Tells which words of a line to send nobody gave leave for: they are neither told, nor a message's own, nor ours.

What is told is told in any form. Where something is asked or left free plain words claim nothing, unless they belong to
somebody; elsewhere a word that nobody told has to stand beside one that we put beside it ourselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from bot.core.coaching.checking.advising import foretells, lead
from bot.core.coaching.checking.clauses import About, Clause, Word, read_text, starts
from bot.core.coaching.checking.deeds import misplaced, tells_past, turned_round
from bot.core.coaching.checking.ground import Ground, numbers
from bot.core.coaching.checking.house_words import House, runs, stems
from bot.core.coaching.checking.model_rules import filled
from bot.core.coaching.counting.tokens import words

_REACH = 3
"""So many words after "your" or "the" may still belong to somebody."""
_SAYS = 3
"""Words of the shortest clause that says something in small words."""
_BEGINNING = 2
"""Among so many words of a clause stands whoever does what it says."""
_SENDER = {About.ME, About.US}
_THEY = {"you", "they", "he", "she"}
_IS = {"is", "isnt"}
_OUTSIDE = {"in", "of", "at", "for", "on"}
"""Words that divide, but what comes after them belongs to the same person: "our days in accounts"."""


def unlicensed(line: str, told: Ground, house: House) -> tuple[str, ...]:
    """Return the words of a line to send that nobody gave leave for; places left open need none."""
    clauses = read_text(filled(line), house.claims).clauses
    pairs = zip((None, *clauses), clauses, strict=False)
    return tuple(word.fold for before, clause in pairs for word in _strange(clause, before, told, house))


def _strange(clause: Clause, before: Clause | None, told: Ground, house: House) -> Iterator[Word]:
    """Yield the words that say something, and were neither told nor stand as we would put them."""
    otherwise = set(misplaced(clause, before, told, house.claims))
    turned = set(turned_round(clause, told, house.claims))
    telling = [word for word in clause.words if house.tells(word)]
    counted, free = _counted(clause, told, house), _open(clause, before, house)
    ours = _ours(clause, telling, house) | starts(house.claims.turns, clause.words)
    if not telling and len(ours) < len(clause.words) and _hints(clause, told, house):
        yield clause.words[-1]
    courtesy = frozenset[str]() if foretells(clause, house.claims) else house.claims.courtesy["words"]
    for word in telling:
        is_told = told.holds(word.stem) and word not in otherwise
        plain = is_told or word.fold in courtesy or word.start in free
        if word in turned or (not counted.get(word.start, plain) and word.start not in ours):
            yield word


def _hints(clause: Clause, told: Ground, house: House) -> bool:
    """Tell whether small words alone say what somebody did or was, and nobody told it so."""
    signs = house.claims.courtesy
    line = [word.fold for word in clause.words]
    if clause.asked or len(line) < _SAYS or not signs["opens"].isdisjoint(line):
        return False
    return not signs["doers"].isdisjoint(line[:_BEGINNING]) and " ".join(line[1:]) not in " ".join(words(told.text))


def _counted(clause: Clause, told: Ground, house: House) -> dict[int, bool]:
    """Return where the words of numbers stand, and whether each number was told; one is none."""
    found = numbers(clause.words, house.claims)
    return {
        word.start: value == 1 or value in told.numbers
        for first, last, value in found
        for word in clause.words[first : last + 1]
    }


def _open(clause: Clause, before: Clause | None, house: House) -> set[int]:
    """Return where plain words stand that claim nothing: where something is asked or left free, and nobody's own."""
    signs = house.claims.courtesy
    asking, light = _asking(clause, house), _light(clause, before, house)
    made_easy = (word for word in clause.words[light:] if word.fold not in signs["marks"] or word is clause.words[0])
    free = {*clause.words[asking:], *made_easy}
    owners = (i for i, word in enumerate(clause.words) if word.fold in signs["owners"] and word.head == word.fold)
    owned = {word.start for i in owners for word in _owned(clause, i, house)}
    granted = {word.start for word in clause.words[_granted(clause, house) :]}
    return {word.start for word in free if word.stem in house.claims.ordinary} - owned - granted


def _asking(clause: Clause, house: House) -> int:
    """Return from where on something is asked or left free; of oneself "could" is no question but an offer."""
    signs = house.claims.courtesy
    opening = clause.words[: lead(clause, house.claims) + 1]
    if any(word.fold in signs["begins"] for word in opening) or (
        clause.asked and clause.words[0].fold not in signs["reasons"]
    ):
        return 0
    mine = clause.about in _SENDER and not clause.asked
    opens = signs["opens"] - (signs["able"] if mine else set())
    found = (i for i, word in enumerate(clause.words) if word.fold in opens or _ends(word, "d"))
    return next(found, len(clause.words))


def _granted(clause: Clause, house: House) -> int:
    """Return from where on somebody is taken to have done something, even where it is asked: "how you began it"."""
    claims = house.claims
    for at, (asks, doer, deed) in enumerate(zip(clause.words, clause.words[1:], clause.words[2:], strict=False)):
        if asks.fold in claims.courtesy["manners"] and doer.head in _THEY and tells_past(deed.fold, claims):
            return at + 2
    return len(clause.words)


def _light(clause: Clause, before: Clause | None, house: House) -> int:
    """Return from where on a clause only makes it easy: "that's fine", "no harm done", what follows on an "if"."""
    signs, first = house.claims.courtesy, clause.words[0]
    follows = before is not None and before.words[0].fold in signs["conditions"] and clause.about not in _SENDER
    is_so = _ends(first, "s") or any(word.fold in _IS for word in clause.words[1:2])
    judges = first.head in signs["pointers"] and is_so
    if follows or judges:
        return 0
    begins = enumerate(clause.words[:_BEGINNING])
    return next((i for i, word in begins if word.fold in signs["without"]), len(clause.words))


def _ends(word: Word, ending: str) -> bool:
    """Tell whether *word* is short for one with "would", or "will"."""
    return word.text.casefold().endswith((f"'{ending}", f"\u2019{ending}"))


def _owned(clause: Clause, at: int, house: House) -> Iterator[Word]:
    """Yield the words that belong to the owner at *at*."""
    for word in clause.words[at + 1 : at + 1 + _REACH]:
        if word.fold in house.claims.clauses["divides"] - _OUTSIDE:
            return
        yield word


def _ours(clause: Clause, telling: list[Word], house: House) -> set[int]:
    """Return where words stand that we put beside such a neighbour, or between such two, ourselves."""
    paired = {word.start for pair in pairwise(telling) if tuple(stems(pair)) in house.pairs for word in pair}
    amid = {word.start for word, run in zip(clause.words, runs(clause.words), strict=True) if run in house.runs}
    return paired | amid
