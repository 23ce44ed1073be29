"""Finds out whom a brief is for: somebody who is named, in many ways, or a group; never a third person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from bot.core.coaching.patterns import any_of
from bot.core.coaching.writing.pronouns import ONE
from bot.core.coaching.writing.wording import CAPITALISED, LARGE, Wording

_TOWARDS = re.compile(
    r"(?<![\w'])(?:to|for|with|(?:ask|tell|thank|invit|congratulat|text|dm|messag|mail|email|e-mail|call|phon|ping|tag|nudg"
    r"|writ|contact|remind|chas)(?:e|ing)?|ring(?:ing)?|let) (?:to |for )?(?:(?:if|whether|that) )?",
    re.IGNORECASE,
)
_ORDERS = any_of("ask tell thank text message ping remind let invite for to write with contact email call phone ring")
_TOKEN = re.compile(r"(?i:\b(?:dr|mr|mrs|ms|prof)\.)|[\w'\u2019-]+|[^\w\s]")
_LOW = r"[a-z\u00e0-\u00f6\u00f8-\u024f][\w-]{2,}"
_NAME = rf"(?:(?:[A-Z]\w+\.? )?{CAPITALISED}(?: {CAPITALISED})?|{_LOW})(?!['\u2019]?\w)"
_CALLED = tuple(
    re.compile(signs.format(f"(?P<name>{_NAME})"))
    for signs in (
        r"(?i:(?<!'s )\b(?:(?:his|her|their|the|whose) )?(?:name|contact)(?:'s| is|:)) {}",
        r"(?i:\b(?:he|she|they|who)(?:'s|'re| is| are) called) {}",
        r"(?<=\w)(?<! is)(?<! was) (?:called|named) {}(?=[,.]| (?:who|from|at|in|on|and)\b|\s*\(|$)",
        r"\b(?:goes by|known as) {}",
        r"(?i:\b(?:he|she)(?:'s| is)) (?=[A-Z]){}",
        r"(?<=\w\. )(?<!Mr\. )(?<!Mrs\. )(?<!Ms\. )(?<!Dr\. )(?<!Prof\. )(?=[A-Z]){}(?=[,.] \w)",
        r"(?<![\w-]){} (?i:is|was) (?i:his|her|their|the) name\b",
    )
)
"""How somebody is named in passing: "his name is Arturo", "a streamer called pixelnana"."""
_BRACKETED = re.compile(rf"\b(?:(?:a|an|the|my|our|ask|tell|thank) )[\w' -]{{2,40}}? ?\((?P<name>{_NAME})(?=[,)])")
_BEGINS = re.compile(r"(?:^|(?<=[.;!] ))(?:so |got )?")
_ROLE = re.compile(
    r"\b(?:write|ask|tell|thank|text|e?mail|message|note|letter|msg|intro|dm|voicemail|something) (?:to |for )?"
    r"(?:the|an?|some|my|our|whoever)"
    r" (?!guy\b|woman\b|man\b|person\b)[\w -]+",
    re.IGNORECASE,
)
"""An order to write to somebody who is not named; names are those of others."""
_SENDER = re.compile(rf"\b(?:I'm|I am|this is|my name is|my name's|it's) {CAPITALISED}", re.IGNORECASE)
_PLACE = any_of("at in from near of on the and as St")
GROUP = (
    r"(?:everyone|everybody|all|both|them both|(?:the|my|our) (?:whole |new |other )?(?:[\w-]+ ){0,2}"
    r"(?:guys|team|parents|volunteers|lot|judges|members|group|class|neighbou?rs|players|board|people|folks|staff|crew|mums|dads|choir|kids|committee|club|office|department|trainers|ladies|boys"
    r"|interns|students|band)(?: (?:in|of|from|on) (?:my |our |the )?[\w-]+(?: (?:\d+|floor|band|class))?)?)"
)
_MANY = re.compile(
    rf"(?:to|for|tell|ask|remind|thank|let|write|text) {GROUP}\b(?! (?:[\w-]+ )?(?:coach|teacher|trainer|doctor"
    rf"|tutor|nurse)\b)(?! (?-i:[A-Z]))",
    re.IGNORECASE,
)
"""A brief to many: whom it names elsewhere is somebody else."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a brief is for, by name, or that it is for *many*; and the brief, with nothing but the name for them.

    Where it may be any of several, *maybe* names them.
    """

    to: str
    many: bool
    typed: str
    maybe: tuple[str, ...] = ()


def recipient(typed: str, to: str, first: str, wording: Wording) -> Recipient:
    """Find whom *typed*, of which *first* is the first piece, is for, unless *to* says so."""
    many = not to and bool(_MANY.search(first))
    found = (to,) if to else () if many else _found(typed, wording)
    found = tuple(name for names in found for name in names.split(" or "))
    to = found[0] if len(found) == 1 else ""
    return Recipient(to, many, _plainly(typed, to), found if len(found) > 1 else ())


def is_who(piece: str, to: str) -> bool:
    """Say whether a piece does no more than name the recipient, or say what she is to the writer."""
    if not to:
        return False
    is_called = r"(?:s?he|they|who)(?:'s|'re| is| are)(?: called)?|(?:[\w']+ )?(?:name|contact)(?:'s| is)"
    alone = rf"(?:(?:for|to|{is_called}) )?{re.escape(to)}(?: is \w+ name)?"
    return bool(re.fullmatch(alone, piece, re.IGNORECASE) or ONE.fullmatch(piece))


def _found(typed: str, wording: Wording) -> tuple[str, ...]:
    """Return who may be meant, by the surest reading that names anybody."""
    if called := _in_passing(typed, wording):
        return called
    named = _distinct(_name_in(tokens, wording, sure=True) for tokens in _behind(_TOWARDS, typed))
    if named or _ROLE.search(typed):
        return named[:1]
    titled = _distinct(_titled(typed, wording))
    opens = _distinct(_name_in(tokens, wording) for tokens in _behind(_BEGINS, typed))
    return titled or opens[:1] or _small_first(typed, wording) or _distinct(_free_names(typed, wording))


def _distinct(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(filter(None, names)))


def _in_passing(typed: str, wording: Wording) -> tuple[str, ...]:
    """Return who is named in so many words."""
    hits = (hit["name"] for signs in (*_CALLED, _BRACKETED) for hit in signs.finditer(typed))
    return _distinct(_spelled(name) for name in hits if wording.may_be_a_name(name))[:1]


def _behind(signs: re.Pattern[str], typed: str) -> Iterator[list[str]]:
    return (_TOKEN.findall(typed[hit.end() :]) for hit in signs.finditer(typed))


def _name_in(tokens: Sequence[str], wording: Wording, *, sure: bool = False) -> str:
    """Read the words for somebody, "my nan's carer Blessing"; where it is *sure*, a name may be typed small."""
    before, place = "", 0
    while place < len(tokens):
        word, low = tokens[place], tokens[place].casefold()
        if word in {",", "("}:
            return _apposed(tokens[place + 1 :], wording) if place else ""
        length = _name_length(tokens[place:], before, wording, sure=sure and not place)
        name = " ".join(tokens[place : place + length])
        if length and not re.fullmatch(_PLACE, before, re.IGNORECASE) and not name.endswith(("'s", "\u2019s")):
            return _paired(_spelled(name), tokens[place + length :])
        if not length and (not low[0].isalpha() or wording.ends_phrase(low)):
            return ""
        before, place = low, place + max(1, length)
    return ""


def _name_length(tokens: Sequence[str], before: str, wording: Wording, *, sure: bool) -> int:
    """Return how many words at the beginning of *tokens* are a name; they may be somebody's, "Aunt Constance's"."""
    word, *more = tokens
    follows = more[0] if more else ""
    if wording.is_title(word) and follows and wording.may_be_a_name(follows):
        return 3 if follows[0].isupper() and len(more) > 1 and _is_large(more[1], wording) else 2
    if _is_large(word, wording) and not (before == "" and not sure and wording.is_word(word)):
        is_full = not word.endswith("'s") and follows and _is_large(follows, wording)
        return 2 if is_full else 1
    typed_small = sure or wording.is_person(before)
    return int(typed_small and word.isalpha() and len(word) > 1 and wording.may_be_a_name(word))


