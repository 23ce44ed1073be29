"""What a draft may rest on: the words, numbers and denials in what somebody told us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from bot.core.coaching.claims import Claims, stems
from bot.core.coaching.clauses import About, Clause, Word, read_text
from bot.core.coaching.tokens import plain_text

_DIGITS = re.compile(r"(\d+)(k|th|st|nd|rd|am|pm|s|yrs?|hrs?|mins?|min|x|m)?")
_KIN = 5
"""So many letters two words have to begin with in common to be forms of one ("Norwegian", "Norway" are not)."""
_MADE_UP = 1.75
"""A form of a word is at most so many times as long as what both begin with."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One clause of what we were told, in stems: what it affirms, what it denies, and whether the sender is in it."""

    affirmed: frozenset[str]
    denied: tuple[str, ...]
    personal: bool


@dataclass(frozen=True, slots=True)
class Ground:
    """What a draft may rest on; *stems* as told, *known* with whatever stands for the same thing."""

    text: str
    stems: frozenset[str]
    known: frozenset[str]
    numbers: frozenset[int]
    facts: tuple[Fact, ...]

    def holds(self, stem: str) -> bool:
        """Tell whether we were told this word, another form of it, or one that stands for the same."""
        return stem in self.known or any(_kin(stem, told) for told in self.stems)


def grounded(facts: tuple[str, ...], names: str, claims: Claims) -> Ground:
    """Read the facts we were told, and who and what the draft is for."""
    told = "\n".join((*facts, names))
    spoken = stems(told)
    families = (claims.families.get(stem, frozenset()) for stem in spoken)
    line = read_text(told, claims).words
    return Ground(
        text=plain_text(told),
        stems=spoken,
        known=spoken.union(*families),
        numbers=frozenset(value for _, _, value in numbers(line, claims)),
        facts=tuple(_fact(clause, claims) for fact in facts for clause in read_text(fact, claims).clauses),
    )


def numbers(line: Sequence[Word], claims: Claims) -> Iterator[tuple[int, int, int]]:
    """Yield the places of the first and last word of every number in *line*, and its value; "twenty-two" is one."""
    i = 0
    while i < len(line):
        value = _number(line[i], claims)
        if value is None:
            i += 1
            continue
        last = i
        following = _number(line[i + 1], claims) if i + 1 < len(line) else None
        if value in range(20, 100, 10) and following in range(1, 10) and not line[i].fold[0].isdigit():
            value, last = value + (following or 0), i + 1
        yield i, last, value
        i = last + 1


def _number(word: Word, claims: Claims) -> int | None:
    if (digits := _DIGITS.fullmatch(word.fold)) is None:
        return claims.numbers.get(word.fold)
    return int(digits[1]) * (1000 if digits[2] == "k" else 1)


def _fact(clause: Clause, claims: Claims) -> Fact:
    """Split a clause of a fact at its first denial: what comes after it is denied."""
    signs = claims.clauses
    at = next((i for i, word in enumerate(clause.words) if word.fold in signs["never"] | signs["none"]), None)
    personal = clause.about in {About.ME, About.US}
    if at is None:
        return Fact(frozenset(word.stem for word in clause.words), (), personal)
    after = clause.words[at + 1 :]
    light = signs["light"] if any(_tells(word, claims) for word in after) else frozenset[str]()
    denied = tuple(word.stem for word in after if word.fold not in light | (claims.small - signs["light"]))
    if clause.words[at].fold in signs["none"]:
        denied = tuple(stem for stem in denied if stem not in claims.ordinary)
    return Fact(frozenset(word.stem for word in clause.words[:at]), denied, personal)


def _tells(word: Word, claims: Claims) -> bool:
    """Tell whether a denial of this word alone says something."""
    return word.fold not in claims.small | claims.clauses["light"]


def _kin(one: str, other: str) -> bool:
    """Tell whether two stems are forms of one word: "bake" and "baker", "ceramic" and "ceramicist"."""
    short = min(len(one), len(other))
    if short < _KIN - 1 or max(len(one), len(other)) > short * _MADE_UP:
        return False
    shared = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), short)
    return shared >= max(_KIN - 1, short - 1)
