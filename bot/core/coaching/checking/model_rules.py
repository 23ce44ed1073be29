"""Says what no sentence of a model may do, and which rules one breaks; what we compose ourselves needs none of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.coaching.checking.evidence import Evidence
from bot.core.coaching.checking.support import (
    counts_unheard,
    gives_leave,
    is_apart,
    orders_what_is_not_to_be,
    speaks_for_all,
    unsupported,
)
from bot.core.coaching.counting.tokens import plain_text, words
from bot.core.coaching.fact_guard import Kind, invented
from bot.core.coaching.privacy import has_placeholder
from bot.core.coaching.prompting import runs
from bot.core.coaching.verifier import is_quoted

if TYPE_CHECKING:
    from bot.core.coaching.cards import Card
    from bot.core.coaching.checking.ground import Ground
    from bot.core.coaching.checking.house_words import House
    from bot.core.coaching.outcome import Sentence

_LINK = re.compile(
    r"\b[a-z][a-z0-9+.-]{1,20}://|www\.|[\w.+-]+@[\w-]+\.\w+|\b(?:mailto|tel|javascript|data):\S"
    r"|\b[\w-]+\.(?:com|org|net|io|dev|co|me|de|uk|app|info|eu|ly|xyz|example|test|ru|cn|gg|be|ai|ch|at|fr|it|es|nl"
    r"|pl|biz|shop|site|online|top|club|link|page|tech|store|live|news|us|ca|au|jp|br|in|tv|to|sh|so|is|fm)\b"
    r"|\]\([^)]*\)|<[^<>\s|]+\|[^<>]*>",
    re.IGNORECASE,
)
_MENTION = re.compile(r"@\s?(?:everyone|here|channel|all)\b|<[!@#][^>\n]*>", re.IGNORECASE)
OPEN = re.compile(r"\[[^\[\]]+\]")
_DIGITS = re.compile(r"\d+")
_STARTS = re.compile(r"(?:^|[.!?:]\s+|[\"“(\[]\s*)\Z")
_WORD = re.compile(r"[^\W\d_]+(?:['\u2019-][^\W\d_]+)*")
_GO_AHEAD = re.compile(
    r"\b(?:no need to ask|without (?:asking|permission|a question)"
    r"|do(?:n't| not) (?:bother|need|have) (?:to |with )?ask|never mind asking|(?:just|simply) (?:call|ring|phone|dial)"
    r"|skip (?:the )?(?:asking|question|permission))",
    re.IGNORECASE,
)
_DENIAL = re.compile(r"\b(?:not|never|no|nobody|nothing|without|instead of|rather than)\b|n['\u2019]t\b", re.IGNORECASE)
CAREFUL = {"ask first", "against", "do not", "caution", "online first", "against cold call"}
UNHEARD_OF = {Kind.ROLE, Kind.FEAT, Kind.TITLE, Kind.CONTACT, Kind.SHARED}
"""What advice says of nobody who was not told of it."""
ECHO = 6
"""So many words of a question in a row are not repeated as advice: they may be an order in it."""
NUMBERS = {
    "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "fifteen", "twenty",
    "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety",
    "hundred", "thousand", "million", "billion", "percent", "half", "dozen", "dozens",
}  # fmt: skip
EVIDENCE = {
    "studies", "study", "research", "researchers", "survey", "surveys", "statistics", "data", "experts", "scientists",
    "psychologists", "evidence", "proven", "law", "laws", "legally", "illegal",
}  # fmt: skip
"""Words with which weight is lent to advice that its guideline does not have."""


@dataclass(frozen=True, slots=True)
class Basis:
    """What the words of a model may rest on: guidelines, and what the person *said*.

    *ground* is what was said as the checks read it, *links* are the lines that may stand between guidance, *secret* the
    runs of words that are not to be told, and *house* what our own words give leave for; *is_word* knows ordinary
    words, and *is_foreign* what is not in English.
    """

    cards: Mapping[str, Card]
    said: str
    ground: Ground
    links: frozenset[str]
    secret: frozenset[tuple[str, ...]]
    house: House
    is_word: Callable[[str], bool]
    is_foreign: Callable[[str], bool]

    def under(self, sentence: Sentence) -> str:
        """Return the text of the guidelines that a sentence names."""
        named = (self.cards[card] for card in sentence.cards if card in self.cards)
        return "\n".join(f"{card.rule} {card.why} {card.how} {card.paste}" for card in named)

    def is_plain(self, word: str) -> bool:
        """Tell whether *word* is an ordinary one, or one with which advice begins."""
        return self.is_word(word) or word in self.house.claims.advice["verbs"]

    def evidence(self, sentence: Sentence) -> Evidence:
        """Return what a sentence is held to."""
        named = (self.house.grounds[card] for card in sentence.cards if card in self.house.grounds)
        return Evidence(tuple(named), self.ground, self.house)


Rule = Callable[["Sentence", Basis], bool]


def _without_source(sentence: Sentence, _: Basis) -> bool:
    return sentence.kind == "guidance" and not sentence.cards


def _unknown_source(sentence: Sentence, basis: Basis) -> bool:
    return any(card not in basis.cards for card in sentence.cards)


def _misquotes(sentence: Sentence, basis: Basis) -> bool:
    return sentence.kind == "guidance" and not is_quoted(sentence, basis.cards)


def _is_no_link(sentence: Sentence, basis: Basis) -> bool:
    """Guidance that is passed off as a line that claims nothing."""
    return sentence.kind != "guidance" and sentence.text not in basis.links


def _is_off(sentence: Sentence, basis: Basis) -> bool:
    """A claim that has nothing in common with the guideline it names; only English can be compared."""
    return _is_read(sentence, basis) and is_apart(sentence.text, basis.evidence(sentence))


def _invents(sentence: Sentence, basis: Basis) -> bool:
    """A role, a feat, a meeting or a taste in common that nobody told."""
    if not _is_read(sentence, basis):
        return False
    held, text = plain_text(basis.under(sentence)), sentence.text
    by_each = (invented(text, ground, basis.house.claims) for ground in basis.evidence(sentence).grounds)
    doubts = (one for one in set.intersection(*by_each) if one.kind in UNHEARD_OF)
    return any(plain_text(text[one.start : one.end]) not in held for one in doubts)


def _goes_against(sentence: Sentence, basis: Basis) -> bool:
    """Leave to go ahead, given in the name of a guideline that says to be careful."""
    careful = any(basis.cards[card].stance in CAREFUL for card in sentence.cards if card in basis.cards)
    return careful and (
        any(not _denied(sentence.text, hit.start()) for hit in _GO_AHEAD.finditer(sentence.text))
        or gives_leave(sentence.text, basis.house.claims, _denied)
        or orders_what_is_not_to_be(sentence.text, basis.evidence(sentence), _denied)
    )


def _counts(sentence: Sentence, basis: Basis) -> bool:
    """How often, how many or when, that no guideline and nobody said."""
    return _is_read(sentence, basis) and counts_unheard(sentence.text, basis.evidence(sentence))


def _is_unsupported(sentence: Sentence, basis: Basis) -> bool:
    return _is_read(sentence, basis) and unsupported(sentence.text, basis.evidence(sentence))


def _speaks_for_all(sentence: Sentence, basis: Basis) -> bool:
    """A word on what the sources say together, whatever its words have leave for."""
    return _is_read(sentence, basis) and speaks_for_all(sentence.text, basis.house.claims)


def _is_read(sentence: Sentence, basis: Basis) -> bool:
    return sentence.kind == "guidance" and not basis.is_foreign(sentence.text)


def _denied(text: str, place: int) -> bool:
    """Tell whether the few words before *place* deny what comes."""
    return _DENIAL.search(" ".join(text[:place].split()[-3:])) is not None


def unsendable(text: str, said: str, secret: frozenset[tuple[str, ...]]) -> Iterator[str]:
    """Name what a line to be sent can't hold, whatever it says; *said* is what the person told."""
    if has_link(text, said):
        yield "link"
    if has_mention(text):
        yield "mention"
    if has_placeholder(text):
        yield "placeholder"
    if tells_secret(text, secret):
        yield "instructions"