def _is_large(word: str, wording: Wording) -> bool:
    return bool(re.match(rf"[{LARGE}][\w'\u2019-]+$", word)) and wording.is_free(re.sub("['\u2019]s$", "", word))


def _apposed(tokens: Sequence[str], wording: Wording) -> str:
    """Return the name that stands between commas, or in brackets: "a roofer, Tibor."."""
    length = _name_length(tokens, ",", wording, sure=False) if tokens else 0
    follows = tokens[length].casefold() if length and length < len(tokens) else ","
    if not length or (follows.isalpha() and not wording.ends_phrase(follows)):
        return ""
    return _paired(_spelled(" ".join(tokens[:length])), tokens[length:])


def _paired(name: str, follows: Sequence[str]) -> str:
    """Add the second name of two: "Ines and Paolo", "Ana or Bo"."""
    joined, other = (*follows[:2], "", "")[:2]
    joined = "and" if joined == "&" else joined
    return f"{name} {joined} {other}" if joined in {"and", "or"} and re.match(rf"[{LARGE}][^\W_]", other) else name


def _titled(typed: str, wording: Wording) -> Iterator[str]:
    """Yield everybody who is named with a title."""
    tokens = _TOKEN.findall(typed)
    for place, word in enumerate(tokens[:-1]):
        if wording.is_title(word) and (length := _name_length(tokens[place:], "", wording, sure=False)):
            yield _spelled(" ".join(tokens[place : place + length]))


