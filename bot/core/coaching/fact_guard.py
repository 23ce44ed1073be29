"""Guards a draft against what nobody told us: what is surely invented stops it, what may be is marked.

What careless drafts invent decides what is looked for: numbers, links, names, roles, feats, dealings that never took
place, tastes in common, denials turned round; and, less surely, any new word in a clause that claims something.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise
from string import Template

from bot.core.coaching.checking.claims import ANYTHING, Bond, Claims, Phrase, stem
from bot.core.coaching.checking.clauses import About, Clause, Text, Word, find, read_text
from bot.core.coaching.checking.ground import Fact, Ground, grounded, numbers
from bot.core.coaching.counting.tokens import plain_text

_LINK = re.compile(
    r"(?:https?://|www\.)[^\s<>]+|[\w.+-]+@[\w-]+(?:\.\w+)+"
    r"|\b(?:[\w-]+\.)+(?:com|org|net|io|dev|co|me|de|uk|app|info|eu|pl|fr|nl|it|es|ly|ch|at|se|no|fi|dk|cz|ca|au|nz|ie|be|us)\b(?:/[^\s<>]*)?|(?<!\w)@\w+",
    re.IGNORECASE,
)
_QUOTED = re.compile(
    r"[\"\u201c]([^\"\u201c\u201d\n]{2,80})[\"\u201d]|(?<!\w)[\u2018']([^'\u2018\u2019\n]{2,80})[\u2019'](?!\w)|\*([^*\n]{2,80})\*"
)
_YEARS = 1000
"""From here on a number may be a year."""
_FEW = 3
"""Up to here people count without counting ("all three", "two things")."""
_REACH = 3
"""So many words after "your" or "my" still belong to it."""
_MUCH = 2
"""So many new words in a claim make a doubt."""
_NEARBY = 5
"""So many words after a deed belong to it."""
_SENDER = {About.ME, About.US}
_LEAST = 2
"""Letters of the shortest name; one letter names a group, a plan, a key."""
_SHORTEST = 3
"""Letters of the shortest word that claims something by itself."""


class Kind(StrEnum):
    """What is doubtful about a piece of a draft."""

    LINK = "link"
    NUMBER = "number"
    DATE = "date"
    NAME = "name"
    TITLE = "title"
    ROLE = "role"
    FEAT = "feat"
    CONTACT = "contact"
    SHARED = "shared"
    DENIED = "denied"
    DISTORTED = "distorted"
    CONSUMED = "consumed"
    FEELING = "feeling"
    ABOUT_ME = "about_me"
    ABOUT_THEM = "about_them"


ASKED_FIRST = (Kind.CONSUMED, Kind.ABOUT_ME, Kind.ABOUT_THEM, Kind.FEELING)
"""Whatever can be asked about, what the asker knows best first."""


@dataclass(frozen=True, slots=True)
class Known:
    """What a person told us: facts as typed, whom the draft is for, what it is for, and who sends it."""

    facts: tuple[str, ...]
    to: str = ""
    purpose: str = ""
    sender: str = ""

    def ground(self, claims: Claims) -> Ground:
        """Return what a draft may rest on; it is read once for all its sentences."""
        return grounded(self.facts, "\n".join((self.to, self.purpose, self.sender)), claims)


@dataclass(frozen=True, slots=True)
class Doubt:
    """A piece of a draft that nobody told us, in code points, and what would settle it."""

    start: int
    end: int
    kind: Kind
    question: str | None = None


@dataclass(frozen=True, slots=True)
class Guarded:
    """What the guard found: *hard* doubts stop a draft, *soft* ones are marked."""

    hard: tuple[Doubt, ...] = ()
    soft: tuple[Doubt, ...] = ()

    @property
    def asks(self) -> Doubt | None:
        """Return the one doubt worth a question, if any."""
        askable = [doubt for doubt in self.soft if doubt.question]
        return min(askable, key=lambda doubt: ASKED_FIRST.index(doubt.kind), default=None)


@dataclass(frozen=True, slots=True)
class Case:
    """A draft before the guard."""

    draft: str
    text: Text
    ground: Ground
    claims: Claims


def guard(draft: str, known: Known, claims: Claims) -> Guarded:
    """Find what *draft* says and *known* does not."""
    return guarded(draft, known.ground(claims), claims)


def guarded(draft: str, ground: Ground, claims: Claims) -> Guarded:
    """Find what *draft* says and *ground* does not hold."""
    case = Case(draft, read_text(draft, claims), ground, claims)
    hard = sorted(_hard(case), key=_place)
    soft = [doubt for doubt in _soft(case) if not any(_overlap(doubt, other) for other in hard)]
    return Guarded(tuple(hard), tuple(sorted(soft, key=_place)))


def invented(draft: str, ground: Ground, claims: Claims) -> set[Doubt]:
    """Find what is surely invented, and nothing that is only marked."""
    return _hard(Case(draft, read_text(draft, claims), ground, claims))


def _hard(case: Case) -> set[Doubt]:
    return {doubt for check in HARD for doubt in check(case)}


def _place(doubt: Doubt) -> tuple[int, int, str]:
    return doubt.start, doubt.end, doubt.kind


def _overlap(one: Doubt, other: Doubt) -> bool:
    return one.start < other.end and other.start < one.end


def _at(first: Word, last: Word, kind: Kind) -> Doubt:
    return Doubt(first.start, last.end, kind)


# ---- what stands in letters: links, numbers, dates, names, titles --------------------------------------------------


def _links(case: Case) -> Iterator[Doubt]:
    for match in _LINK.finditer(case.draft):
        link = match[0].rstrip(".,;:!?)")
        if plain_text(link) not in case.ground.text:
            yield Doubt(match.start(), match.start() + len(link), Kind.LINK)


def _numbers(case: Case) -> Iterator[Doubt]:
    for clause in case.text.clauses:
        for first, last, value in numbers(clause.words, case.claims):
            if _is_untrue(clause, last, value, case) and not _only_counts(clause, first, last, case):
                yield _at(clause.words[first], clause.words[last], Kind.NUMBER)


def _is_untrue(clause: Clause, last: int, value: float, case: Case) -> bool:
    """Tell whether we were told no such number, or another one of the same; a first of something needs no telling."""
    after = clause.words[last + 1 : last + 2]
    if after and case.ground.miscounts(value, after[0].stem):
        return True
    return value != 1 and value not in case.ground.numbers


def _only_counts(clause: Clause, first: int, last: int, case: Case) -> bool:
    """Tell "two or three questions", "a second opinion" and "a thousand thanks" from a number that says something."""
    claims, after = case.claims, clause.words[last + 1 : last + 3]
    before = clause.words[first - 1].fold if first else ""
    _, _, value = next(numbers(clause.words[first : last + 1], claims))
    if clause.words[first].fold in claims.figures:
        return before in {"a", "thanks"}
    if value <= _FEW and (before in claims.before_count or _of_the(clause.words[max(0, first - 2) : first])):
        return True
    if value <= _FEW and any(word.fold in claims.loose for word in after):
        return True
    return clause.open and any(word.stem in claims.units for word in after)


def _of_the(before: Sequence[Word]) -> bool:
    return [word.fold for word in before] == ["of", "the"]


def _dates(case: Case) -> Iterator[Doubt]:
    claims, ground = case.claims, case.ground
    days = claims.shelves["weekday"] | claims.shelves["month"]
    for clause in case.text.clauses:
        for word in clause.words:
            if word.stem in days and not ground.holds(word.stem):
                yield _at(word, word, Kind.DATE)
        if not clause.open:
            yield from _phrase_dates(clause, case)


def _phrase_dates(clause: Clause, case: Case) -> Iterator[Doubt]:
    dated = any(number >= _YEARS for number in case.ground.numbers)
    for phrase in case.claims.dates if dated else (*case.claims.dates, *case.claims.vague):
        for first, last in find(phrase, clause.words):
            told = [word for word in phrase if word not in case.claims.small]
            if not any(case.ground.holds(word) for word in told or phrase[-1:]):
                yield _at(first, last, Kind.DATE)


def _names(case: Case) -> Iterator[Doubt]:
    line = case.text.words
    for i, word in enumerate(line):
        if _is_name(word, line[i + 1] if i + 1 < len(line) else None, case) and not case.ground.holds(word.stem):
            yield _at(word, word, Kind.NAME)


def _is_name(word: Word, after: Word | None, case: Case) -> bool:
    """Tell a name by its capital; where a sentence begins, by what follows it as well."""
    text, claims = word.text, case.claims
    if (
        len(text) < _LEAST
        or word.stem in claims.ordinary
        or word.fold in claims.numbers
        or not any(map(str.isupper, text))
    ):
        return False
    if any(map(str.isupper, text[1:])) or not word.first:
        return not _number_like(word)
    return text.endswith(("'s", "\u2019s")) or bool(after and after.text[:1].isupper() and after.head != "i")


def _number_like(word: Word) -> bool:
    return word.text[:1].isdigit()


def _titles(case: Case) -> Iterator[Doubt]:
    """Doubt what stands in quotation marks and holds a word that is neither known nor ordinary."""
    for match in _QUOTED.finditer(case.draft):
        inside = [word for word in case.text.words if match.start() < word.start < match.end()]
        if len(inside) > 1 and any(_is_new(word, case) for word in inside):
            yield Doubt(match.start(), match.end(), Kind.TITLE)


# ---- what people are and did ---------------------------------------------------------------------------------------


def _roles(case: Case) -> Iterator[Doubt]:
    claims, ground = case.claims, case.ground
    for clause in case.text.clauses:
        for i, word in enumerate(clause.words):
            if _is_role(clause, i, claims) and not ground.holds(word.stem):
                yield _at(word, word, Kind.ROLE)
            elif word.fold in claims.shades and _shades_a_role(clause, i, claims) and not ground.holds(word.stem):
                yield _at(word, clause.words[i + 1], Kind.ROLE)


def _is_role(clause: Clause, i: int, claims: Claims) -> bool:
    """Tell a role that somebody is given from one in a comparison or a wish."""
    word, before = clause.words[i], clause.words[max(0, i - _REACH) : i]
    if _licensed(clause, i, claims):
        return False
    if word.fold in claims.roles_too:
        after = clause.words[i + 1 : i + 2]
        named = bool(after) and after[0].fold in claims.roles_before and not (before and before[-1].fold in {"a", "an"})
        return named or (bool(before) and before[-1].fold == "as")
    return word.fold in claims.roles and any(other.fold in claims.roles_after for other in before)


def _shades_a_role(clause: Clause, i: int, claims: Claims) -> bool:
    after = clause.words[i + 1 : i + 2]
    return any(word.fold in claims.roles | claims.roles_too for word in after)


def _feats(case: Case) -> Iterator[Doubt]:
    for word in case.text.words:
        if word.fold in case.claims.feats and not case.ground.holds(word.stem):
            yield _at(word, word, Kind.FEAT)
    for phrase in case.claims.feat_phrases:
        for first, last in find(phrase, case.text.words):
            if not any(case.ground.holds(word) for word in phrase if word not in case.claims.small):
                yield _at(first, last, Kind.FEAT)


# ---- what two people share -----------------------------------------------------------------------------------------


def _contact(case: Case) -> Iterator[Doubt]:
    for bond in case.claims.bonds:
        if not _borne_out(bond, case):
            yield from _said(bond.phrases, Kind.CONTACT, case)


def _borne_out(bond: Bond, case: Case) -> bool:
    """Tell whether a fact that is about the sender too, and denies nothing of the kind, names such dealings."""
    together = case.claims.together & bond.needs
    return any(fact.affirmed & (bond.needs if fact.personal else together) for fact in case.ground.facts)


def _said(phrases: tuple[Phrase, ...], kind: Kind, case: Case) -> Iterator[Doubt]:
    for clause in case.text.clauses:
        for phrase in phrases:
            if _claims(clause, phrase, case.claims):
                yield from (_at(first, last, kind) for first, last in find(phrase, clause.words))


def _claims(clause: Clause, phrase: Phrase, claims: Claims) -> bool:
    """Tell whether *phrase* would be claimed: not in a denial or a wish, unless it is itself made of one."""
    denies = clause.negated and claims.clauses["never"].isdisjoint(phrase)
    wishes = clause.open and claims.clauses["open"].isdisjoint(phrase)
    return not clause.asked and not denies and not wishes


def _shared(case: Case) -> Iterator[Doubt]:
    """Doubt tastes in common, unless a fact about the sender holds a word of the same clause."""
    claims, mine = case.claims, _mine(case.ground)
    for clause in case.text.clauses:
        for phrase in () if clause.open else claims.alike:
            if not any(_akin(word, mine, claims) for word in clause.words if word.fold not in phrase):
                yield from (_at(first, last, Kind.SHARED) for first, last in find(phrase, clause.words))
    if not claims.fans.needs & mine:
        yield from _said(claims.fans.phrases, Kind.SHARED, case)


def _akin(word: Word, mine: frozenset[str], claims: Claims) -> bool:
    family = claims.families.get(word.stem, frozenset((word.stem,)))
    return word.fold not in claims.small and not mine.isdisjoint(family)


def _mine(ground: Ground) -> frozenset[str]:
    return frozenset(stem for fact in ground.facts if fact.personal for stem in fact.affirmed)


# ---- what was turned round -----------------------------------------------------------------------------------------


def _denied(case: Case) -> Iterator[Doubt]:
    """Doubt a claim whose words a fact denies; what the sender denies is claimed beside "I" or "we"."""
    claims = case.claims
    for clause in case.text.clauses:
        if clause.open or clause.negated:
            continue
        held = {word.stem for word in clause.words}
        us = clause.about in _SENDER or any(word.head in claims.clauses[About.ME] for word in clause.words)
        for fact in case.ground.facts:
            denied = () if _told_too(fact, case) or (fact.personal and not us) else fact.denied
            if denied and _same(denied[0], held, case) and (len(denied) == 1 or _same(denied[1], held, case)):
                yield _at(clause.words[0], clause.words[-1], Kind.DENIED)


def _told_too(fact: Fact, case: Case) -> bool:
    """Tell whether another fact affirms the one thing that *fact* denies: her band, though I was never in one."""
    return len(fact.denied) == 1 and any(fact.denied[0] in other.affirmed for other in case.ground.facts)


def _same(stem: str, held: set[str], case: Case) -> bool:
    return not held.isdisjoint(case.claims.families.get(stem, frozenset((stem,))))


def _distorted(case: Case) -> Iterator[Doubt]:
    """Doubt a word whose neighbour on the shelf was told instead: a son for a daughter, a book for a post."""
    claims, ground = case.claims, case.ground
    for clause in case.text.clauses:
        for word in clause.words:
            for shelf in claims.shelves.values():
                if word.stem in shelf and not clause.open and not ground.holds(word.stem) and shelf & ground.stems:
                    yield _at(word, word, Kind.DISTORTED)
        yield from _other_works(clause, case)


def _other_works(clause: Clause, case: Case) -> Iterator[Doubt]:
    ground = case.ground
    for kind in case.claims.works.values():
        for word in _owned(clause, "your", case.claims):
            if word.stem in kind and not kind & ground.known and not ground.holds(word.stem):
                yield _at(word, word, Kind.DISTORTED)


HARD: tuple[Callable[[Case], Iterator[Doubt]], ...] = (
    _links, _numbers, _dates, _names, _titles, _roles, _feats, _contact, _shared, _denied, _distorted,
)  # fmt: skip


# ---- what is only marked -------------------------------------------------------------------------------------------


def _soft(case: Case) -> Iterator[Doubt]:
    for clause in case.text.clauses:
        for sign in SOFT:
            if doubt := sign(clause, case):
                words = case.draft[doubt.start : doubt.end]
                question = Template(case.claims.questions[doubt.kind]).substitute(words=words)
                yield Doubt(doubt.start, doubt.end, doubt.kind, question)
                break


def _did(clause: Clause, case: Case) -> Doubt | None:
    """Doubt what "you" or "I" did, when the verb is new, or much that stands beside it."""
    at = _deed(clause, case.claims)
    if at is None or clause.negated or _licensed(clause, at, case.claims):
        return None
    verb, mine = clause.words[at], _is_mine(clause, at, case.claims)
    harmless = verb.fold in case.claims.deeds["harmless"]
    untold = not harmless and not case.ground.holds(verb.stem)
    if mine and untold and verb.fold in case.claims.consumed:
        return _at(verb, clause.words[-1], Kind.CONSUMED)
    new = [word for word in clause.words[at + 1 : at + 1 + _NEARBY] if _is_new(word, case)]
    if not untold and len(new) < _MUCH:
        return None
    return _at(verb, clause.words[-1], Kind.ABOUT_ME if mine else Kind.ABOUT_THEM)


def _is_mine(clause: Clause, at: int, claims: Claims) -> bool:
    """Tell whether the pronoun next before *at* is the sender's."""
    pronouns = claims.clauses[About.ME] | claims.clauses[About.US] | claims.clauses[About.YOU]
    nearest = next((word.fold for word in reversed(clause.words[:at]) if word.fold in pronouns), "i")
    return nearest not in claims.clauses[About.YOU]


