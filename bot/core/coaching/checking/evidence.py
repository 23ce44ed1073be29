"""What a sentence of advice may rest on."""

from __future__ import annotations

from dataclasses import dataclass

from bot.core.coaching.checking.clauses import Word
from bot.core.coaching.checking.ground import Ground
from bot.core.coaching.checking.house_words import House


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
