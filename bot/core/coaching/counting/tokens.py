"""Turns what somebody typed into what search compares: stems, and names for phrases that mean the same."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import Stemmer

_ESCAPE = re.compile(r"\x1b\[[0-?]*[ -/]*[@-~]")
_NOT_PLAIN = re.compile(r"[^ -~]")
_WORD = re.compile(r"[^\W_]+")
_APOSTROPHES = dict.fromkeys(map(ord, "'`\u2018\u2019\u02bc\u00b4"))
_SMALL = re.compile(r"(?<![\w'\u2019-])[a-z][a-z\u00df-\u00ff]*(?!\w)")
_CAPITAL = re.compile(r"(?<=[a-z,] )[A-Z][a-z\u00df-\u00ff]+(?!\w)")
OFTEN = 8
"""Lines from which on a word is one, whatever else it names: mark, will, Mr."""
_NEIGHBOURS = " "
_NAME = "#"
_AS_SPELLED = "="

Phrases = Mapping[str, list[Any]]
"""First stem → phrases that begin with it, each with its name."""


@dataclass(frozen=True, slots=True)
class Tokens:
    """A line as search sees it: every stem in order, those that carry content, and the names of its phrases."""

    stems: tuple[str, ...]
    content: tuple[str, ...]
    names: tuple[str, ...]

    @property
    def features(self) -> tuple[str, ...]:
        """Every stem, every pair of neighbours and every name, each once: how the line is worded."""
        pairs = (first + _NEIGHBOURS + second for first, second in pairwise(("^", *self.stems)))
        return tuple(dict.fromkeys((*self.stems, *pairs, *(_NAME + name for name in self.names))))


def is_pair(token: str) -> bool:
    """Tell whether a feature is a pair of neighbours."""
    return _NEIGHBOURS in token


def is_name(token: str) -> bool:
    """Tell whether a token is the name of a phrase."""
    return token.startswith(_NAME)


def plain_text(text: str) -> str:
    """Fold *text* to comparable form: NFKC, lower case, nothing invisible; control characters become spaces.

    A terminal's escape sequences (ECMA-48, control sequences) go whole: their letters are no words.
    """
    folded = unicodedata.normalize("NFKC", _ESCAPE.sub("", text)).casefold()
    return _NOT_PLAIN.sub(_visible, folded)


def _visible(character: re.Match[str]) -> str:
    category = unicodedata.category(character[0])
    if category in {"Cf", "Mn"}:  # zero-width and direction marks, and accents piled on top
        return ""
    return " " if category in {"Cc", "Zl", "Zp"} else character[0]


def words(text: str) -> list[str]:
    """Split *text* into folded words; an apostrophe joins what it stands between."""
    return _WORD.findall(plain_text(text).translate(_APOSTROPHES))


class Lexicon:
    """The words people type and what they are read as."""

    def __init__(self, stop: Iterable[str], slang: Mapping[str, list[str]], phrases: Phrases) -> None:
        self._stem = Stemmer.Stemmer("english").stemWord
        self._stop = frozenset(stop)
        self._slang = slang
        self._phrases = phrases

    @classmethod
    def spelled_out(cls, stop: str, slang: Mapping[str, str], same: Mapping[str, Iterable[str]]) -> Lexicon:
        """Make the lexicon of prompts/lexicon.toml.

        Its phrases are kept as stems under their first stem; those marked = are kept, marked, as they are spelled.
        """
        spelled = cls(stop.split(), {short: words(long) for short, long in slang.items()}, {})
        return spelled.naming(spelled.phrases(same))

    def naming(self, phrases: Phrases) -> Lexicon:
        """Return a lexicon that reads words as this one does, and names *phrases*."""
        return Lexicon(self._stop, self._slang, phrases)

    def phrases(self, same: Mapping[str, Iterable[str]]) -> Phrases:
        """Return what stands behind each name in *same* as it is found in a line."""
        found: dict[str, list[Any]] = {}
        for name, spellings in same.items():
            for spelling in spellings:
                if phrase := self._phrase(spelling):  # a short form may stand for nothing
                    found.setdefault(phrase[0], []).append([phrase, name])
        return found

    def as_plain(self) -> dict[str, Any]:
        """Give the lexicon as lists and dictionaries; the constructor takes them back."""
        return {"stop": sorted(self._stop), "slang": self._slang, "phrases": self._phrases}

    def is_stop(self, word: str) -> bool:
        """Tell whether *word* is one of the small English words that carry no meaning for search."""
        return word in self._stop

    def common(self, lines: Iterable[str]) -> list[str]:
        """Return the stems of words: what *lines* write large as often is a name, unless OFTEN hold it small."""
        small, capital = Counter[str](), Counter[str]()
        for line in lines:
            small.update({self._stem(word) for word in _SMALL.findall(line)})
            capital.update({self._stem(word.casefold()) for word in _CAPITAL.findall(line)})
        return sorted(word for word, held in small.items() if held > capital[word] or held >= OFTEN)

    def knows(self, word: str, stems: Container[str]) -> bool:
        """Tell whether *word* is a short form, or its stem is among *stems*."""
        return word in self._slang or self._stem(word) in stems

    def tokens(self, text: str, mend: Callable[[str], str] = str) -> Tokens:
        """Read *text*: spell out its short forms, let *mend* see to its slips, and name its phrases."""
        spelled = self._in_full(map(mend, words(text)))
        stems = [self._stem(word) for word in spelled]
        content = (stem for stem, word in zip(stems, spelled, strict=True) if word not in self._stop)
        names = dict.fromkeys((*self._names(stems), *self._names([_AS_SPELLED + word for word in spelled])))
        return Tokens(tuple(stems), tuple(content), tuple(names))

    def stems(self, text: str) -> Iterator[str]:
        """Read *text* for the stems of its words alone."""
        return map(self._stem, self._in_full(words(text)))

    def _in_full(self, typed: Iterable[str]) -> list[str]:
        return [word for short in typed for word in self._slang.get(short, (short,))]

    def _names(self, line: list[str]) -> Iterator[str]:
        for i in (i for i, first in enumerate(line) if first in self._phrases):
            for phrase, name in self._phrases[line[i]]:
                if line[i : i + len(phrase)] == phrase:
                    yield name

    def _phrase(self, spelling: str) -> list[str]:
        if spelling.startswith(_AS_SPELLED):
            return [_AS_SPELLED + word for word in words(spelling)]
        return list(self.tokens(spelling).stems)
