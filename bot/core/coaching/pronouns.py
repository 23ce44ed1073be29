"""Marks the pronouns that mean somebody else than the recipient ("my brother will come, he has a beard").

Whoever is the subject of a clause is meant by a pronoun behind it, also where the next clause begins with one; somebody
who is only mentioned ("she told my son") is meant by what is no subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from bot.core.coaching.patterns import any_of
from bot.core.coaching.speech import HE, OTHER, SHE, THEM, THEY, is_object, mark_names

_HE = any_of(
    "son brother father dad papa husband uncle nephew grandpa grandfather granddad boyfriend grandson guy man boy"
    " \\w+-?father brother-in-law"
)
_SHE = any_of(
    "daughter sister mother mum mom mama wife aunt niece grandma grandmother gran nan oma girlfriend granddaughter"
    " woman girl lady \\w+-?mother sister-in-law"
)
_ANY = any_of(
    "friend boss manager colleague co-?worker neighbou?r landlord landlady cousin partner flatmate roommate kid child"
    " baby toddler dog cat puppy mate teacher doctor nurse plumber mechanic builder client customer supervisor mentor"
    " coach intern assistant parent lawyer vet dentist agent driver owner eldest youngest twin buddy pal"
)
ONE = re.compile(
    rf"(?:my|our|his|her|their|an?|the|that|[\w-]+'s) (?:[\w'-]+ )??(?:(?P<he>{_HE})|(?P<she>{_SHE})|(?P<any>{_ANY}))"
    r"(?P<owns>'s(?! (?:in|at|on|not|been|an?|the|ill|sick|away|here|back|off|out|very|so|\w+ing)\b))?(?:'s)?(?![\w-])",
    re.IGNORECASE,
)
"""Somebody who is named by what they are to somebody."""
_DOES = any_of(
    "\\w+s \\w+ed told said met gave got went came did had can could will would may might also and_[A-Z]\\w+"
)
_NAMED = re.compile(
    r"(?P<title>(?:Dr|Prof|Mr|Mrs|Ms)\.? [A-Z]\w+)"
    rf"|(?P<name>[A-Z][\w-]+)(?:'s (?=(?:\w+ing|been|got|not)\b)| (?={_DOES}\b))"
)
_SMALL_WORDS = any_of(
    "she they you who which this that there nobody somebody someone everyone people what never then still also always"
    " just really only and but both"
)
_NAMED_SMALL = re.compile(
    rf"(?!{_SMALL_WORDS}\b)(?P<name>[a-z]{{3,}})(?:'s (?=\w+ing\b)| (?=(?:didn't|doesn't|says|told|thinks|never)\b))"
)
"""Somebody whose name was typed small, where a clause begins."""
_NO_NAMES = re.compile(
    any_of(
        "I It We You They She He That This There My Our His Her Their The A An And But So If When Because Also "
        "Then Who What"
        " Where How Which Monday Tuesday Wednesday Thursday Friday Saturday Sunday Somebody Someone Nobody Everybody"
    )
)
_REPORTS = re.compile(
    any_of("says said told thinks thought mentioned mentions wrote writes reckons believes asked") + r"\b"
)
"""What somebody says may well be about the recipient."""
_NO_THINGS = any_of(
    "thanks this was is has does always weeks days years hours minutes months times lots its his hers yours plans"
)
_THINGS = re.compile(
    rf"(?:the|these|those|some|two|three|four|five|my|our|his|her|any) (?:[\w-]+ ){{0,2}}?(?!{_NO_THINGS}\b)"
    rf"[a-z]{{2,}}[^\Ws]s(?= |$|,)(?<!'s)|(?!{_NO_THINGS}\b)[a-z]{{3,}}s (?=are\b|were\b|have\b)",
    re.IGNORECASE,
)
"""Several of a kind, which a later "they" may mean."""
_BIDS = re.compile(r"(?:told|asked) \w+ to\b", re.IGNORECASE)
_GREETS = re.compile(r"\w+ (?:hi|hello|yes|no|thanks|thank you|sorry)\b", re.IGNORECASE)
_SUBJECT = {"she": SHE, "he": HE, "they": THEY}
_OBJECT = {
    "her": SHE, "hers": SHE, "herself": SHE, "him": HE, "his": HE, "himself": HE,
    "them": THEY, "their": THEY, "theirs": THEY,
}  # fmt: skip
_BEGINS = re.compile(any_of("and but because so when if that who while since as though or then until also then"))
_PRONOUNS = frozenset(
    (*_SUBJECT, *_OBJECT, "i", "me", "you", "we", "us", "it", "this", "that", "work", "kind", "good", "talk")
)
_MINE = {"mine", "ours", "it", "that"}
_EVERY = frozenset((SHE, HE))

Who = frozenset[str]
"""By which pronouns somebody may be meant."""
NOBODY: Who = frozenset()


def marked(texts: Iterable[str], names: Sequence[str], *, they: bool = False) -> list[str]:
    """Return *texts*, one after the other as they were told, with OTHER before what means somebody else.

    Where the recipient is a *they*, no other "they" is looked for.
    """
    scene = _Scene(names, they)
    return [scene.read(text) for text in texts]


@dataclass(slots=True)
class _Scene:
    """Who else may be meant, while one text after the other is read.

    The *subject* is whom a clause is about, *here* tells that it stands in this text; *carried* is the subject of the
    text before, *mentioned* is anybody else, *several* tells of things that "they" may mean.
    """

    names: Sequence[str]
    they: bool
    subject: Who = NOBODY
    carried: Who = NOBODY
    mentioned: Who = NOBODY
    several: Who = NOBODY
    here: bool = False
    bound: bool = False

    def read(self, text: str) -> str:
        """Mark one text, and remember who is spoken of at its end."""
        words, begins, start = text.split(" "), True, 0
        self.carried = self.mentioned = NOBODY
        self.here = self.bound = False
        for place, word in enumerate(words):
            rest = text[start:]
            start += len(word) + 1
            if self._means_another(words, place):
                words[place], self.bound = f"{OTHER}{word}", True
            self._hear(_bare(word), rest, begins=begins, first=place == 0)
            self._meet(rest, begins=begins or self._is_mine(words, place))
            begins = word.endswith((",", ".", ";", ":")) or bool(_BEGINS.fullmatch(_bare(word)))
        self.subject = self.subject or (self.carried if self.bound else NOBODY)
        return " ".join(words)

    def _means_another(self, words: Sequence[str], place: int) -> bool:
        """Tell whether the word at *place* is a pronoun of somebody else."""
        bare, rest = _bare(words[place]), " ".join(words[place + 1 :])
        if bare in _SUBJECT:
            return _SUBJECT[bare] in self.subject | self.several
        if bare not in _OBJECT:
            return False
        itself = self.here and is_object(words[place], rest)  # "my daughter loves her" is about two
        among = self.mentioned | self.several | (NOBODY if itself else self.subject)
        return _OBJECT[bare] in among or _is_joined(words, place, self.names)

    def _hear(self, bare: str, rest: str, *, begins: bool, first: bool) -> None:
        """Let a word change who is spoken of."""
        if THEM in mark_names(rest.split(" ", 1)[0], self.names):
            self.subject = NOBODY if begins else self.subject
        elif bare in _SUBJECT:
            meant = frozenset((_SUBJECT[bare],))
            self.they = self.they or (bare == "they" and not self.several)
            self.subject = meant if meant <= self.subject | self.several else NOBODY
        elif first and bare in {"i", "we", "it", "that"}:
            self.mentioned = self.carried = self.subject  # "my sister applies, I have seen her with my kids"
            self.subject = NOBODY
        elif _REPORTS.match(rest) and not _BIDS.match(rest) and not _GREETS.match(rest):
            self.subject = NOBODY

    def _meet(self, rest: str, *, begins: bool) -> None:
        """Take in who or what is named at the beginning of *rest*."""
        if not self.they and _THINGS.match(rest):
            self.several = frozenset((THEY,))
        who = _somebody(rest, self.names, begins=begins)
        if who and begins:
            self.subject, self.here = who, True
        self.mentioned |= NOBODY if begins else who

    def _is_mine(self, words: Sequence[str], place: int) -> bool:
        """Tell "mine was Dr Klee", where whoever is named is what is spoken of."""
        return place > 1 and words[place - 1] in {"is", "was"} and words[0].casefold() in _MINE


def _bare(word: str) -> str:
    """Return the word without marks, and without what is short for a verb."""
    return re.split(r"['\u2019]", word.strip(' .,;:!?()"').casefold())[0]


def _is_joined(words: Sequence[str], place: int, names: Sequence[str]) -> bool:
    """Tell "lotte and her flatmate", where the possessive goes with whoever is named before it."""
    if place < 2 or words[place - 1] != "and" or words[place].casefold() not in {"her", "his", "their"}:
        return False
    before = words[place - 2].casefold()
    return before.isalpha() and before not in _PRONOUNS and THEM not in mark_names(words[place - 2], names)


def _somebody(rest: str, names: Sequence[str], *, begins: bool) -> Who:
    """Return by what the person who is named at the beginning of *rest* is meant; nobody where none is."""
    if any(rest.casefold().startswith(name.casefold()) for name in names):
        return NOBODY
    if found := ONE.match(rest):
        follows = rest[found.end() :].lstrip(" ,")
        if found["owns"] or any(follows.casefold().startswith(name.casefold()) for name in names):
            return NOBODY
        return frozenset((SHE,)) if found["she"] else frozenset((HE,)) if found["he"] else _EVERY
    found = _NAMED.match(rest) or (_NAMED_SMALL.match(rest) if begins else None)
    return _EVERY if found and not _NO_NAMES.fullmatch(found["name"] or "") else NOBODY