def filled(text: str) -> str:
    """Return *text* with a word of no meaning where it leaves room for the sender, each letter in its place."""
    return OPEN.sub(lambda hit: "it".ljust(len(hit[0])), text)


def has_link(text: str, said: str) -> bool:
    """Tell whether a link or an address stands in *text* that nobody said."""
    return any(plain_text(hit[0]) not in plain_text(said) for hit in _LINK.finditer(text))


def has_mention(text: str) -> bool:
    """Tell whether *text* would call everybody, or anybody by a platform's own signs."""
    return _MENTION.search(text) is not None


def has_number(text: str, said: str) -> bool:
    """Tell whether a number stands in *text* that nobody said; up to three, people count without counting."""
    told = {*words(said), *_DIGITS.findall(plain_text(said))}
    figures = {*_DIGITS.findall(plain_text(text)), *(NUMBERS & set(words(text)))}
    return not figures <= told


def has_name(text: str, said: str, is_word: Callable[[str], bool]) -> bool:
    """Tell whether a name stands in *text* that nobody said: a capital inside a sentence, or a word that is none."""
    told = set(words(said))
    for hit in _WORD.finditer(text):
        word = hit[0]
        begins = _STARTS.search(text[: hit.start()]) is not None
        is_name = any(map(str.isupper, word)) and word.split("'")[0].split("\u2019")[0] != "I"
        if (
            is_name
            and not (begins and is_word("".join(words(word))))
            and not set(words(word)) <= told
            and not _is_form(word, told)
        ):
            return True
    return False


