"""Finds out whom a brief is for: somebody who is named, in many ways, or a group; never a third person."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bot.core.coaching.hurry import PLACES
from bot.core.coaching.patterns import any_of
from bot.core.coaching.pronouns import ONE
from bot.core.coaching.speech import PAST

_ORDERS = any_of("ask tell thank text message ping remind let invite for to write with")
_TOWARDS = any_of("to for with ask tell thank invite congratulate text dm message mail email ring call phone ping tag")
_TO = re.compile(
    rf"(?<!\S){_TOWARDS} ",
    re.I,
)
_CAPITAL = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0141\u015a\u017b\u0179\u0106"
_APOSTROPHE = "'\u2019"
CAPITALISED = rf"[{_CAPITAL}][\w{_APOSTROPHE}-]+"
_NAME = re.compile(rf"(?:(?:Dr|Mr|Mrs|Ms|Prof|Professor|Pan|Pani)\.? )?{CAPITALISED}(?: {CAPITALISED})?")
_LOW = r"[a-z\u00e0-\u00f6\u00f8-\u024f][\w-]{2,}"
_LOWER_NAME = re.compile(rf"(?P<name>{_LOW})(?!'?\w)")
_ONE_NAME = rf"(?P<name>{_NAME.pattern}|{_LOW})(?!['{_APOSTROPHE}]?\w)"
_ANY_NAME = re.compile(
    rf"(?<!\bin )(?<!\bat )(?<!\bfrom )(?<!\bnear )(?<!\bof )(?<!\bthe )(?<!\band )(?<!\bSt )(?<!\bI'm )(?<!\bon"
    rf" )(?<!\bas )"
    rf"(?<![\w{_APOSTROPHE}-])(?P<name>(?!I\b|I[{_APOSTROPHE}]|[A-Z]{{2,}}\b){CAPITALISED}(?: {CAPITALISED})?)"
)
_ROLE = re.compile(
    r"\b(?:(?:write|message|note|e?mail|letter|msg|intro|dm|text)(?: to| for)?|ask|thank|tell) (?:the|an?) (?!guy\b"
    r"|woman\b|man\b|person\b)[\w -]+",
    re.IGNORECASE,
)
"""An order to write to somebody who is not named; names are those of others."""
_PAIR = re.compile(rf"(?P<one>{CAPITALISED}) (?:and|&) (?P<two>{CAPITALISED})(?!['{_APOSTROPHE}]?\w)")
_ASKED_ONE = re.compile(
    r"(?:ask|tell|thank|ping|text) (?P<name>[a-z]{2,})(?: and (?!his|her|my|the|our)(?P<other>[a-z]{2,}))?(?= (?:if"
    r"|whether|that|about|for|i|I|I'm|I've|I'd|I'll|we"
    r"|can|could"
    r"|would|his|her|their|my|our|the|how|what|when|where|to)\b|[,:])"
)
"""Somebody whose name was typed small, in the one place where nothing but a name stands."""
_CALLED = re.compile(
    rf"(?i:(?<!'s )\b(?:(?:his|her|their|the|whose) )?name(?:'s| is|:)) {_ONE_NAME}"
    rf"|(?i:\b(?:he|she|they|who)(?:'s|'re| is| are) called) {_ONE_NAME.replace('<name>', '<he>')}"
    rf"|(?<=\w)(?<! is)(?<! was) (?:called|named) {_ONE_NAME.replace('<name>', '<thing>')}"
    rf"(?=,| (?:who|from|at|in|on|and)\b|\s*\(|$)"
    rf"|\b(?:goes by|known as) {_ONE_NAME.replace('<name>', '<alias>')}"
)
"""How somebody is named in passing: "his name is Arturo", "a streamer called pixelnana"."""
_BRACKETED = re.compile(
    rf"(?P<lead>\b(?i:ask|tell|thank|a|an|the|my|our) )[\w' -]{{2,30}} ?\((?P<name>{CAPITALISED}|{_LOW})\)"
)
_ADDRESSED = re.compile(
    r"\b(?P<title>(?i:prof|professor|dr|doctor|mr|mrs|ms|frau|herr|councillor|aunty|auntie|maestro))\b\.? "
    rf"(?P<name>{CAPITALISED}(?: {CAPITALISED})?|[a-z\u00e0-\u00f6\u00f8-\u024f][\w-]{{3,}})"
)
_PEOPLE = (
    "(?:friend|partner|mate|co-?founder|boss|colleague|neighbou?r|schoolmate|flatmate|mentor|teacher|supervisor|landlord"
    "|landlady|coach|customer|client|tenant|doctor|dentist|vet|manager|cousin|sister|brother|uncle|aunt|journalist|editor"
    "|recruiter|nurse|secretary|plumber|stepsister|stepbrother|trainer|tutor)"
)
_PERSON = rf"\b(?:my|our|a|an|the|\w+'s) (?:[\w'-]+ ){{0,3}}{_PEOPLE}"
_KIN = re.compile(
    rf"\b(?i:my|our) (?:[\w'-]+ ){{0,3}}{_PEOPLE},? (?P<name>{CAPITALISED}|{_LOW})"
    r"(?=[,.:]| (?:and|i|I|i'm|I'm|about|that|is|has|stopped|because)\b|$)"
)
GROUP = (
    r"(?:everyone|everybody|all|both|them both|(?:the|my|our) (?:whole |new |other )?(?:[\w-]+ ){0,2}"
    r"(?:guys|team|parents|volunteers|lot|judges|members|group|class|neighbou?rs|players|board|people|folks|staff|crew|mums|dads|choir|kids|committee|club|office|department|trainers|ladies|boys"
    r"|interns|students|band)(?: (?:in|of|from|on) (?:my |our |the )?[\w-]+(?: (?:\d+|floor|band|class))?)?)"
)
_MANY = re.compile(
    rf"(?:to|for|tell|ask|remind|thank|let|write|text) {GROUP}\b(?! (?:[\w-]+ )?(?:coach|teacher|trainer|doctor"
    rf"|tutor|nurse)\b)",
    re.IGNORECASE,
)
"""A brief to many: whom it names elsewhere is somebody else."""
_TITLED = re.compile(
    r"(?P<title>professor|prof|doctor|dr|mr|mrs|ms|aunt|aunty|auntie|uncle|coach|grandpa|grandma|granny)\.? "
    r"(?P<name>[\w-]{3,}(?: (?-i:[A-Z])[\w-]+)?)(?=$|\W)",
    re.IGNORECASE,
)
_RELATIVES = any_of(
    "climbing_partner flatmate boss colleague friend neighbou?r co-?worker deacon mate mentor teacher manager cousin"
    " (?=(?:professor|prof|dr|doctor|coach)_)"
)
_RELATION = re.compile(
    rf"^(?:my |our |the )?(?:old |former |ex-?|new )*{_RELATIVES}(?: at \w+)?,? ?(?=[\w-]+)"
    r"|^(?:my|our|the|a) (?:[\w'-]+ ){1,3}(?=(?:mr|mrs|ms|dr|prof|professor|aunty?|uncle)\b)"
    r"|^(?:my|our) [\w']+'s [\w-]+,? (?=[A-Z])"
    r"|^(?:my|our) (?:[\w'-]+ ){1,3}(?=(?-i:[A-Z])[\w-]+)",
    re.IGNORECASE,
)
_NO_NAME = re.compile(
    any_of(
        "the a an my our his her their your this that some someone somebody anyone people help me you him them us it"
        " one two linkedin slack discord email text sms phone voicemail say says thanks thank hello hi hey ask asking"
        " call meet coffee lunch feedback advice job work old new former local just what how why where when who if"
        " whether not and but with about from more short quick nice note message msg opener intro no yes please pls"
        " something maintainer professor editor boss manager colleague friend neighbour neighbor stranger recruiter"
        " designer teacher doctor team company everyone monday tuesday wednesday thursday friday saturday sunday"
        " reconnect network join follow introduce congratulate apologise apologize dinner keep thank-you thankyou"
        " mum mom dad grandma grandpa hr it customers clients people work school staff support accounts marketing "
        "parents"
        " volunteers neighbours neighbors both again once later tomorrow today after before anyone anybody nobody him"
    ),
    re.IGNORECASE,
)
"""Words that stand where a name could stand and are none."""
_APPOSED = re.compile(
    rf"(?:^|(?<=[.;] ))(?:my|the|our|a|an) [\w' -]+, (?!I\b)(?P<name>{_NAME.pattern}),? (?P<verb>[a-z]+)"
)


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a brief is for, by name, or that it is for *many*; and the brief, with nothing but the name for them."""

    to: str
    many: bool
    typed: str


