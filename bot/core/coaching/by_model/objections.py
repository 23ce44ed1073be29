"""Notes what is wrong with a model's words, and tells the model so that it can mend them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from string import Template
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.coaching.library import Library
    from bot.core.coaching.privacy import Cloak

LONGEST = 300
"""Characters of a line that are named again to whoever wrote it."""
OTHER = "other"


@dataclass
class Objections:
    """The *rules* that were broken, in the order in which that was noticed, and what a model is *told* of them.

    Names and addresses go back as the placeholders that the model knows.
    """

    library: Library
    cloak: Cloak
    rules: dict[str, None] = field(default_factory=dict)
    told: list[str] = field(default_factory=list)

    def note(self, *rules: str) -> None:
        """Note rules of which a model is told nothing: what they stand for was shown all the same."""
        self.rules.update(dict.fromkeys(rules))

    def raise_against(self, line: str, rules: Iterable[str], words: Iterable[str] = ()) -> None:
        """Object to a *line* by every rule that it breaks; *words* are those in it that are in the way."""
        phrases = self.library.phrases["model"]["objections"]
        broken = tuple(rules)
        self.note(*broken)
        named = ", ".join(f"“{word}”" for word in dict.fromkeys(words))
        says = dict.fromkeys(phrases.get(_kind(rule), phrases[OTHER]) for rule in broken)
        why = " ".join(Template(phrase).safe_substitute(words=named or phrases["some"]) for phrase in says)
        self.told.append(self.cloak.hide(f"“{line[:LONGEST]}”: {why}"))


def _kind(rule: str) -> str:
    """Return the rule, or what it has in common with others: everything invented is told in the same words."""
    return "invented" if rule.startswith("invented") else rule.removeprefix("rewrite-")
