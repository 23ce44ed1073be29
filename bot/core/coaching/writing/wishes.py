"""Reads what somebody wants of a person: kinds of purpose, and what is asked, where it was read with confidence."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from string import Template
from typing import Any

from bot.core.coaching.writing.facts import OF_THEM, QUESTION
from bot.core.coaching.writing.hurry import tidy
from bot.core.coaching.writing.pronouns import leftover
from bot.core.coaching.writing.speech import PAST, mark_names, plural, sentence, to_you
from bot.core.coaching.writing.wording import Wording

HELLO = "hello"
SHORT_SIGN = 4
"""Letters up to which a sign is a whole word: a teacher is no tea."""
_WHOLE = r"(?:s|ed|ing)?(?!\w)"
MOST_WORDS = 30
"""Words of what is asked; more is a tale, and not read with confidence."""
MOST_ASKS = 2
"""Things that one message asks for, of which one is a question."""
FEWEST_WORDS = 3
"""Words below which a question of the person's own says too little; thanks and a yes may be shorter."""
_THEM = r"(?:\{them\}|him|her|them|you)"
_ASKED = re.compile(
    rf"\b(?:ask|know|find out|learn|hear|wonder(?:ing)?|curious)(?: {_THEM}| (?:the|my|our|an?) [\w', -]{{2,60}}?(?= "
    rf"(?:if|whether)\b))?,?"
    r" (?P<wh>how|what|why|where|which|who|when|if|whether) (?P<rest>.+)$",
    re.IGNORECASE,
)
_VIEW = re.compile(
    r"\b(?P<what>(?:honest )?(?:opinion|thoughts|advice|feedback|views?|take|tips?)) (?P<rest>(?:on|about|for) .+)$",
    re.I,
)
_I_WANT = re.compile(
    r"^(?:(?:I|we)(?: |(?=')))?(?:just |really |still |only )*"
    r"(?:want|need|hope|wish|wanted|would like|'d like|like|'d love|would love|love|am hoping|hoping)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(
    r"^you(?P<verb>'d|'re|'ve| would| could| can| are| have(?= (?:been|got|seen|done|heard|met|read|\w+ed)\b)|"
    r" might)\b(?P<rest>.*)$"
)
_STATED = re.compile(
    r"(?P<who>(?:I|we|it|there|[A-Z][a-z]+|(?:the|an?|my|our|your|his|her|their|any) (?!.*\b(?:who|that|which"
    r"|you|I)\b.* (?:is"
    r"|are) )[\w' -]+?))"
    r" (?P<verb>is|are|was|can|could|would|will|may|should) (?P<rest>.+)$"
)
"""A statement that begins with its subject and an auxiliary, so that it can be asked: "the room is free"."""
_THEY_DO = re.compile(
    rf"you (?P<verb>(?!{PAST}|(?:might|may|should|must|never|were|had)\b)(?:(?:still|also|ever) )?(?:want to|[a-z]+))"
    r"(?P<rest>\b.*)$"
)
_THEIRS = {"want to": "Would you like to", "like": "Would you like", "mind": "Would you mind"}
_FRONT = {"'d": "Would", "'re": "Are", "'ve": "Have"}
_MORE = re.compile(
    r", (?!thanks?\b|sorry\b|congrat|if|when|since|because|or\b|and\b|so\b|but\b|in\b|for\b|on\b|at\b|by\b|with\b"
    r"|not\b|please|then\b|to\b"
    r"|an?\b|how|what)"
)
_WANTED = re.compile(
    r"(?:two |three |\d+ |to (?!be connected|ask|tell|say|thank|congratulate|apologi|write|message|contact"
    r"|reach|phone|call|e-?mail"
    r"|text)\w+|a |an |some "
    r"|your |until )",
    re.IGNORECASE,
)
"""How begins what somebody says that they want, where it can be said to anybody."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants: which kind of purpose it is, what else, and, in their own words, what is asked."""

    kind: str
    asks: tuple[str, ...] = ()
    text: str = ""
    also: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()

    @property
    def ask(self) -> str:
        """Return what is asked in the person's own words; empty where they say no more than the kind."""
        return " ".join(self.asks)


def kind_of(text: str, purposes: Mapping[str, Any]) -> str:
    """Return the purpose that *text* names, by the longest sign of it; nothing if it names none."""
    low = f" {tidy(text).casefold()} "
    found = [
        ("leads" in purpose and low.startswith(f" {sign}"), len(sign), -place, kind)
        for place, (kind, purpose) in enumerate(purposes.items())
        for sign in purpose["means"]
        if re.search(rf"(?<!\w){re.escape(sign)}{_WHOLE if len(sign) <= SHORT_SIGN else ''}", low)
    ]
    return max(found)[-1] if found else ""


def leading_in(text: str, purposes: Mapping[str, Any]) -> bool:
    """Tell whether *text* names a purpose that one sentence carries out: thanks, an apology, a goodbye …."""
    return "leads" in purposes.get(kind_of(text, purposes), {})


