"""Reads a free brief ("help me say hello to Mira, she wrote about bread ovens") into who, where, what for and facts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from itertools import pairwise

from bot.core.coaching.patterns import any_of
from bot.core.coaching.writing.asides import unwanted, without_asides
from bot.core.coaching.writing.facts import HAPPENS, OF_THEM, QUESTION, WISH, cleaned
from bot.core.coaching.writing.hurry import tidy
from bot.core.coaching.writing.recipients import GROUP, is_who, recipient
from bot.core.coaching.writing.speech import THEM
from bot.core.coaching.writing.wishes import leading_in
from bot.core.coaching.writing.wording import CAPITALISED, Wording

_MEAL = "(?:lunch|coffee|dinner|breakfast|a drink|drinks|a beer|tea)"
_I = r"(?:i|i'?m|i'?ve|i'?d)"
_WHO = rf"(?:{_I}|we|we'?ve|she|he|they|she's|he's|they're|who)"
_NEW_THING = any_of(
    "her his their want wanna would_like need met sent saw both never havent haven't didn't didnt dont don't no my"
    r" \d+_(?:yrs?|years|months|weeks|wks)"
)
_BREAKS = (
    r"(?<! [a-z]\.)(?<!\bMs\.)(?<!\bMr\.)(?<!\bDr\.)(?<!\bMrs\.)(?<!\bProf\.)(?<=[.;!?\n])\s+",
    r"\s*[;\n()]\s*",
    "\\s+[-\u2013\u2014]\\s+",
    r":\s+(?!['\"])",
    rf",?\s+(?:and|but|&)\s+(?=(?:{_WHO}|want|wanna|would like|need|dont|don't|no|my)\b)",
    r"\s+\+\s+(?=(?:can|could|may|ask|thank|sorry|say)\b)",
    r"\s+and\s+(?=\w{3,}s (?:a|an|the|in|at|for|on|with)\b)",
    rf",\s+(?=(?:{_WHO}|{_NEW_THING})\b)",
    r",\s+(?=(?:[\w']+ ){0,2}name(?:'s| is) )",
    r",\s+(?=(?:it's|it was|that's|there's|which|also) \w)",
    r",\s+(?=(?:do|does|did|is|are|has|have|will|would|can|could|should) (?:I|we|he|she|they|it|that|there|the|this"
    r"|my|our"
    r"|her|his|their)\b)",
    r",\s+(?=any chance\b)",
    r",\s+(?=(?:voicemail|text|e-?mail|message|note|dm|phone script) (?:to|for) )",
    rf",\s+(?={_MEAL}\??(?:$|[.,?]| with\b))",
    rf",\s+(?=(?:the |my |our )?[\w']+ {HAPPENS}\b)",
    r",\s+(?=(?:keep|make it|not (?:too|needy|formal|pushy|cheesy|funny)|pls|please|polite|friendly|could|can"
    r"|would|sorry|thanks|thank|ask|tell|say|mention|congratulate|apologi[sz]e|wish|invite|what|how)\b)",
)
_SPLIT = re.compile("|".join(_BREAKS), re.IGNORECASE)
_QUOTE = re.compile(r"\"[^\"]+\"|(?<!\w)'[^']+(?:'\w[^']*)*'(?!\w)")
_GLUE = "\x03"
"""Holds what was quoted together."""
_INVENT = re.compile(r"(?:(?:and|just|pls|please) )*(?:pretend|invent|make up|fake|act (?:like|as if)|pose as)\b", re.I)
"""How somebody asks for a lie."""
_WARM = re.compile(
    r"(?:many |big )?(?:thanks|thank you|congrats|congratulations|sorry) (?:for|on|about|from)\b", re.IGNORECASE
)
_MEAL_ALONE = re.compile(rf"{_MEAL}\??", re.IGNORECASE)
_BIDDING = re.compile(r"(?:(?:just|only|so) )*please (?P<what>(?!no\b|not\b|don't\b)[a-z]+\b.*)", re.IGNORECASE)
"""What the other is to do: "just please stop at 10"."""
_AND_ASK = re.compile(r",? and (?=(?:ask|offer|invite|thank|say|tell)\b)", re.IGNORECASE)
_ROLES = any_of("maintainer author editor owner head organi[sz]er founder lead host ceo cto")
_BEHIND = any_of("who whose that which i and but on via want say about at_a asking by to")
_ROLE = re.compile(
    rf"(?:^|\s)(?:to|for|from|with)\s+(?P<role>(?:(?:a|an|the|my|our|some)\s+|(?={_ROLES}s? ))[\w' -]+?)"
    rf"(?=$|[,.:;!?(]|\s+{_BEHIND}\b)(?P<tail>\s+(?:who|whose|that|i|at a)\s.*)?",
    re.IGNORECASE,
)
MOST_NAMING = 5
"""Words up to which a piece that names a purpose does no more than that: "sorry basically", "a nice thank you"."""
_TELLS = re.compile(
    r"(?:(?:s?he|they|her|his|their|I|we|my|our|the|it|there)\b(?!')|\{them\})|(?-i:[A-Z])\w+ \w+ed\b|\w+'s ", re.I
)
"""How begins what tells something."""
_IT = re.compile(r"(?:it|it's|that|that's|they're)\b|I \w+ it\b", re.IGNORECASE)
"""How begins what tells more of what stands before it."""
_NAMED_WHO = re.compile(rf"(?P<name>(?<!^){CAPITALISED}) (?=who (?!is\b|are\b|was\b|were\b)[a-z])")
"""Somebody who is named, and at once what they did: "for Obi who lent me his drill"."""
_RUN_ON = re.compile(
    rf"(?P<name>(?<=[a-z,] )(?<!\bsays )(?<!\bthat ){CAPITALISED})(?: anyway)? (?=(?:she|he|they)(?:'s|'d|'ve)? [a-z]+)"
)
"""Where a new sentence begins behind a name, without a stop: "a guy Priit he posted how"."""


class Sort(StrEnum):
    """What a piece of a brief is: an order to write, a wish, a line to be said (true, or invented), or a fact."""

    ORDER = "order"
    WISH = "wish"
    CLAIM = "claim"
    INVENTION = "invention"
    FACT = "fact"


@dataclass(frozen=True, slots=True)
class Piece:
    """One piece of a brief, and the one *before* it; one that *leans* only means something behind what was wished."""

    sort: Sort
    text: str
    leans: bool = False
    before: str = ""


@dataclass(frozen=True, slots=True)
class Brief:
    """What a brief holds, in its order; *unwanted* is what is not to be mentioned.

    It is to *many*, to whoever *to* names, or to one of *maybe*; *most* is how many characters the message may have.
    """

    to: str = ""
    medium: str = ""
    pieces: tuple[Piece, ...] = ()
    unwanted: tuple[str, ...] = ()
    many: bool = False
    most: int | None = None
    maybe: tuple[str, ...] = ()

    def of_sort(self, *sorts: Sort) -> list[Piece]:
        """Return the pieces of these sorts."""
        return [piece for piece in self.pieces if piece.sort in sorts]

    def of(self, *sorts: Sort) -> list[str]:
        """Return the texts of these sorts."""
        return [piece.text for piece in self.of_sort(*sorts)]


def read_brief(text: str, to: str, wording: Wording) -> Brief:
    """Read *text*; *to* is known already where somebody was named."""
    told = tidy(cleaned(text))
    typed, most = without_asides(_NAMED_WHO.sub(r"\g<name>, ", _RUN_ON.sub(r"\g<name>. ", told)))
    whom = recipient(typed, to, next(iter(_pieces(typed, wording)), ""), wording)
    said = [piece for piece in _worth_saying(whom.typed, wording) if not is_who(piece, whom.to)]
    pieces = [piece for text in said if not _is_to_us(text, wording) for piece in _sorted(text, whom.to, wording)]
    facts = {piece.text for piece in pieces if piece.sort is Sort.FACT}
    medium = _medium(" ".join(piece for piece in _pieces(told, wording) if piece not in facts), wording)
    return Brief(whom.to, medium, tuple(_leaning(pieces)), tuple(unwanted(said, wording)), whom.many, most, whom.maybe)


def _worth_saying(typed: str, wording: Wording) -> list[str]:
    """Return the pieces of a brief, greetings to us and the like apart."""
    return [piece for piece in _pieces(typed, wording) if not wording.signs["idle"].fullmatch(piece)]


def _leaning(pieces: Sequence[Piece]) -> list[Piece]:
    """Mark the facts that tell more of a wish: "ask if I can bring my radio, it's a 1961 Grundig"."""
    pairs = pairwise((None, *pieces))
    return [
        replace(piece, leans=_leans(before, piece), before=before.text if before else "")
        for before, piece in pairs
        if piece
    ]


def _leans(before: Piece | None, piece: Piece) -> bool:
    asked = before is not None and before.sort in {Sort.WISH, Sort.ORDER}
    return asked and piece.sort is Sort.FACT and _IT.match(piece.text) is not None


def _sorted(text: str, to: str, wording: Wording) -> list[Piece]:
    """Say what a piece is; an order may also tell what the recipient is, where nobody is named."""
    text = wording.signs["joins"].sub("", text)
    if _INVENT.match(text):
        return [Piece(Sort.INVENTION, text)]
    found = _told_to(to).match(text) or wording.signs["claim"].match(text)
    if found and found["claim"].casefold() in {"yes", "no"}:
        return [Piece(Sort.WISH, f"say {found['claim']}")]
    if found:
        return _claimed(found["claim"].strip("'\" ?"), to, wording)
    if wording.signs["order"].match(text):
        _, _, rest = text.partition(", ")
        told = [Piece(Sort.FACT, fact) for fact in _role_in(text)]
        return [Piece(Sort.ORDER, text), *told, *(_behind(rest, wording) if rest != to else [])]
    if wish := _wished(text):
        return [Piece(Sort.WISH, wish)]
    if len(text.split()) <= MOST_NAMING and not _TELLS.match(text) and leading_in(text, wording.words["purpose"]):
        return [Piece(Sort.WISH, text)]
    return [Piece(Sort.FACT, _whole(text))]


def _wished(text: str) -> str:
    """Return what a piece says that is wanted; nothing where it says something else."""
    if any(signs.match(text) for signs in (WISH, OF_THEM, QUESTION, _WARM)) or re.match(r"to \w+", text):
        return text
    found = _BIDDING.match(text)
    return f"ask {THEM} to {found['what']}" if found else text.rstrip("?") if _MEAL_ALONE.fullmatch(text) else ""


def _claimed(claim: str, to: str, wording: Wording) -> list[Piece]:
    """Part a line to be said from a wish that follows on it: "say we met and ask for a call"."""
    if _WARM.match(claim) or WISH.match(claim):
        return [Piece(Sort.WISH, claim)]
    line, wish, *_ = (*_AND_ASK.split(claim, maxsplit=1), "")
    return [Piece(Sort.CLAIM, line), *(_sorted(wish, to, wording) if wish else [])]


def _told_to(to: str) -> re.Pattern[str]:
    """Return how an order says what the recipient is to be told."""
    who = re.escape(to) if to else GROUP
    return re.compile(
        rf"(?:(?:and|also|please|pls|just|then) )*"
        rf"(?:(?:tell|let|inform|warn) (?:my|our|the) [\w'-]+(?: know)?(?: that)?(?= (?:I|we|I'm|I've|I'll|my"
        rf"|our|the)\b)"
        rf"|(?:tell|let|inform|warn|text) {who}(?: know)?(?:,|:| that|)|say to {who}(?:,|:| that|)"
        rf"|(?:write(?: to)?|message|mail|e-?mail|text|dm|remind) (?:{who}(?::| that)|[\w.-]+(?: [\w.-]+)?? that))"
        r" (?!(?:about|of|to|for|how|what|why|if|whether|when|and|who|a|an)\b)(?P<claim>.+)$",
        re.IGNORECASE,
    )


def _behind(rest: str, wording: Wording) -> list[Piece]:
    """Return what stands behind an order and is none: "a message for Mr Petrou, the boiler's out"."""
    goes_on = re.match(r"(?:who|whose|that)\b", rest) or re.search(r"\b(?:thank|sorry|ask|how|what|if|whether)", rest)
    return _sorted(rest, "?", wording) if rest and not goes_on and not _is_to_us(rest, wording) else []


def is_claim(text: str, wording: Wording) -> bool:
    """Say whether *text* asks for a line to be said, true or not."""
    return bool(_INVENT.match(text) or wording.signs["claim"].match(tidy(text)))


def _is_to_us(piece: str, wording: Wording) -> bool:
    """Say whether a piece tells us how to write, and not what."""
    return wording.is_to_us(piece) and not wording.signs["order"].match(piece)


def _whole(piece: str) -> str:
    """Say in full what is only hinted at."""
    piece = re.sub(r"^who (?=\w)", f"{THEM} ", piece)
    piece = re.sub(r"^(\w+ (?:years?|months?|weeks?)) no contact.*", r"we haven't been in touch for \1", piece)
    return re.sub(
        r"\b(?:said|told me):? (send|ring|call|write|ping|mail|email|text|message) me\b",
        r"asked me to \1 {them}",
        piece,
    )


def _pieces(typed: str, wording: Wording) -> list[str]:
    """Split a brief where a new thing begins; "and I missed it" belongs to what stands before."""
    pieces: list[str] = []
    whole = _QUOTE.sub(lambda quote: quote[0].replace(" ", _GLUE), typed)
    parts = (part.replace(_GLUE, " ") for part in _SPLIT.split(whole) if part)
    for piece in (part.strip(" ,;:.") for part in parts):
        if pieces and re.match(r"I \w", piece) and re.fullmatch(CAPITALISED, pieces[-1]):
            pieces[-1] += f" and {piece}"  # "Tilda and I sing in a choir"
        elif (
            pieces
            and re.match(r"I (?!live|work|run|am|have|play)\S+(?: \S+)?$", piece)
            and not wording.signs["order"].match(pieces[-1])
        ):
            pieces[-1] += f" and {piece}"
        elif piece:
            pieces.append(piece)
    return pieces


def _medium(typed: str, wording: Wording) -> str:
    found = list(wording.signs["medium"].finditer(typed))
    return next((found[-1].lastgroup or "" for _ in found), "") if found else ""


def _role_in(piece: str) -> tuple[str, ...]:
    """Return what a clause behind a role tells of somebody who is not named: "to a designer whose work I like"."""
    found = _ROLE.search(piece)
    tail = (found["tail"] or "").strip() if found else ""
    if tail.casefold().startswith("whose "):
        return (_whose(tail),)
    if tail.casefold().startswith("who "):
        return (f"{THEM} {tail[4:]}",)
    return (f"{tail} {THEM}",) if re.match(r"i (?:never|have never|haven't|don't)", tail, re.IGNORECASE) else ()


def _whose(tail: str) -> str:
    """Turn "whose work I like" round: "I like their work"."""
    words = tail.split()
    for place, word in enumerate(words):
        if word in {"I", "we"}:
            return f"{' '.join(words[place:])} {THEM}'s {' '.join(words[1:place])}"
    return f"{THEM}'s {' '.join(words[1:])}"
