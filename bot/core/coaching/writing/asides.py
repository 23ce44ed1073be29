"""Takes out of a brief what is meant for us and not for the recipient: tone and length, what to leave out, doubts."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from bot.core.coaching.patterns import any_of
from bot.core.coaching.writing.wording import Wording

_LEADS = re.compile(
    r"^(?:(?:(?:pls |please )?help(?: me)?(?=,? i (?:have|need|want)\b)|hi+|hello|hey+|yo|good (?:morning|afternoon"
    r"|evening)|dear (?:helper|coach|bot|assistant|team)|sorry "
    r"to bother"
    r"|ok(?:ay)?(?: so)?|so(?: basically)?)(?: there)?"
    r"(?:[,.!:]+\s+|\s+(?=(?:can|could|would|i|i'd|so|please|pls)\b|(?-i:[A-Z])\w)))+",
    re.IGNORECASE,
)
"""How somebody begins to speak to us."""
_TO_WRITE = any_of(
    "write writing tell ask do draft word send say thank invite put make reach message text ping let remind contact"
    " phone call ring answer follow_up"
)
_HELPING = re.compile(
    rf"(?:^|(?<=[.!?;:,] ))(?:(?:and|so|please|pls) )*(?:(?:can|could|would|will) (?:you|u)|how (?:do|can|should"
    rf"|would) i"
    r"|i (?:have|need|got) to(?= tell\b)|i (?:would|'d) like you(?: to)?|i'd like you(?: to)?|i (?:need|have|wish)"
    r" to(?= (?:write|writing|contact"
    r"|reach|text|message))"
    r"|(?:have|need|got) to|i need the courage to|(?:I |i )?don't know how to start this:?)"
    rf" (?:please |pls |maybe |just |kindly )*(?:help me (?:to )?)?(?={_TO_WRITE}\b)",
    re.IGNORECASE,
)
"""How somebody turns to us for words; what stands behind it is the order."""
_LENGTH = re.compile(
    r"[,;]?\s*(?:and |but |please |pls )*(?:keep (?:it|this) )?(?:under|max(?:imum)?|up to|to|about|in|within"
    r"|not more than|at most)?"
    r"\s*(?P<number>\d{2,4}) ?(?P<unit>words|characters|chars)(?: max(?:imum)?)?(?=\W|$)",
    re.IGNORECASE,
)
_BRIEFLY = re.compile(
    r"[,;]?\s+(?:(?:and|but|please|pls) )*(?:you know(?=,? (?:he|she|they|we|I|it)\b)|keep (?:it|this) (?:short"
    r"|simple|light|friendly|brief|funny|formal|polite|plain)"
    r"|no emojis?|stay (?:nice|polite|friendly)"
    r"|so don't (?:actually )?(?:say|mention|write)\b[^,.;()]*|without (?:making|sounding|being|fussing)\b[^,.;()]*"
    r"|(?:or )?is (?:that|this|it) (?:weird|odd|ok|okay|too much)|no pressure on \w+)(?=\W|$)",
    re.IGNORECASE,
)
"""How long the message is to be, and how it is to sound, said in passing."""
_ANSWERED = re.compile(r"^(?P<order>(?:reply|answer)(?: to)? [\w.' -]+?):? ?[\"“][^\"”]+[\"”]\s*", re.IGNORECASE)
"""What is to be answered, quoted."""
_INSERTED = re.compile(
    r" \((?P<said>[^()]{9,})\)(?P<after>,? (?:is|was|are|were|has|had|will|if|whether|that|on|for|to"
    r"|about)\b[^.!?;\n]*)"
)
"""What stands in brackets in the middle of a sentence; it is told behind it."""
_PASSING = re.compile(
    r",? *(?:just )?what (?:do|should) I say(?: first| when (?:he|she|they) [\w ]+)?(?=$|[,.;?])\??"
    r"|(?:i'm )?not angry,? ?(?:and |but )?"
    r"|(?:^|(?<=[.,;(] ))no asks?(?:,? (?:just|only))?(?:$|[,.] ?| (?=want))",
    re.IGNORECASE,
)
"""Asides inside a sentence that goes on."""
LETTERS_A_WORD = 6
_UNWANTED = re.compile(
    r"don't want (?P<that>it|that|this) to (?:be the first|come up|come first)\b.*"
    r"|(?:don't|do not|without|leave out|nothing about|avoid|skip) "
    r"(?:mention(?:ing)?|say(?:ing)?|bring(?:ing)? up|tell(?:ing)?)?(?: about)?(?: that)? ?(?P<what>.+)$",
    re.IGNORECASE,
)
_JUST_SAID = re.compile(
    r"(?:(?:her|him|them) )?(?:it|that|this|why|(?:that|the) last (?:bit|part|thing))\W*", re.IGNORECASE
)


def unwanted(said: Sequence[str], wording: Wording) -> list[str]:
    """Return what is not to be mentioned; "don't mention it" is about what was said before."""
    found = ((before, _UNWANTED.search(piece)) for before, piece in pairwise(("", *said)) if wording.is_to_us(piece))
    return [before if hit["that"] or _JUST_SAID.fullmatch(hit["what"]) else hit["what"] for before, hit in found if hit]


def without_asides(text: str) -> tuple[str, int | None]:
    """Return a brief without what leads to it or says how it is to sound, and how many characters are asked for."""
    text = re.sub(r"\b(?:she|he|they) \(((?:my|our) [^)]+)\)", r"\1", text)
    text = _INSERTED.sub(r"\g<after>. \g<said>.", text)
    text = re.sub(r" \((?:\d{1,3}|aged? \d+)\)", "", text)
    text = _PASSING.sub("", text)
    return _measured(_ANSWERED.sub(r"\g<order>. ", _HELPING.sub("", _LEADS.sub("", text))))


def _measured(typed: str) -> tuple[str, int | None]:
    """Return how many characters are asked for, and the brief without what says how long and in which tone."""
    found = _LENGTH.search(typed)
    most = int(found["number"]) * (LETTERS_A_WORD if found["unit"] == "words" else 1) if found else None
    return _BRIEFLY.sub("", _LENGTH.sub("", typed)), most
