"""Reads the situation out of a question, and what we say first to somebody in it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

Situation = Mapping[str, str]
"""Slot → value: relation, act, number_source, purpose, stage, occasion, side, means. A slot left out is open."""


@dataclass(frozen=True, slots=True)
class Case:
    """What we say when a situation looks like `when`; the first of `cards` carries the verdict.

    A case that is `always` right does not wait for search to agree; one for a situation `alone` wants nothing else to
    be known; a `silent` one offers no line to send.
    """

    id: str
    when: Situation
    verdict: str
    cards: tuple[str, ...]
    paste: str = ""
    always: bool = False
    alone: bool = False
    silent: bool = False

    def fits(self, situation: Situation, best: str) -> bool:
        """Tell whether every condition holds, and *best*, the guideline that search found best, is one of ours.

        Advice for the one who acts is no use to the one who is acted on, so that both have to be on the same side.
        """
        if not self.when.items() <= situation.items() or (self.alone and len(situation) > len(self.when)):
            return False
        return self.always or (best in self.cards and self.when.get("side") == situation.get("side"))


@dataclass(frozen=True, slots=True)
class Echo:
    """The words that show a person that the answer is about them."""

    when: Situation
    says: str


class Situations:
    """The table: how a situation is read, what is said in it, and how it is echoed."""

    def __init__(
        self,
        slots: Mapping[str, Mapping[str, Collection[str]]],
        cases: tuple[Case, ...],
        echoes: tuple[Echo, ...],
        places: Mapping[str, str],
    ) -> None:
        self.slots = slots
        self.cases = cases
        self.echoes = echoes
        self.places = places

    def read(self, names: Collection[str]) -> Situation:
        """Fill the slots from the *names* of the phrases found in a question; the first value that fits is taken."""
        situation = {}
        for slot, values in self.slots.items():
            fitting = (value for value, giveaways in values.items() if any(name in names for name in giveaways))
            if value := next(fitting, None):
                situation[slot] = value
        return situation

    def whole(self, situation: Situation) -> dict[str, str | None]:
        """Name every slot of *situation*, the open ones too."""
        return {slot: situation.get(slot) for slot in self.slots}

    def case(self, situation: Situation, best: str) -> Case | None:
        """Choose the case with the most conditions among those that fit; one that is always right comes first."""
        fitting = (case for case in self.cases if case.fits(situation, best))
        return max(fitting, key=lambda case: (case.always, len(case.when)), default=None)

    def echo(self, situation: Situation, question: str) -> str:
        """Say the situation back in a few words that lead into a reason; empty when nothing telling was read."""
        fitting = next((echo.says for echo in self.echoes if echo.when.items() <= situation.items()), "")
        return fitting.replace("{place}", self._place(question)) if "{place}" in fitting else fitting

    def _place(self, question: str) -> str:
        """Name the first place of ours that *question* mentions; the last one stands for all others."""
        typed = question.casefold()
        named = (name for word, name in self.places.items() if word in typed)
        return next(named, tuple(self.places.values())[-1])