def recipient(typed: str, to: str, cut: Callable[[str], list[str]], is_word: Callable[[str], bool]) -> Recipient:
    """Find whom *typed* is for, unless *to* says so; *cut* parts a brief into its pieces."""
    typed = _APPOSED.sub(_named_first, typed)
    called, typed = _called(typed, is_word)
    first, *_ = (*cut(typed), "")
    many = not to and bool(_MANY.search(first))
    to = to or called or ("" if many else _to_whom(typed, cut(typed), is_word))
    if not to and not many:
        to, typed = _placed(typed, is_word)
        to = to or _opening_name(typed, is_word)
    if not to and not many and not _ROLE.search(typed):
        to = _only_name(typed, is_word)
    return Recipient(to, many and not to, _plainly(_without_title(typed, to), to))


def _only_name(typed: str, is_word: Callable[[str], bool]) -> str:
    """Return the one name in a brief, where it stands where no place would; nobody if there are several."""
    found = {hit["name"] for hit in _ANY_NAME.finditer(typed) if _is_free(hit["name"])}
    return name if len(found) == 1 and not is_word(name := found.pop()) else ""


def is_who(piece: str, to: str) -> bool:
    """Say whether a piece does no more than name the recipient, or say what she is to the writer."""
    alone = {f"{before}{to}".casefold() for before in ("", "for ", "to ", "she is ", "he is ", "she's ", "he's ")}
    alone = {said.replace(".", "") for said in alone}
    named = rf"(?:[\w']+ )?name(?:'s| is) {re.escape(to)}"
    if to and re.fullmatch(named, piece, re.IGNORECASE):
        return True
    return piece.casefold().replace(".", "") in alone or (bool(to) and ONE.fullmatch(piece) is not None)


