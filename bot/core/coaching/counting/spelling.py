"""Mends a slip of the finger: an unknown word that is one edit away from a common one."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

SHORTEST = 4
"""Shorter words are too often something else: a name, a short form, another language."""
COMMON_FROM = 12
"""A word that so many lines hold is common enough to be meant."""


class Speller:
    """The common words, most common first, and each of their forms with one letter missing, as their numbers.

    Words that differ by one edit share such a form, or one is a form of the other, so that a handful of look-ups finds
    every candidate (the idea of Garbe's SymSpell).
    """

    def __init__(self, common: Sequence[str], forms: Mapping[str, list[int]]) -> None:
        self.common = common
        self.forms = forms

    @classmethod
    def of(cls, lines: Iterable[Iterable[str]]) -> Speller:
        """Learn from *lines* of words."""
        counts = Counter(word for line in lines for word in dict.fromkeys(line))
        common = [word for word, count in counts.most_common() if count >= COMMON_FROM and len(word) >= SHORTEST]
        forms: dict[str, list[int]] = {}
        for number, word in enumerate(common):
            for form in _forms(word):
                forms.setdefault(form, []).append(number)
        return cls(common, forms)

    def as_plain(self) -> dict[str, Any]:
        """Give the words as lists and dictionaries; the constructor takes them back."""
        return {"common": self.common, "forms": self.forms}

    def mend(self, word: str, is_known: Callable[[str], bool]) -> str:
        """Return the commonest word that *word* may be a slip of; *word* itself when it is known or none is near."""
        if len(word) < SHORTEST or is_known(word):
            return word
        near = {number for form in _forms(word) for number in self.forms.get(form, ())}
        meant = (self.common[number] for number in sorted(near) if _is_one_edit(word, self.common[number]))
        return next(meant, word)


def _forms(word: str) -> Iterator[str]:
    yield word
    for i in range(len(word)):
        yield word[:i] + word[i + 1 :]


def _is_one_edit(typed: str, meant: str) -> bool:
    """Tell whether one letter was left out, added, changed or swapped with its neighbour; the first one stands."""
    if typed[0] != meant[0]:
        return False
    start = next((i for i, (a, b) in enumerate(zip(typed, meant, strict=False)) if a != b), min(len(typed), len(meant)))
    rest, other = typed[start:], meant[start:]
    return other in {rest[1:], rest[1:2] + rest[:1] + rest[2:]} or rest[1:] in {other, other[1:]} or rest == other[1:]