def _small_first(typed: str, wording: Wording) -> tuple[str, ...]:
    """Return the name, typed small, that a brief begins with: "esme fixed my bike"."""
    found = re.match(rf"(?P<name>{_LOW})(?='s\b| [a-z]+\b)", typed)
    return (found["name"].capitalize(),) if found and wording.may_be_a_name(found["name"]) else ()


def _free_names(typed: str, wording: Wording) -> Iterator[str]:
    """Yield the names that stand where no place would, and that are not the writer's own."""
    typed = _SENDER.sub("I", typed)
    for hit in re.finditer(rf"(?<![\w'\u2019-]){CAPITALISED}(?: {CAPITALISED})?", typed):
        before = typed[: hit.start()].rsplit(maxsplit=1)[-1:] or [""]
        name = re.sub("['\u2019]s$", "", hit[0])
        if wording.is_free(name) and not wording.is_word(name) and not re.fullmatch(_PLACE, before[0], re.IGNORECASE):
            yield name


def _spelled(name: str) -> str:
    """Write a name with capitals, and without the stop of its title."""
    words = name.split()
    return " ".join(
        word if word[0].isupper() and not word.endswith(".") else word.rstrip(".").capitalize() for word in words
    )


def _plainly(typed: str, to: str) -> str:
    """Name the recipient alone, where it was said as well who that is: "tell my climbing partner jo I'm out"."""
    if not to:
        return typed
    name = r"\.? ".join(map(re.escape, to.split()))
    typed = re.sub(rf"(?<!\w){name}(?!\w)", to, typed, flags=re.IGNORECASE)
    name = re.escape(to)
    described = r"(?:the|an?|my|our) (?:(?!(?:who|I|I'm|we)\b)[\w'-]+ ){0,5}?[\w'-]+"
    called = rf"\b(?P<order>{_ORDERS}) {described}, (?:his|her|their) name(?:'s| is) {name},?"
    typed = re.sub(called, rf"\g<order> {to}", typed, flags=re.IGNORECASE)
    typed = re.sub(rf"(?<!\w){name}, (?=you\b)", "", typed)
    who = (
        rf"(?:(?:my|our|the|an?|old|ex|user|coach|nurse|[\w-]+'s) (?:[\w'-]+,? ){{0,4}}?)?{name}(?! and | & )"
        rf"(?:,? (?:from|at|in) (?:the |my |our )?[\w-]+)?"
    )
    typed = re.sub(rf"\b(?P<order>{_ORDERS}) {who}(?! and\b)", rf"\g<order> {to}", typed, flags=re.IGNORECASE)
    typed = re.sub(rf"(?:^|\b(?<=and ))(?:my|our|the|an?) [\w' -]+?(?:, {name},?|{name})(?= [a-z])", to, typed)
    typed = re.sub(
        rf"^{name} (?:from|at|in) (?:the |my |our )?[\w-]+(?: (?:up|down)stairs)?(?= [a-z]+(?:s|ed)\b)", to, typed
    )
    typed = re.sub(rf"\b(?:an?|the|this) (?:[\w-]+ ){{1,3}}?(?:called|named) {name}", to, typed)
    typed = re.sub(rf"(?:^|(?<=[.:;] ))(?:to|for) {name}\s*[,:]\s*", "", typed, flags=re.IGNORECASE)
    typed = re.sub(rf"(?<!\w){name}, (?:the|an?|my|our) (?:[\w-]+ )?[\w-]+,", to, typed)
    return re.sub(rf"(?<!\w){name}(?= (?:he|she|they)(?:'s|'re)? )", f"{to},", typed)