def _licensed(clause: Clause, at: int, claims: Claims) -> bool:
    """Tell whether what stands at *at* is asked or wished for; a wish that comes after it licenses nothing."""
    return clause.asked or any(word.fold in claims.clauses["open"] for word in clause.words[:at])


def _deed(clause: Clause, claims: Claims) -> int | None:
    """Return the place of the verb in the past that "you", "I", "we" or "your …" begins, if any."""
    for i, word in enumerate(clause.words):
        begins = i + 1 if word.fold in claims.clauses["actors"] else _after_yours(clause, i)
        after = range(begins or len(clause.words), len(clause.words))
        at = next((n for n in after if clause.words[n].fold not in claims.deeds["between"]), None)
        if at is not None and _is_past(clause, at, claims):
            return at
    return None


def _after_yours(clause: Clause, i: int) -> int | None:
    """Return the place after "has" when *i* is "your": "your post on ovens has helped us"."""
    if clause.words[i].fold != "your":
        return None
    near = range(i + 2, min(i + 8, len(clause.words)))
    return next((n + 1 for n in near if clause.words[n].fold in {"has", "have", "had"}), None)


def _is_past(clause: Clause, at: int, claims: Claims) -> bool:
    """Tell a deed from a habit ("used to") and from hearsay ("read that")."""
    fold, pair = clause.words[at].fold, "-".join(word.fold for word in clause.words[at : at + 2])
    if pair in claims.clauses["hearsay"]:
        return False
    return (
        fold in claims.deeds["past"] or fold in claims.consumed or (fold.endswith("ed") and len(fold) > _SHORTEST + 1)
    )


