"""Marks the pronouns that mean somebody else than the recipient ("my brother will come, he has a beard").

Whoever is the subject of a clause is meant by a pronoun behind it, also where the next clause begins with one; somebody
who is only mentioned ("she told my son") is meant by what is no subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

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
    r"(?P<owns>'s)?(?![\w-])",
    re.IGNORECASE,
)
"""Somebody who is named by what they are to somebody."""
_NAMED = re.compile(
    r"(?P<title>(?:Dr|Prof|Mr|Mrs|Ms)\.? [A-Z]\w+)|"
    r"(?P<name>[A-Z][\w-]+)(?P<short>'s(?= (?:\w+ing|been|got|not)\b))?(?= (?:\w+(?:s|ed)|told|said|met|gave|got|went|came|did|had|can|could|will|would"
    r"|may|might|also|and [A-Z]\w+)\b|(?<='s) )"
    r"|(?P<low>[a-z]{3,})'s (?=\w+ing\b)"
    r"|(?!(?:she|they|you|who|which|this|that|there|nobody|somebody|someone|everyone|people|what|never|then|still|also|always"
    r"|just|really|only|and|but|only|both|which|what)\b)[a-z]{3,} (?=(?:didn't|doesn't|says|told|thinks|never)\b)"
)
_NO_NAMES = re.compile(
    any_of(
        "I It We You They She He That This There My Our His Her Their The A An And But So If When Because Also Then Who What"
        " Where How Which Monday Tuesday Wednesday Thursday Friday Saturday Sunday Somebody Someone Nobody Everybody"
    )
)
_REPORTS = re.compile(any_of("says said told thinks thought mentioned mentions wrote writes reckons believes asked"))
"""What somebody says may well be about the recipient."""
_THINGS = re.compile(
    r"(?:(?:the|these|those|some|two|three|four|five|my|our|his|her|any) (?:[\w-]+ ){0,2}?|^)(?!(?:thanks|this|was|is|has|does|always"
    r"|weeks|days|years|hours|minutes|months|times|lots|its|his|hers|yours|plans)\b)[a-z]{2,}[^\Ws]s(?= |$|,)(?<!'s)",
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
    subject, done = NOBODY, []
    for text in texts:
        said, subject = _read(text, subject, names, things=not they)
        done.append(said)
    return done


def _read(text: str, subject: Who, names: Sequence[str], *, things: bool) -> tuple[str, Who]:
    """Mark one text; *subject* is who else was spoken of before it, and *things* may be meant by "they"."""
    words, starts = text.split(" "), [0]
    for word in text.split(" ")[:-1]:
        starts.append(starts[-1] + len(word) + 1)
    here, told_by = False, NOBODY
    mentioned, carried, begins, bound, several = NOBODY, NOBODY, True, False, subject & {THEY}
    for place, word in enumerate(words):
        bare = re.split(r"['\u2019]", word.strip(' .,;:!?()"').casefold())[0]
        if THEM in mark_names(word, names):
            subject = NOBODY if begins else subject
        elif bare in _SUBJECT:
            if _SUBJECT[bare] in subject | several:
                words[place], bound = f"{OTHER}{word}", True
                subject = frozenset((_SUBJECT[bare],))
            else:
                subject = told_by = NOBODY
        elif bare in _OBJECT and (
            _OBJECT[bare] in mentioned | several
            or (_OBJECT[bare] in subject and not (here and is_object(word, " ".join(words[place + 1 :]))))
            or _is_joined(words, place, names)
        ):
            words[place], bound = f"{OTHER}{word}", True
        elif begins and bare in {"i", "we", "i'm", "it", "that"} and place == 0:
            mentioned = carried = subject  # "my sister applies, I have seen her with my kids"
            subject = NOBODY
        elif subject and _REPORTS.fullmatch(bare) and not _BIDS.match(text, starts[place]):
            told_by, subject = subject if _GREETS.match(text, starts[place]) else NOBODY, NOBODY
        if things and _THINGS.match(text, starts[place]):
            several = frozenset((THEY,))
        if who := _somebody(text[starts[place] :], names):
            begins = begins or (place > 1 and words[place - 1] in {"is", "was"} and words[0].casefold() in _MINE)
            here = here or begins
            subject, mentioned = (who, mentioned) if begins else (subject, mentioned | who)
        begins = word.endswith((",", ".", ";", ":")) or bool(_BEGINS.fullmatch(bare))
    subject = subject or told_by
    return " ".join(words), (subject or (carried if bound else NOBODY)) | several


def _is_joined(words: Sequence[str], place: int, names: Sequence[str]) -> bool:
    """Tell "lotte and her flatmate", where the possessive goes with whoever is named before it."""
    if place < 2 or words[place - 1] != "and" or words[place].casefold() not in {"her", "his", "their"}:
        return False
    before = words[place - 2].casefold()
    return before.isalpha() and before not in _PRONOUNS and THEM not in mark_names(words[place - 2], names)


def _somebody(rest: str, names: Sequence[str]) -> Who:
    """Return by what the person who is named at the beginning of *rest* is meant; nobody where none is."""
    if any(rest.casefold().startswith(name.casefold()) for name in names):
        return NOBODY
    if found := ONE.match(rest):
        follows = rest[found.end() :].lstrip(" ,")
        if found["owns"] or any(follows.casefold().startswith(name.casefold()) for name in names):
            return NOBODY
        return frozenset((SHE,)) if found["she"] else frozenset((HE,)) if found["he"] else _EVERY
    found = _NAMED.match(rest)
    return _EVERY if found and not _NO_NAMES.fullmatch(found["name"] or "") else NOBODY
