"""What a draft may rest on: the words, numbers and denials in what somebody told us."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from bot.core.coaching.checking.claims import Claims, stems
from bot.core.coaching.checking.clauses import About, Clause, Word, read_text, starts
from bot.core.coaching.counting.tokens import plain_text

_DIGITS = re.compile(r"(\d+(?:[.,]\d+)*)(k|th|st|nd|rd|am|pm|s|yrs?|hrs?|mins?|x|m)?")
_THOUSANDS = re.compile(r"\d{1,3}(?:[.,]\d{3})+")
_OBJECTS = {"me", "us", "him", "them"}
"""Pronouns that never say who does something."""
_DONE_TO = {About.ME: {"me"}, About.YOU: {"you", "him", "her", "them"}, About.US: {"us"}}
"""By what pronoun it is told to whom something is done; a told fact speaks of "him", the line of "you"."""
_ASK = "ask"
ANYWHERE = -1
"""The place of what may stand beside anything."""
_MULTIPLES = (100, 1000, 1_000_000)
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
class Mention:
    """One word as it was told: at which *place*, in which *form*, of *whom* (OTHER: of nobody in particular).

    Places of one clause are the same, those of the next one follow; what the draft is for has ANYWHERE. What "you" were
    *asked* was not told to be so. *offered* tells that the sender offers it, *done_to* to whom it is done.
    """

    place: int
    form: str
    whom: About
    asked: bool
    offered: bool = False
    done_to: About | None = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What a draft may rest on.

    *stems* are the words as told, *known* adds whatever stands for the same thing; *counted* are numbers with the word
    that follows; *mentioned* tells by stem how each word, and whatever stands for the same thing, was told.
    """

    text: str
    stems: frozenset[str]
    known: frozenset[str]
    numbers: frozenset[float]
    counted: frozenset[tuple[float, str]]
    facts: tuple[Fact, ...]
    mentioned: Mapping[str, tuple[Mention, ...]]

    def holds(self, stem: str) -> bool:
        """Tell whether we were told this word, another form of it, or one that stands for the same."""
        begins = stem[: _KIN - 1]
        return stem in self.known or any(told.startswith(begins) and _kin(stem, told) for told in self.stems)

    def mentions(self, stem: str) -> Iterator[Mention]:
        """Yield every place where we were told this word, another form of it, or one that stands for the same."""
        begins = stem[: _KIN - 1]
        kin = (told for told in self.stems if told.startswith(begins) and _kin(stem, told))
        for told in dict.fromkeys((stem, *kin)):
            yield from self.mentioned.get(told, ())

    def miscounts(self, value: float, stem: str) -> bool:
        """Tell whether we were told another number of this, and not *value*."""
        told = {number for number, counted in self.counted if counted == stem}
        return bool(told) and value not in told


def grounded(facts: tuple[str, ...], names: str, claims: Claims) -> Ground:
    """Read the facts we were told, and who and what the draft is for."""
    told = "\n".join((*facts, names))
    spoken = stems(told)
    families = (claims.families.get(stem, frozenset()) for stem in spoken)
    line = read_text(told, claims).words
    found = tuple(numbers(line, claims))
    return Ground(
        text=plain_text(told),
        stems=spoken,
        known=spoken.union(*families),
        numbers=frozenset(value for _, _, value in found),
        counted=frozenset((value, line[last + 1].stem) for _, last, value in found if last + 1 < len(line)),
        facts=tuple(_fact(clause, claims) for fact in facts for clause in read_text(fact, claims).clauses),
        mentioned=_mentioned(facts, names, claims),
    )


def whose(word: Word, claims: Claims) -> About | None:
    """Return of whom a pronoun speaks: the sender, the other one, or both; None for any other word."""
    signs = claims.clauses
    if word.fold in signs[About.US]:
        return About.US
    if word.fold in signs[About.ME]:
        return About.ME
    is_theirs = word.head in claims.advice["others"] or word.fold in signs[About.YOU] | signs["theirs"]
    return About.YOU if is_theirs else None


def done_to(clause: Clause, at: int) -> About | None:
    """Return to whom something is done: the pronoun right behind the word at *at*; None where there is none."""
    after = clause.words[at + 1].fold if at + 1 < len(clause.words) else ""
    return next((about for about, pronouns in _DONE_TO.items() if after in pronouns), None)


def _mentioned(facts: Sequence[str], names: str, claims: Claims) -> Mapping[str, tuple[Mention, ...]]:
    """Return how each word was told, by its stem and by the stems of its family."""
    found: dict[str, list[Mention]] = {}
    for place, clause in _placed(facts, names, claims):
        whom, is_request = About.OTHER, clause.asked and clause.about is About.YOU
        offered = _offered(clause, claims)
        for at, word in enumerate(clause.words):
            whom = whom if word.fold in _OBJECTS else whose(word, claims) or whom
            mention = Mention(place, word.fold, whom, is_request, word.start in offered, done_to(clause, at))
            for stem in claims.families.get(word.stem, {word.stem}):
                found.setdefault(stem, []).append(mention)
    return {stem: tuple(mentions) for stem, mentions in found.items()}


def _offered(clause: Clause, claims: Claims) -> set[int]:
    """Return where stands what the sender offers to do; whoever may ask somebody for it offers nothing."""
    begins = starts(claims.offers, clause.words)
    behind = [word for word in clause.words if begins and word.start > max(begins)]
    return set() if behind and behind[0].fold == _ASK else {word.start for word in behind}


def _placed(facts: Sequence[str], names: str, claims: Claims) -> Iterator[tuple[int, Clause]]:
    """Yield every clause that was told with its place; between two facts one place is free."""
    place = 0
    for fact in facts:
        place += 1
        for clause in read_text(fact, claims).clauses:
            place += 1
            yield place, clause
    yield from ((ANYWHERE, clause) for clause in read_text(names, claims).clauses)


def numbers(line: Sequence[Word], claims: Claims) -> Iterator[tuple[int, int, float]]:
    """Yield the places of the first and last word of every number in *line*, and its value.

    "Twenty-two" and "four hundred and six" are one number each.
    """
    i = 0
    while i < len(line):
        value, last = _number(line[i], claims), i
        if value is not None:
            while (more := _more(value, line[last + 1 : last + 3], claims)) is not None:
                value, last = more[0], last + more[1]
            yield i, last, value
        i = last + 1


def _more(value: float, after: Sequence[Word], claims: Claims) -> tuple[float, int] | None:
    """Return *value* together with the number word that goes on with it, and how many words that takes."""
    linked = len(after) > 1 and after[0].fold == "and" and value >= _MULTIPLES[0]
    word = after[1] if linked else next(iter(after), None)
    following = claims.numbers.get(word.fold) if word else None
    if following is None:
        return None
    if following in _MULTIPLES and value < following and not linked:
        return value * following, 1
    tens = value in range(20, 100, 10) and following < 10
    if tens or (value >= _MULTIPLES[0] and following < _MULTIPLES[0]):
        return value + following, 2 if linked else 1
    return None


def _number(word: Word, claims: Claims) -> float | None:
    if (digits := _DIGITS.fullmatch(word.fold)) is None:
        return claims.numbers.get(word.fold)
    if _THOUSANDS.fullmatch(digits[1]):
        return float(re.sub("[.,]", "", digits[1]))
    whole, *parts = re.split("[.,]", digits[1])
    value = float(f"{whole}.{parts[0]}" if len(parts) == 1 else whole)
    return value * 1000 if digits[2] == "k" else value


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