def _is_form(word: str, told: set[str]) -> bool:
    """Tell whether *word* is the genitive of one that was said."""
    return word.casefold().removesuffix("'s").removesuffix("\u2019s") in told


def _runs_of(length: int, text: str) -> Iterator[tuple[str, ...]]:
    line = words(text)
    return (tuple(line[i : i + length]) for i in range(len(line) - length + 1))


def tells_secret(text: str, secret: frozenset[tuple[str, ...]]) -> bool:
    """Tell whether a run of our instructions stands in *text*."""
    return any(run in secret for run in runs(text))


def echoes(text: str, said: str, held: str = "") -> bool:
    """Tell whether *text* repeats what was *said* word for word for a while, where no guideline *held* it."""
    length = min(ECHO, len(words(text)))
    theirs = set(_runs_of(length, said)) - set(_runs_of(length, held))
    return length > 1 and not theirs.isdisjoint(_runs_of(length, text))


RULES: dict[str, Rule] = {
    "guidance-without-source": _without_source,
    "unknown-source": _unknown_source,
    "quote-not-in-source": _misquotes,
    "no-link-of-ours": _is_no_link,
    "unlike-its-source": _is_off,
    "against-its-source": _goes_against,
    "invented": _invents,
    "unsupported": _is_unsupported,
    "unheard-of": _counts,
    "for-all-sources": _speaks_for_all,
    "link": lambda sentence, _: has_link(sentence.text, ""),
    "mention": lambda sentence, _: has_mention(sentence.text),
    "number": lambda sentence, basis: has_number(sentence.text, f"{basis.said} {basis.under(sentence)}"),
    "name": lambda sentence, basis: (
        not basis.is_foreign(sentence.text)
        and has_name(sentence.text, f"{basis.said} {basis.under(sentence)}", basis.is_plain)
    ),
    "evidence": lambda sentence, basis: bool(
        EVIDENCE & set(words(sentence.text)) - set(words(f"{basis.said} {basis.under(sentence)}"))
    ),
    "echo": lambda sentence, basis: (
        sentence.kind == "guidance" and echoes(sentence.text, basis.said, basis.under(sentence))
    ),
    "instructions": lambda sentence, basis: tells_secret(sentence.text, basis.secret),
}
"""What no sentence of a model may do; the names are what scripts read."""


def broken(sentence: Sentence, basis: Basis) -> tuple[str, ...]:
    """Name the rules that a sentence of a model breaks."""
    return tuple(name for name, breaks in RULES.items() if breaks(sentence, basis))


def turned(sentence: Sentence, basis: Basis) -> bool:
    """Warn of a sentence that denies where its quote does not, or the other way round: it may say the opposite.

    No more than a warning: "don't ring before they say yes" is a fair way to say "ask before you phone".
    """
    if not _is_read(sentence, basis):
        return False
    return (_DENIAL.search(sentence.text) is None) is not (_DENIAL.search(sentence.quote or "") is None)
