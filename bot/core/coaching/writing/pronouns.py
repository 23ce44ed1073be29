"""Tells where a pronoun may mean somebody else than the recipient ("my aunt cried when she saw it").

Whoever is named before a pronoun may be meant by it; what may mean two people is never turned into "you".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.core.coaching.patterns import any_of
from bot.core.coaching.writing.speech import BY_NAME, FORMS, HE, SHE, THEY

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
    rf"(?:my|our|his|her|their|an?|the|that|[\w-]+'s) (?:[\w'-]+ ){{0,2}}?(?:(?P<he>{_HE})|(?P<she>{_SHE})"
    rf"|(?P<any>{_ANY}))"
    r"(?:'s)?(?![\w-])",
    re.IGNORECASE,
)
"""Somebody who is named by what they are to somebody."""
_DOES = any_of(
    "\\w+s \\w+ed told met gave got went came did had can could will would may might also and_[A-Z]\\w+ and_(?:her|his)"
)
_NAMED = re.compile(rf"(?:(?:Dr|Prof|Mr|Mrs|Ms)\.? [A-Z]\w+|[A-Z][\w-]+(?:'s \w+ing\b| (?={_DOES}\b)))")
_SMALL_NAME = re.compile(
    r"(?!(?:she|he|they|you|me|I)\b)\w+ and (?:her|his|their) \w+"
    r"|(?!(?:it|that|what|who|there|how|she|he)')[a-z]{3,}'s (?:\w+ing|off|ill|sick|away|not)\b"
)
"""Somebody whose name was typed small: "lotte and her flatmate", "esme's off"."""
_WORDS = """
I It We You They She He That This There My Our His Her Their The A An And But So If When Because Also Then Who What
Where How Which
"""
_NO_NAMES = frozenset(_WORDS.split())
_REPORTS = re.compile(
    r"[\w ]+? (?:says|said|thinks|thought|mentioned|reckons|believes|told \w+) (?:that )?(?:she|he|they|his|her"
    r"|their)\b",
    re.IGNORECASE,
)
"""What somebody says may well be about the recipient."""
_THINGS = re.compile(
    r"(?:the|these|those|some|two|three|four|five|my|our|any) (?:[\w-]+ ){0,2}?[a-z]{3,}[^\Ws]s(?= |$|,)"
    r"|(?!this|his|always)[a-z]{3,}s (?=are|were|have)",
    re.IGNORECASE,
)
"""Several of a kind, which a later "they" may mean."""
_NAMED_LAST = re.compile(r"\b(?:with|about) (?P<name>[A-Z][a-z]+)$")
"""Somebody who is named right before: "thanks for the patience with Noah, he was scared"."""
_SHE_OR_HE = frozenset((*FORMS[SHE], *FORMS[HE]))


def is_unclear(text: str, before: str, names: Sequence[str], pronoun: str) -> bool:
    """Say whether a pronoun in *text*, told behind *before*, may mean another than the recipient, a *pronoun*."""
    mine = FORMS[pronoun]
    if pronoun == BY_NAME and not {word for word, _ in _told_of(text, ())}.isdisjoint(FORMS[THEY]):
        return True  # "they" may be whoever is named, or others
    if (last := _NAMED_LAST.search(before)) and last["name"] not in names and text.split(" ", 1)[0].casefold() in mine:
        return True
    carried = {other for part in re.split(r"[,.;] ", before) for other in _others(part, names, begins=True)}
    if pronoun in carried and any(word in mine for word, _ in _told_of(text, names)):
        return True
    return any(pronoun in others for word, others in _told_of(text, names) if word in mine)


def leftover(clause: str, text: str) -> bool:
    """Say whether a "she" or "he" was left in *clause* though nobody else is named in *text*."""
    named = any(hit[0].split()[0].casefold() not in _SHE_OR_HE for hit in ONE.finditer(text)) or any(
        word[0].isupper() and word not in _NO_NAMES for word in re.findall(r"\w+", text)[1:]
    )
    return not named and not _SHE_OR_HE.isdisjoint(re.findall(r"[a-z]+", clause.casefold()))


def _told_of(text: str, names: Sequence[str]) -> Iterator[tuple[str, set[str]]]:
    """Yield the words of *text*, each with the pronouns by which those named before it may be meant."""
    others: set[str] = set()
    start = 0
    for word in text.split(" "):
        rest = text[start:]
        start += len(word) + 1
        yield _bare(word), set(others)
        if not _REPORTS.match(rest):
            others.update(_others(rest, names))


def _others(text: str, names: Sequence[str], *, begins: bool = False) -> Iterator[str]:
    """Yield the pronouns by which somebody, or several things, named where *text* begins may be meant."""
    if any(text.casefold().startswith(name.casefold()) for name in names if name):
        return
    text = re.sub(r"^(?:mine|ours|it|that) (?:is|was) ", "", text)
    if found := ONE.match(text):
        follows = text[found.end() :].lstrip(" ,").casefold()
        if not any(follows.startswith(name.casefold()) for name in names if name) and not (
            begins and _REPORTS.match(text)
        ):
            yield from (SHE,) if found["she"] else (HE,) if found["he"] else (SHE, HE)
    elif _THINGS.match(text):
        yield THEY
    elif _SMALL_NAME.match(text) or ((named := _NAMED.match(text)) and named[0].split()[0] not in _NO_NAMES):
        yield from (SHE, HE)


def _bare(word: str) -> str:
    """Return the word without marks, and without what is short for a verb."""
    return re.split(r"['\u2019]", word.strip(' .,;:!?()"').casefold())[0]
