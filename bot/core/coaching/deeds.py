"""Tells which words of a line were told otherwise: of somebody else, as a question, or as still going on.

Told words can be put together anew: who grows and who buys, who wrote and who liked it. So a deed has to be told of
whoever does it, what is somebody's of whoever has it, and what is done to a thing in one fact with that thing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from bot.core.coaching.claims import Claims
from bot.core.coaching.clauses import About, Clause, Word
from bot.core.coaching.ground import Ground, Mention, whose
from bot.core.coaching.house_words import is_small

_REACH = 3
"""So many words after "your" may still belong to you."""
_EITHER = {About.US, About.OTHER}
"""What was told of both, or of nobody in particular, holds for either."""
_OBJECTS = {"it", "them", "these", "those"}
_ARTICLES = {"a", "an", "the"}
_OWNERS = {"my", "your", "our"}


def misplaced(clause: Clause, before: Clause | None, told: Ground, claims: Claims) -> Iterator[Word]:
    """Yield the words of a clause that were told otherwise; *before* is the clause before it."""
    if clause.asked and clause.words[0].fold not in claims.courtesy["reasons"]:
        return
    for at, word in enumerate(clause.words):
        mentions = () if is_small(word, claims) else tuple(told.mentions(word.stem))
        if mentions and (
            _is_of_another(clause, at, mentions, claims)
            or _is_over(word, mentions)
            or (not clause.open and all(mention.asked for mention in mentions))
            or (before is not None and _is_done_to_another(clause, at, before, told, claims))
            or not _belongs(clause, at, before, told, claims)
        ):
            yield word


def _is_of_another(clause: Clause, at: int, mentions: Iterable[Mention], claims: Claims) -> bool:
    """Tell whether somebody does or has here what was told of another."""
    whom = _doer(clause, at, claims) or _owner(clause, at, claims)
    return whom in {About.ME, About.YOU} and {mention.whom for mention in mentions}.isdisjoint({whom, *_EITHER})


def _is_over(word: Word, mentions: Iterable[Mention]) -> bool:
    """Tell whether something was done here that was told as going on: "asked" for "ask"."""
    return _is_past(word.fold) and not any(_is_past(mention.form) or mention.form[-1:] == "s" for mention in mentions)


def _is_past(form: str) -> bool:
    return form.endswith("ed")


def _is_done_to_another(clause: Clause, at: int, before: Clause, told: Ground, claims: Claims) -> bool:
    """Tell whether "them" behind a deed of "you" or "I" is something that no fact joins with it."""
    after = clause.words[at + 1 : at + 2]
    if not after or after[0].fold not in _OBJECTS or _doer(clause, at, claims) is None:
        return False
    things = [word for word in before.words if not is_small(word, claims)]
    return not any(_meet(clause.words[at], thing, told) for thing in things)


def _belongs(clause: Clause, at: int, before: Clause | None, told: Ground, claims: Claims) -> bool:
    """Tell whether what stands at *at* was told with the word that it is put to: "hives in Leeds"."""
    head = _head(clause, at, before, claims)
    return head is None or not any(True for _ in told.mentions(head.stem)) or _meet(clause.words[at], head, told)


def _head(clause: Clause, at: int, before: Clause | None, claims: Claims) -> Word | None:
    """Return the word to which another one is put by a word like "of"; it may end the clause before."""
    is_put = False
    for i, word in reversed(list(enumerate(clause.words[:at]))):
        if not is_small(word, claims):
            return word if is_put else None
        is_put = is_put or word.fold in claims.clauses["puts"]
        if not is_put and word.fold not in _ARTICLES:
            return None
        if i == 0 and before and is_put:
            return next((other for other in reversed(before.words) if not is_small(other, claims)), None)
    return None


def _meet(one: Word, other: Word, told: Ground) -> bool:
    others = tuple(told.mentions(other.stem))
    return any(mention.meets(another) for mention in told.mentions(one.stem) for another in others)


def _doer(clause: Clause, at: int, claims: Claims) -> About | None:
    """Return who does what stands at *at*: "I", "you" or "we" right before it."""
    for word in reversed(clause.words[:at]):
        if word.fold in claims.clauses["actors"]:
            return whose(word, claims)
        if word.fold not in claims.deeds["between"]:
            return None
    return None


def _owner(clause: Clause, at: int, claims: Claims) -> About | None:
    """Return whose is what stands at *at*: "my", "your" or "our" shortly before it."""
    for word in reversed(clause.words[max(0, at - _REACH) : at]):
        if word.fold in _OWNERS:
            return whose(word, claims)
        if word.fold in claims.clauses["divides"]:
            return None
    return None