def _picked(clause: Clause, case: Case) -> Doubt | None:
    """Doubt a piece picked out of somebody's work: "the part on …", "your line about …"."""
    claims = case.claims
    for i, word in enumerate(clause.words[:-2]):
        owned = i > 0 and any(before.fold in claims.clauses["definite"] for before in clause.words[max(0, i - 2) : i])
        if owned and word.fold in claims.pieces and clause.words[i + 1].fold in claims.pieces_before:
            new = [after for after in clause.words[i + 2 : i + 6] if _is_new(after, case)]
            if new:
                return _at(word, new[-1], Kind.ABOUT_THEM)
    return None


def _praised(clause: Clause, case: Case) -> Doubt | None:
    """Doubt praise of something particular that we were not told of: a new thing, or a piece of a known one."""
    claims = case.claims
    strong = any(word.fold in claims.felt for word in clause.words)
    strong = strong or any(True for phrase in claims.felt_phrases for _ in find(phrase, clause.words))
    pointed = clause.words[0].fold in claims.clauses["definite"] or clause.about is About.YOU
    if clause.open or not strong or not pointed:
        return None
    new = [word for word in clause.words if word.fold not in claims.felt and _is_untold(word, case)]
    return _at(clause.words[0], clause.words[-1], Kind.FEELING) if new else None