def _plainly(typed: str, to: str) -> str:
    """Name the recipient alone, where it was said as well who that is: "tell my climbing partner jo I'm out"."""
    if not to:
        return typed
    name = re.escape(to)
    who = (
        rf"(?:(?:my|our|the|old|ex|[\w-]+'s) (?:[\w-]+ ){{0,3}})?{name}(?! and | & )(?:,? (?:from|at|in) (?:the "
        rf"|my )?[\w-]+)?"
    )
    typed = re.sub(rf"\b(?P<order>{_ORDERS}) {who}(?! and\b)", rf"\g<order> {to}", typed, flags=re.IGNORECASE)
    typed = re.sub(rf"(?:^|(?<=[.:;] ))(?:to|for) {name}\s*[,:]\s*", "", typed, flags=re.IGNORECASE)
    typed = re.sub(rf"(?<!\w){name}, (?:the|an?|my|our) (?:[\w-]+ )?[\w-]+,", to, typed)
    return re.sub(rf"(?<!\w){name}(?= (?:he|she|they)(?:'s|'re)? )", f"{to},", typed)


def _named_first(found: re.Match[str]) -> str:
    return f"{found['name']} {found['verb']}"


def _called(typed: str, is_word: Callable[[str], bool]) -> tuple[str, str]:
    """Return the one name that is given in passing, and the brief without the words that give it."""
    hits = [(next(name for name in hit.groups() if name), hit[0]) for hit in _CALLED.finditer(typed)]
    names = [(name, said) for name, said in hits if _may_be_a_name(name, is_word)]
    if len(names) != 1:
        return "", typed
    [(name, said)] = names
    described = rf"(?:an?|this|the) (?:[\w-]+ ){{0,2}}[\w-]+ {re.escape(said.strip())}"
    met = rf"(?<=\bmet ){described}"
    return _spelled(name), re.sub(met, _spelled(name), typed, count=1).replace(said, "", 1)


