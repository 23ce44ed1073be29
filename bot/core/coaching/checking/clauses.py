"""Cuts a draft into words and clauses, and tells of each clause whom it is about and whether it claims anything."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cached_property

from bot.core.coaching.checking.claims import ANYTHING, START, Claims, Phrase, stem
from bot.core.coaching.counting.tokens import plain_text, words

_WORD = re.compile(r"\d+(?:[.,]\d+)+\w*|[^\W_]+(?:['\u2019\u02bc][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.!?\u2026]+(?=[\s\"')\u201d\u2019\]]|$)|\n+")
_CLAUSE_END = re.compile(r"[,;:()\u2013\u2014]|\s-+\s")
_CONDITIONS = {"if", "unless", "whenever"}
"""What follows on one of these is no claim either."""


class About(StrEnum):
    """Whom a clause is about."""

    ME = "me"
    YOU = "you"
    US = "us"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Word:
    """A word where it stands; *head* is what comes before its apostrophe, *first* tells that it opens a sentence."""

    text: str
    start: int
    end: int
    fold: str
    head: str
    first: bool = False

    @property
    def stem(self) -> str:
        """Return the stem; a possessive's is that of the owner."""
        return stem(self.head if self.text[-2:].casefold() in {"'s", "\u2019s"} else self.fold)


@dataclass(frozen=True, slots=True)
class Clause:
    """A piece of a sentence: whom it is about, and whether it is a wish, an offer or a question, or an opinion."""

    words: tuple[Word, ...]
    about: About
    open: bool
    opinion: bool
    negated: bool
    asked: bool = False


@dataclass(frozen=True)
class Text:
    """A draft, or a fact, in clauses."""

    clauses: tuple[Clause, ...]

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """Return every word in order."""
        return tuple(word for clause in self.clauses for word in clause.words)


def read_text(text: str, claims: Claims) -> Text:
    """Cut *text* into clauses."""
    clauses: list[Clause] = []
    for start, end, asked in _sentences(text):
        clauses += _sentence(text, start, end, asked, claims)
    return Text(tuple(clauses))


def find(phrase: Phrase, line: Sequence[Word]) -> Iterator[tuple[Word, Word]]:
    """Yield the first and the last word of every place where *phrase* stands in *line*."""
    begins = phrase[0] == START
    phrase = phrase[1:] if begins else phrase
    for i, word in enumerate(line[:1] if begins else line):
        if word.fold == phrase[0] and (last := _follow(phrase[1:], line, i + 1)):
            yield word, line[last - 1]


def starts(phrases: Iterable[Phrase], line: Sequence[Word]) -> set[int]:
    """Return where the words of such phrases stand in *line*."""
    found = (place for phrase in phrases for place in find(phrase, line))
    return {word.start for first, last in found for word in line if first.start <= word.start <= last.start}


def _follow(phrase: Phrase, line: Sequence[Word], at: int) -> int:
    """Return the place after *phrase* in *line* from *at* on, or 0."""
    if not phrase:
        return at
    if phrase[0] == ANYTHING:
        return next((last for gap in range(4) if (last := _follow(phrase[1:], line, at + gap))), 0)
    return _follow(phrase[1:], line, at + 1) if at < len(line) and line[at].fold == phrase[0] else 0


def _sentences(text: str) -> Iterator[tuple[int, int, bool]]:
    start = 0
    for stop in _SENTENCE_END.finditer(text):
        yield start, stop.start(), "?" in stop[0]
        start = stop.end()
    yield start, len(text), False


def _sentence(text: str, start: int, end: int, asked: bool, claims: Claims) -> list[Clause]:
    found = [_word(match) for match in _WORD.finditer(text, start, end)]
    if not found:
        return []
    found[0] = replace(found[0], first=True)
    clauses: list[Clause] = []
    for line in _pieces(text, found, claims):
        clauses.append(_clause(line, clauses[-1] if clauses else None, claims))
    return _asking(clauses, claims) if asked else clauses


def _word(match: re.Match[str]) -> Word:
    fold = "".join(words(match[0])) if not match[0][0].isdigit() else plain_text(match[0])
    head = "".join(words(re.split("['\u2019\u02bc]", match[0])[0]))
    return Word(match[0], match.start(), match.end(), fold, head)


def _pieces(text: str, found: list[Word], claims: Claims) -> Iterator[tuple[Word, ...]]:
    """Cut a sentence at its commas, and before a joining word that a pronoun follows."""
    piece: list[Word] = []
    for i, word in enumerate(found):
        if piece and (
            _CLAUSE_END.search(text, piece[-1].end, word.start) or _joins(piece[-1], found[i : i + 2], claims)
        ):
            yield tuple(piece)
            piece = []
        piece.append(word)
    yield tuple(piece)


def _joins(before: Word, pair: list[Word], claims: Claims) -> bool:
    """Tell whether a new clause begins; "you and I" is one."""
    if (
        len(pair) < 2
        or (pair[0].fold == "and" and before.fold in claims.clauses["you"])
        or pair[0].fold not in claims.clauses["splits"]
    ):
        return False
    return pair[1].head in claims.clauses["other"] or _about(pair[1], claims) is not None


def _about(word: Word, claims: Claims) -> About | None:
    for about in (About.ME, About.YOU, About.US):
        signs = claims.clauses[about]
        if word.fold in signs or (word.head != word.fold and word.head in signs):
            return about
    return None


def _clause(line: tuple[Word, ...], before: Clause | None, claims: Claims) -> Clause:
    """Read one clause; without a pronoun of its own it goes on with what came before."""
    about = next((about for word in line if (about := _about(word, claims))), None)
    signs = claims.clauses["open"]
    licensed = any(word.fold in signs or word.text.casefold()[-2:] in {"'d", "\u2019d"} for word in line)
    opinion = any(word.fold in claims.clauses["opinion"] for word in line)
    negated = any(word.fold in claims.clauses["never"] | claims.clauses["none"] for word in line)
    if before and (about is None or before.words[0].fold in _CONDITIONS):
        about, licensed, opinion = about or before.about, licensed or before.open, opinion or before.opinion
    return Clause(line, about or About.OTHER, licensed, opinion, negated)


def _asking(clauses: list[Clause], claims: Claims) -> list[Clause]:
    """Open the clauses that are asked: from the first that begins like a question on, else the last."""
    signs = claims.clauses["asks"]
    first = next((i for i, clause in enumerate(clauses) if _begins(clause, signs)), len(clauses) - 1)
    return [replace(clause, open=clause.open or i >= first, asked=i >= first) for i, clause in enumerate(clauses)]


def _begins(clause: Clause, signs: frozenset[str]) -> bool:
    return any(word.fold in signs for word in clause.words[:2])