def _is_untold(word: Word, case: Case) -> bool:
    return _is_new(word, case) or (word.fold in case.claims.pieces and not case.ground.holds(word.stem))


def _read_minds(clause: Clause, case: Case) -> Doubt | None:
    """Doubt what is said to go on in somebody's head, and what somebody else is said to have said."""
    for phrase in case.claims.minds:
        telling = [word for word in phrase if word not in case.claims.small] or phrase[1:]
        felt = [stem(word) for word in telling if word != ANYTHING]
        found = next(find(phrase, clause.words), None)
        if found and _claims(clause, phrase, case.claims) and not any(map(case.ground.holds, felt)):
            return _at(*found, Kind.ABOUT_THEM)
    for i, (who, how) in enumerate(pairwise(clause.words)):
        said = who.fold in case.claims.speakers and how.fold in case.claims.says
        if said and not _reported(case) and not _licensed(clause, i, case.claims):
            return _at(who, clause.words[-1], Kind.ABOUT_THEM)
    return None


def _reported(case: Case) -> bool:
    return any(case.ground.holds(stem) for stem in ("say", "said", "told"))


def _new(clause: Clause, case: Case) -> Doubt | None:
    """Doubt what a claim says is yours, and new words side by side, or in one about you."""
    for owner, kind in (("your", Kind.ABOUT_THEM), ("my", Kind.ABOUT_ME)):
        new = [word for word in _owned(clause, owner, case.claims) if _is_new(word, case)]
        if new and (clause.asked or not clause.open):
            return _at(new[0], new[-1], kind)
    if clause.open or clause.opinion or clause.negated:
        return None
    new = [word for word in clause.words if _is_new(word, case)]
    to_you = any(word.head in case.claims.clauses[About.YOU] for word in clause.words)
    paired = any(_is_new(one, case) and _is_new(other, case) for one, other in pairwise(clause.words))
    if len(new) < _MUCH or not (to_you or paired):
        return None
    return _at(new[0], new[-1], Kind.ABOUT_ME if clause.about in _SENDER else Kind.ABOUT_THEM)


def _owned(clause: Clause, owner: str, claims: Claims) -> tuple[Word, ...]:
    """Return the words right after "your", or "my"."""
    after: list[Word] = []
    for i, word in enumerate(clause.words):
        if word.fold == owner:
            run = clause.words[i + 1 : i + 1 + _REACH]
            stop = next((n for n, owned in enumerate(run) if owned.fold in claims.clauses["divides"]), len(run))
            after += run[:stop]
    return tuple(after)


def _is_new(word: Word, case: Case) -> bool:
    """Tell a word that says something and that nobody told us."""
    claims = case.claims
    if len(word.fold) < _SHORTEST or word.fold.isdigit() or word.fold in claims.numbers:
        return False
    return word.fold not in claims.small and word.stem not in claims.ordinary and not case.ground.holds(word.stem)


SOFT: tuple[Callable[[Clause, Case], Doubt | None], ...] = (_did, _picked, _praised, _read_minds, _new)
