"""What English words decide when a brief is read: they stand in prompts/openers.toml, and are made ready here."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from bot.core.coaching.patterns import any_of, whole
from bot.core.coaching.writing.hurry import PLACES

LARGE = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0141\u015a\u017b\u0179\u0106"
CAPITALISED = rf"[{LARGE}][\w'\u2019-]+"
_LEAD = r"(?:(?:and|but|pls|please|also|just|so|maybe|really|ok|idk) )*"


def phrases(lines: Iterable[str]) -> str:
    """Return a group that matches any of *lines*, longest first; … in one stands for a word, # for a number."""
    spelled = (
        re.escape(line).replace("…", r"[\w'-]+").replace(r"\#", r"\d+") for line in sorted(lines, key=len, reverse=True)
    )
    return f"(?:{'|'.join(spelled)})(?![\\w'])"


@dataclass(frozen=True)
class Wording:
    """What words of a brief mean; *words* are those of prompts/openers.toml, and *is_word* tells words from names."""

    words: Mapping[str, Any]
    is_word: Callable[[str], bool]

    @cached_property
    def _sets(self) -> Mapping[str, frozenset[str]]:
        return {name: frozenset(words.split()) for name, words in self.words["brief"].items() if isinstance(words, str)}

    def is_title(self, word: str) -> bool:
        """Tell whether *word* is the title of whoever is named behind it; some are one only with a capital."""
        low = word.casefold().rstrip(".")
        return low in self._sets["titles"] or (word[0].isupper() and low in self._sets["large_titles"])

    def is_titled(self, name: str) -> bool:
        """Tell whether a name begins with a title."""
        title, _, rest = name.partition(" ")
        return bool(rest) and self.is_title(title.capitalize())

    def is_person(self, word: str) -> bool:
        """Tell whether *word* says what somebody is to the writer; a name may follow."""
        return word in self._sets["people"]

    def ends_phrase(self, word: str) -> bool:
        """Tell whether the words for somebody end before *word*: "my boss | about"."""
        return word in self._sets["ends"]

    def is_free(self, name: str) -> bool:
        """Tell whether *name* is none of the words with a capital that nobody is called."""
        low = name.casefold()
        return low not in self._sets["nobody"] and low not in PLACES and not re.fullmatch("[A-Z]{2,4}", name)

    def may_be_a_name(self, name: str) -> bool:
        """Tell whether somebody may be called so."""
        return self.is_free(name) and (name[0].isupper() or not self.is_word(name))

    @cached_property
    def _to_us(self) -> re.Pattern[str]:
        return re.compile(_LEAD + phrases(self.words["brief"]["to_us"]), re.IGNORECASE)

    @cached_property
    def _of_mine(self) -> re.Pattern[str]:
        return re.compile(_LEAD + phrases(self.words["brief"]["of_mine"]), re.IGNORECASE)

    def is_to_us(self, piece: str) -> bool:
        """Tell whether a piece is meant for us, and not for the recipient: how it is to sound, doubts."""
        mine, ours = self._of_mine.match(piece), self._to_us.match(piece)
        if ours and (not mine or mine.end() < ours.end()):
            return True
        return self._sets["tone"].issuperset(re.findall(r"[\w'-]+", piece.casefold()))

    def _compiled(self, pattern: str) -> re.Pattern[str]:
        """Make a pattern ready; a word of it in capitals stands for any of the list of that name."""
        spelled = re.sub(r"\b[A-Z_]{4,}\b", lambda name: any_of(self.words["brief"][name[0].lower()]), pattern)
        return re.compile(spelled, re.IGNORECASE)

    @cached_property
    def signs(self) -> Mapping[str, re.Pattern[str]]:
        """Return the patterns of [signs]."""
        return {name: self._compiled(pattern) for name, pattern in self.words["signs"].items()}

    @cached_property
    def kinds(self) -> Mapping[str, re.Pattern[str]]:
        """Return by what words kinds of facts are told, the first first."""
        return {kind: whole(signs) for kind, signs in self.words["brief"]["kinds"].items()}

    @cached_property
    def shapes(self) -> tuple[tuple[re.Pattern[str], str], ...]:
        """Return how a wish is said about a person, and how it is put to that person."""
        return tuple((self._compiled(shape["means"]), shape["said"]) for shape in self.words["shape"])
