"""What every job for a model is done with, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.coaching.by_model.objections import Objections
from bot.core.coaching.by_model.orders import without_orders
from bot.core.coaching.checking.ground import Ground, grounded
from bot.core.coaching.checking.licence import unlicensed
from bot.core.coaching.checking.model_rules import Basis, filled
from bot.core.coaching.fact_guard import guarded
from bot.core.coaching.prompting import Prompts, link_lines

if TYPE_CHECKING:
    from bot.core.coaching.cards import Card
    from bot.core.coaching.library import Library
    from bot.core.coaching.privacy import Cloak
    from bot.core.replies import Reply


@dataclass(frozen=True, slots=True)
class Judged:
    """What came of something a model wrote: a reply that may be shown, or None, and the rules that it broke.

    *objections* tell the model what to mend; there are none where nothing of weight was lost.
    """

    reply: Reply | None
    broken: tuple[str, ...] = ()
    objections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Kit:
    """What every job is done with: what is known, the instructions, what our own words give leave for, and who writes.

    The *cloak* holds the placeholders of one request.
    """

    library: Library
    prompts: Prompts
    cloak: Cloak
    writer: str

    def objections(self) -> Objections:
        """Return a place for what is wrong with a model's words."""
        return Objections(self.library, self.cloak)

    def basis(self, said: str, cards: Mapping[str, Card], *, foreign: bool) -> Basis:
        """Return what sentences may rest on: what was *said*, and the *cards* that were told.

        What is *foreign* is read as such throughout.
        """
        library = self.library
        return Basis(
            cards,
            said,
            self.ground(said),
            frozenset(link_lines(library)),
            self.prompts.secret,
            library.house,
            library.knows,
            (lambda _: True) if foreign else library.is_foreign,
        )

    def ground(self, *said: str) -> Ground:
        """Return what was said as the checks read it."""
        return grounded(said, "", self.library.claims)

    def strange(self, line: str, ground: Ground, *, strictly: bool = False) -> tuple[str, ...]:
        """Return the words of a line to send that nobody told, *strictly* also those that may not have been told.

        In another language than ours there are none: nobody here can read it.
        """
        if self.library.is_foreign(line):
            return ()
        doubts = guarded(filled(line), ground, self.library.claims)
        doubted = (*doubts.hard, *(doubts.soft if strictly else ()))
        return (*(line[one.start : one.end] for one in doubted), *unlicensed(line, ground, self.library.house))

    def cut(self, text: str, *, verbs: bool = True) -> str:
        """Return *text* without what speaks to a program."""
        return without_orders(text, self.library.phrases["model"]["orders"], verbs=verbs)
