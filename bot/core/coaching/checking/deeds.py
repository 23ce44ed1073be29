"""Tells which words of a line were told otherwise: of somebody else, as a question, or as still going on.

Told words can be put together anew: who grows and who buys, who wrote and who liked it. So a deed has to be told of
whoever does it, what is somebody's of whoever has it, and what is put to a thing together with that thing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.coaching.checking.claims import Claims
from bot.core.coaching.checking.clauses import About, Clause, Word
from bot.core.coaching.checking.ground import ANYWHERE, Ground, Mention, done_to, whose
from bot.core.coaching.checking.house_words import is_small

_REACH = 3
"""So many words after "your" may still belong to you."""
_EITHER = {About.US, About.OTHER}
"""What was told of both, or of nobody in particular, holds for either."""
_FIRST = {"i", "we"}
_OBJECTS = {"it", "them", "these", "those"}
_ARTICLES = {"a", "an", "the"}
_OWNERS = {"my", "your", "our"}


@dataclass(frozen=True, slots=True)
class Place:
    """A told word in a line: where it stands, the clause *before* its own, and how it was told."""

    clause: Clause
    at: int
    before: Clause | None
    told: Ground
    claims: Claims
    mentions: tuple[Mention, ...]

    @property
    def word(self) -> Word:
        """Return the word."""
        return self.clause.words[self.at]


def misplaced(clause: Clause, before: Clause | None, told: Ground, claims: Claims) -> Iterator[Word]:
    """Yield the words of a clause that were told otherwise; *before* is the clause before it."""
    for place in places(clause, before, told, claims):
        if any(is_otherwise(place) for is_otherwise in OTHERWISE.values()):
            yield place.word


def turned_round(clause: Clause, told: Ground, claims: Claims) -> Iterator[Word]:
    """Yield what one of you offers or is spared, and the line gives to the other, be it asked or claimed."""
    for at, word in enumerate(clause.words):
        if not is_small(word, claims) and (mentions := tuple(told.mentions(word.stem))):
            place = Place(clause, at, None, told, claims, mentions)
            if _is_asked_instead(place) or _is_done_to_the_other(place):
                yield word


def _is_asked_instead(place: Place) -> bool:
    """Tell whether "you" are to do what the sender offered to do."""
    return _doer(place) is About.YOU and all(mention.offered for mention in place.mentions)


def _is_done_to_the_other(place: Place) -> bool:
    """Tell whether a word of some weight is done to "me" here that was told of "you", or the other way round."""
    whom, told = done_to(place.clause, place.at), {mention.done_to for mention in place.mentions}
    is_plain = place.word.stem in place.claims.ordinary
    return not is_plain and whom in {About.ME, About.YOU} and told.isdisjoint({whom, About.US, None})


def places(clause: Clause, before: Clause | None, told: Ground, claims: Claims) -> Iterator[Place]:
    """Yield the told words of a clause that claims something; of a question only what it takes for granted."""
    if clause.asked and clause.words[0].fold not in claims.courtesy["reasons"]:
        return
    for at, word in enumerate(clause.words):
        if not is_small(word, claims) and (mentions := tuple(told.mentions(word.stem))):
            yield Place(clause, at, before, told, claims, mentions)


def _is_of_another(place: Place) -> bool:
    """Tell whether somebody does or has here what was told of another."""
    whom = _doer(place) or _owner(place)
    return whom in {About.ME, About.YOU} and {mention.whom for mention in place.mentions}.isdisjoint({whom, *_EITHER})


def _is_over(place: Place) -> bool:
    """Tell whether something was done here that was told as going on: "asked" for "ask"."""
    told_past = any(is_past(mention.form) or mention.form.endswith("s") for mention in place.mentions)
    return is_past(place.word.fold) and not told_past


def is_past(form: str) -> bool:
    """Tell whether a word says that something is over, as far as its ending tells."""
    return form.endswith("ed")


def tells_past(form: str, claims: Claims) -> bool:
    """Tell whether a word says that something is over, by its ending or as one of those that are known to."""
    return is_past(form) or form in claims.deeds["past"]


def _was_asked(place: Place) -> bool:
    """Tell whether something is said here that was only asked."""
    return not place.clause.open and all(mention.asked for mention in place.mentions)


def _is_done_to_another(place: Place) -> bool:
    """Tell whether "them" behind a deed of "you" or "I" is something that was not told with it."""
    after = place.clause.words[place.at + 1 : place.at + 2]
    if not place.before or not after or after[0].fold not in _OBJECTS or _doer(place) is None:
        return False
    things = [word for word in place.before.words if not is_small(word, place.claims)]
    return not any(_meets(place, thing) for thing in things)


def _is_put_to_another(place: Place) -> bool:
    """Tell whether a word is put to one that it was not told with: "my post about your clinics"."""
    head = _head(place)
    return head is not None and any(True for _ in place.told.mentions(head.stem)) and not _meets(place, head)


OTHERWISE: dict[str, Callable[[Place], bool]] = {
    "of another": _is_of_another,
    "over": _is_over,
    "only asked": _was_asked,
    "done to another": _is_done_to_another,
    "put to another": _is_put_to_another,
}
"""The ways in which told words come to say what was not told."""


def _doer(place: Place) -> About | None:
    """Return who does what stands here: "I", "you" or "we" right before it, but not whom it is done to."""
    actors = place.claims.clauses["actors"]
    for at in reversed(range(place.at)):
        word = place.clause.words[at]
        if word.fold in actors:
            return None if _is_object(place.clause.words[:at], place.claims) else whose(word, place.claims)
        if word.fold not in place.claims.deeds["between"]:
            return None
    return None


def _is_object(before: Sequence[Word], claims: Claims) -> bool:
    """Tell whether somebody else does something right *before* a pronoun: "I can save you"."""
    return bool(before) and not is_small(before[-1], claims) and any(word.fold in _FIRST for word in before[:-1])


def _owner(place: Place) -> About | None:
    """Return whose is what stands here: "my", "your" or "our" shortly before it."""
    for word in reversed(place.clause.words[max(0, place.at - _REACH) : place.at]):
        if word.fold in _OWNERS:
            return whose(word, place.claims)
        if word.fold in place.claims.clauses["divides"]:
            return None
    return None


def _head(place: Place) -> Word | None:
    """Return the word to which this one is put by one like "of"; it may end the clause before."""
    claims, is_put = place.claims, False
    for word in reversed(place.clause.words[: place.at]):
        if not is_small(word, claims):
            return word if is_put else None
        if is_put and word.head != word.fold:
            return None  # "you're on the committee" begins anew
        is_put = is_put or word.fold in claims.clauses["puts"]
        if not is_put and word.fold not in _ARTICLES:
            return None
    ends = reversed(place.before.words) if place.before and is_put else ()
    return next((word for word in ends if not is_small(word, claims)), None)


def _meets(place: Place, other: Word) -> bool:
    """Tell whether both words were told in one clause, or in two side by side."""
    ours = {mention.place for mention in place.mentions}
    theirs = {mention.place for mention in place.told.mentions(other.stem)}
    return ANYWHERE in ours | theirs or any(near in theirs for at in ours for near in (at - 1, at, at + 1))