def read_wish(
    wishes: Iterable[str], orders: Iterable[str], names: Sequence[str], pronoun: str, wording: Wording
) -> Wish:
    """Read what is wanted, from what says so and from the orders to write it; the first text counts most."""
    both = ((wishes, False), (orders, True))
    told = [
        (part, is_order)
        for texts, is_order in both
        for text in texts
        for part in _parts(tidy(text).rstrip(".! "), wording)
    ]
    kinds = [
        kind for text, _ in told if (kind := kind_of(text, wording.words["purpose"])) and not _only_named(kind, text)
    ]
    asks, unread = list[str](), list[str]()
    for text, is_order in told:
        head, tail = _headed(text)
        ask = _ask(mark_names(head, names), pronoun, wording, is_order=is_order)
        again = ask.endswith("?") and any(one.endswith("?") and one != ask for one in asks)
        asks += [ask] if ask and not again else []
        unread += [text] if again or (not ask and _ASKED.search(text)) else [tail] if ask and tail else []
    specific = [kind for kind in kinds if kind not in {"question", HELLO}]
    questions = ["question"] if any(ask.endswith("?") for ask in asks) else []
    every = [*specific, *questions, *kinds]
    kind, *also = dict.fromkeys(every or [""])
    return Wish(
        kind, tuple(dict.fromkeys(asks))[:MOST_ASKS], " ".join(text for text, _ in told), tuple(also), tuple(unread)
    )


def _only_named(kind: str, text: str) -> bool:
    """Say whether a purpose is only named in a question: "ask if she'd swap seats at the dinner"."""
    return kind in {"coffee", "offer", "thanks", "tell", "touch", "birthday"} and _ASKED.search(text) is not None


def _headed(text: str) -> tuple[str, str]:
    """Part what is asked from what was typed behind a comma, and says something else."""
    found = _MORE.search(text)
    return (text[: found.start()], text[found.end() :]) if found else (text, "")


def _parts(text: str, wording: Wording) -> list[str]:
    """Split a wish that is several: "apologise for the late reply and say yes"."""
    return [part for part in wording.signs["joint"].split(text) if part]


def _ask(text: str, pronoun: str, wording: Wording, *, is_order: bool) -> str:
    """Put a wish as a question or a sentence to the person; nothing where that is not sure to come out right."""
    text = wording.signs["tail"].sub("", text)
    if wording.signs["little"].match(_I_WANT.sub("", text).strip()):
        return ""
    said = _put(text, pronoun, wording, is_order=is_order)
    words = len(said.split())
    is_sure = (
        words <= MOST_WORDS
        and (words >= FEWEST_WORDS or not said.endswith("?"))
        and "{" not in said
        and not leftover(said, text)
    )
    return said if is_sure and not re.search(r"[;:&]|, \w+$|\?.*\?", said) else ""


def _put(text: str, pronoun: str, wording: Wording, *, is_order: bool) -> str:
    if OF_THEM.match(text):
        aux, rest = text.split(" ", maxsplit=1)
        return f"{plural(aux).capitalize()} {to_you(rest, pronoun).rstrip('? .')}?"
    if found := _ASKED.search(text):
        return _question(found["wh"].casefold(), to_you(found["rest"], pronoun).rstrip("? ."))
    if not is_order and QUESTION.match(text):
        return f"{sentence(to_you(text.rstrip('? .'), pronoun)).rstrip('.')}?"
    return _in_its_shape(text, pronoun, wording) or ("" if is_order else _as_wanted(text, pronoun))


def _in_its_shape(text: str, pronoun: str, wording: Wording) -> str:
    """Put a wish as its wording has it; nothing where no shape fits."""
    if found := _VIEW.search(text):
        return f"May I ask your {found['what'].casefold()} {to_you(found['rest'], pronoun)}?"
    for signs, said in wording.shapes:
        if (found := signs.search(text)) and not ("$verb" in said and found.start()):
            rest = to_you(found["rest"].rstrip("? "), pronoun)
            return sentence(Template(said).substitute(verb=text.split(" ", maxsplit=1)[0], rest=rest))
    return ""


def _as_wanted(text: str, pronoun: str) -> str:
    """Say what is wanted, where it can be said to anybody: "I'd like to make a show about lorry drivers"."""
    if re.match(r"(?:I|we) need (?:a|an|the|some|two|three|\d+)\b", text) and "," not in text:
        return sentence(to_you(text, pronoun))
    found = _I_WANT.match(text)
    rest = to_you(text[found.end() :].strip(), pronoun) if found else ""
    return sentence(f"I'd like {rest}") if _WANTED.match(rest) and "," not in rest else ""


def _question(wh: str, rest: str) -> str:
    if wh not in {"if", "whether"}:
        return f"May I ask {wh} {rest}?"
    if found := _INVERTED.match(rest):
        verb = found["verb"].strip()
        return f"{_FRONT.get(verb, verb.capitalize())} you{found['rest']}?"
    if found := _STATED.match(rest):
        return f"{found['verb'].capitalize()} {found['who']} {found['rest']}?"
    if found := _THEY_DO.match(rest):
        return f"{_THEIRS.get(found['verb'], 'Do you ' + found['verb'])}{found['rest']}?"
    return f"May I ask whether {rest}?"