def _placed(typed: str, is_word: Callable[[str], bool]) -> tuple[str, str]:
    """Return the one name that stands behind what somebody is to the writer, and the brief with the name alone."""
    for pattern in (_BRACKETED, _KIN):
        hits = [hit for hit in pattern.finditer(typed) if _may_be_a_name(hit["name"], is_word)]
        if len(hits) == 1:
            lead = hits[0].groupdict().get("lead") or ""
            lead = lead if lead.strip().casefold() in {"ask", "tell", "thank"} else ""
            name = _spelled(hits[0]["name"])
            return name, f"{typed[: hits[0].start()]}{lead}{name}{typed[hits[0].end() :]}"
    return "", typed


def _may_be_a_name(name: str, is_word: Callable[[str], bool]) -> bool:
    return _is_free(name) and (name[0].isupper() or not is_word(name))


def _is_free(name: str) -> bool:
    """Say whether a word is none of those that stand where a name could."""
    return not _NO_NAME.fullmatch(name) and not re.fullmatch("[A-Z]{2,4}", name) and name.casefold() not in PLACES


def _spelled(name: str) -> str:
    return name if name[0].isupper() else name.capitalize()


def _to_whom(typed: str, said: Sequence[str], is_word: Callable[[str], bool]) -> str:
    """Return who is named as the recipient: in the order to write, by a title, or in what follows."""
    return (
        _name_in(next(iter(said), ""), is_word)
        or _titled(typed, is_word)
        or next((name for piece in said if (name := _name_in(piece, is_word))), "")
    )


def _titled(typed: str, is_word: Callable[[str], bool]) -> str:
    """Return the one person who is named with a title; nobody if there are two."""
    found = {
        f"{hit['title'].capitalize()} {_spelled(hit['name'])}"
        for hit in _ADDRESSED.finditer(typed)
        if _may_be_a_name(hit["name"], is_word)
    }
    return found.pop() if len(found) == 1 else ""


def _without_title(typed: str, to: str) -> str:
    """Leave out title and role where a sentence speaks of the recipient: "I met Dr. Faraj", "a customer, Mrs Osei,"."""
    title, _, name = to.partition(" ")
    if not name or not _ADDRESSED.match(to):
        return typed
    titled = rf"{re.escape(title)}\.? {re.escape(name)}\b"
    typed = re.sub(rf"(?<=\b(?:met|saw) ){titled}", name, typed, flags=re.IGNORECASE)
    return re.sub(rf"{_PERSON},? {titled}(?:,(?= (?:{PAST}|[a-z]+s )))?", name, typed, flags=re.IGNORECASE)


def _opening_name(typed: str, is_word: Callable[[str], bool]) -> str:
    """Return the name that a brief begins with."""
    if found := re.match(rf"(?P<name>{CAPITALISED})\. ", typed):
        return "" if is_word(found["name"]) else found["name"]
    found = re.match(r"(?P<name>[\w-]{3,})(?='s\b| [a-z]+\b)", typed)
    return (
        found["name"].capitalize()
        if found and not _NO_NAME.fullmatch(found["name"]) and not is_word(found["name"])
        else ""
    )


def _name_in(piece: str, is_word: Callable[[str], bool]) -> str:
    """Return who is named as the recipient: after to, for, ask …; a name may be typed in lower case."""
    for preposition in _TO.finditer(piece):
        rest = _RELATION.sub("", re.sub(r"^(?:if|whether|that) ", "", piece[preposition.end() :]))
        if found := _PAIR.match(rest):
            return " and ".join((_spelled(found["one"]), _spelled(found["two"])))
        if found := _TITLED.match(rest):
            return f"{found['title'].capitalize()} {found['name'].title()}"
        if (found := _NAME.match(rest)) and _is_free(found[0]):
            return found[0].removesuffix("'s")
        related = f"ask {rest}" if rest != piece[preposition.end() :] else piece[preposition.start() :]
        if (found := _ASKED_ONE.match(related)) and not _NO_NAME.fullmatch(found["name"]):
            return " and ".join(name.capitalize() for name in (found["name"], found["other"]) if name)
        found = _LOWER_NAME.match(rest)
        if found and _is_free(found["name"]) and not is_word(found["name"]):
            return found["name"].capitalize()
    found = re.search(r"\b(?:like|want|need) (?P<name>[\w-]{3,})'s\b", piece)
    return found["name"].capitalize() if found and not is_word(found["name"]) else ""
