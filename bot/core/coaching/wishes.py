"""Reads what somebody wants of a person, and turns it into a question that can be put to that person."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.core.coaching.facts import OF_THEM, QUESTION
from bot.core.coaching.hurry import tidy
from bot.core.coaching.patterns import any_of
from bot.core.coaching.speech import mark_names, plural, sentence, to_you

HELLO = "hello"
SHORT_SIGN = 4
"""Letters up to which a sign is a whole word: a teacher is no tea."""
_WHOLE = r"(?:s|ed|ing)?(?!\w)"
MOST_ASKS = 2
"""Things that one message asks for."""
FEWEST_WORDS = 2
"""Words of a wish below which it says too little to be put to anybody."""
_THEM = r"(?:\{them\}|him|her|them)"
_ASKED = re.compile(
    rf"\b(?:ask|know|find out|learn|hear|wonder(?:ing)?|curious)(?: {_THEM}| (?:the|my|our) [\w', -]{{2,60}}?(?= "
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
    r"(?:want|need|hope|wish|wanted|would like|'d like|like|'d love|am hoping|hoping)\b",
    re.IGNORECASE,
)
_INVERTED = re.compile(r"^you(?P<verb>'d|'re|'ve| would| could| can| are| have| do| might)\b(?P<rest>.*)$")
_STATED = re.compile(
    r"(?P<who>(?:I|we|it|there|(?:the|my|our|your|his|her|their|any) (?!.*\b(?:who|that|which|you|I)\b.* (?:is"
    r"|are) )[\w' -]+?))"
    r" (?P<verb>is|are|was|can|could|would|will|may|should) (?P<rest>.+)$"
)
"""A statement that begins with its subject and an auxiliary, so that it can be asked: "the room is free"."""
_THEY_DO = re.compile(
    r"you (?P<verb>know|want to|like|teach|have|need|take|still \w+|also \w+|ever \w+|mind)(?P<rest>\b.*)$"
)
_THEIRS = {"want to": "Would you like to", "like": "Would you like", "mind": "Would you mind"}
_FRONT = {"'d": "Would", "'re": "Are", "'ve": "Have"}
_MANNER = any_of(
    "pls please thanks thx lol friendly politely? casual(?:ly)? short briefly? nicely? warmly? no_pressure no_ask"
    " no_drama"
)
_TAIL = re.compile(
    rf"(?:,? (?:and|but) (?:i|we|that|no|nothing)\b.*|,? {_MANNER}\W*|,? without \w+ing\b.*)$",
    re.IGNORECASE,
)
_ASKING_VERB = any_of("send say ask tell thank invite offer remind let apologi[sz]e congratulate wish buy pay")
_AND = re.compile(
    rf",? (?:and|but|then|[+&]) (?=(?:to )?{_ASKING_VERB}\b)|, (?={_ASKING_VERB}\b)|,? (?:and|[+&]) (?=sorry for\b)",
    re.I,
)
_TELLING = any_of("tell let inform warn remind")
_SHAPES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(signs, re.IGNORECASE), said)
    for signs, said in (
        (rf"\b(?:thanks?|thank you|thanking)(?: {_THEM})? for (?P<rest>.+)$", "Thank you for {}."),
        (
            rf"\b(?:sorry|apologi[sz]e|apologi[sz]ing)(?: to {_THEM})? (?:for|about) (?P<rest>.+)$",
            "I'm sorry about {}.",
        ),
        (rf"\b(?:sorry|apologi[sz]e)(?: to {_THEM})? (?:that )?(?P<rest>i .+)$", "I'm sorry that {}."),
        (rf"\bcongrat\w*(?: {_THEM})? (?:on|for) (?P<rest>.+)$", "Congratulations on {}!"),
        (rf"\bask(?: {_THEM})? about (?P<rest>.+)$", "May I ask you about {}?"),
        (rf"\bwant {_THEM} to know(?: that)? (?P<rest>.+)$", "I want you to know that {}."),
        (rf"\b(?:ask|want|get|need)(?: {_THEM}) to (?P<rest>.+)$", "Would you {}?"),
        (rf"\bask(?: {_THEM})? for (?P<rest>.+)$", "Could I ask you for {}?"),
        (
            rf"\b{_TELLING}(?:ing)? {_THEM}(?: know)?,?(?: that)? (?P<rest>(?!(?:about|of|how|what|why|yes|no"
            rf"|before|when|soon|know)\b).+)$",
            "{}.",
        ),
        (rf"\bremind(?:ing)? {_THEM} (?:about|of) (?P<rest>.+)$", "May I remind you of {}?"),
        (rf"\b(?:thank|say thanks to) both(?: of {_THEM})?(?P<rest>)$", "Thank you both."),
        (r"\bsay (?P<rest>well done|thank you|thanks)\b(?: to \w+)?$", "{}."),
        (r"\bsay (?:thanks|thank you) (?P<rest>from (?:us|all|both|the) .+|from all of us)$", "Thank you {}."),
        (rf"\bwish(?:ing)? {_THEM} (?P<rest>.+)$", "I wish you {}."),
        (rf"\binvit(?:e|ing) {_THEM} (?:to|for|along to|over for) (?P<rest>.+)$", "Would you like to come to {}?"),
        (rf"\boffer(?:ing)?(?: {_THEM})? to (?P<rest>.+)$", "I'd be glad to {}."),
        (rf"\boffer(?:ing)? {_THEM} (?P<rest>.+)$", "I'd like to offer you {}."),
        (r"\bsay yes(?: to)?(?P<rest>)\b.*$", "Yes, gladly."),
        (r"\bsay no to (?P<rest>.+?)(?: but .*)?$", "I have to say no to {}."),
        (r"\bsay no(?P<rest>)$", "I have to say no this time."),
        (rf"\bgive (?:{_THEM} )?back (?P<rest>.+)$", "I'd like to give you back {}."),
    )
)
"""How a wish is said about a person, and how it is put to that person."""
_ABOUT_IT = re.compile(
    rf"(?:to )?(?:(?:say|tell|explain)(?: {_THEM})? (?:what|how|why|where|yes|no)\b(?! to\b)(?!$)"
    rf"|give {_THEM} (?:some )?feedback\b)",
    re.IGNORECASE,
)
"""A wish that names what is to be told, where the facts tell it."""
_NOUNS = re.compile(r"^(?:(?:a|an|the|some|her|his|their|my|more) |\w+ing\b)", re.IGNORECASE)
_KIND_WORDS = any_of(
    "say_(?:hello|hi|thanks|thank_you|sorry|happy_birthday) ask_(?:a|one|him|her|them)?_?(?:quick_)?question"
    " keep_in_touch stay_in_touch get_(?:back_)?in_touch reconnect catch_up follow[_-]up introduce_myself connect"
    " network reach_out thank"
    " apologi[sz]e congratulate invite thank_you_note say_no_thanks answer_(?:the|their|his|her)_request "
    "give_feedback write get_to_know check_in"
    " touch_base make_contact"
    " (?:(?:ask_for|get)_)?(?:an?_)?(?:advice|feedback|help|(?:short_|quick_)?call|job|introduction|intro|favou?r)"
)
_LITTLE = re.compile(rf"^(?:to )?(?:just )?{_KIND_WORDS}(?: (?:to |with )?{_THEM})?(?: again| back)?$", re.IGNORECASE)
"""A wish that says what kind of thing it is, and not what about."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants: which kind of purpose it is, and, in their own words, what is asked."""

    kind: str
    asks: tuple[str, ...] = ()
    text: str = ""

    @property
    def ask(self) -> str:
        """Return what is asked in the person's own words; empty where they say no more than the kind."""
        return " ".join(self.asks)


def kind_of(text: str, purposes: Mapping[str, Any]) -> str:
    """Return the purpose that *text* names, by the longest sign of it; nothing if it names none."""
    low = f" {tidy(text).casefold()} "
    found = [
        (len(sign), -place, kind)
        for place, (kind, purpose) in enumerate(purposes.items())
        for sign in purpose["means"]
        if re.search(rf"(?<!\w){re.escape(sign)}{_WHOLE if len(sign) <= SHORT_SIGN else ''}", low)
    ]
    return max(found)[2] if found else ""


def read_wish(
    wishes: Iterable[str], orders: Iterable[str], names: Sequence[str], pronoun: str, purposes: Mapping[str, Any]
) -> Wish:
    """Read what is wanted, from what says so and from the orders to write it; the first text counts most."""
    both = ((wishes, False), (orders, True))
    told = [(part, is_order) for texts, is_order in both for text in texts for part in _parts(tidy(text).rstrip(".! "))]
    kinds = [kind for text, _ in told if (kind := kind_of(text, purposes))]
    asks = [ask for text, is_order in told if (ask := _ask(mark_names(text, names), pronoun, is_order=is_order))]
    specific = [kind for kind in kinds if kind not in {"question", HELLO}]
    kind = next(iter([*specific, *(["question"] if asks else []), *kinds]), "")
    if kind == "coffee" and any(_ASKED.search(text) for text, _ in told):
        kind = "question"  # "ask if she'd swap seats at the dinner"
    return Wish(kind, tuple(dict.fromkeys(asks))[:MOST_ASKS], " ".join(text for text, _ in told))


def _parts(text: str) -> list[str]:
    """Split a wish that is several: "apologise for the late reply and say yes"."""
    return [part for part in _AND.split(text) if part]


def _ask(text: str, pronoun: str, *, is_order: bool) -> str:
    """Put a wish as a question or a sentence to the person; nothing where it only names a kind of thing."""
    text = _TAIL.sub("", text)
    if _LITTLE.match(_I_WANT.sub("", text).strip()) or _ABOUT_IT.match(text):
        return ""
    if OF_THEM.match(text):
        aux, rest = text.split(" ", maxsplit=1)
        return f"{plural(aux).capitalize()} {to_you(rest, pronoun).rstrip('? .')}?"
    if found := _ASKED.search(text):
        return _question(found["wh"].casefold(), to_you(found["rest"], pronoun).rstrip("? ."))
    if not is_order and QUESTION.match(text):
        return f"{sentence(to_you(text.rstrip('? .'), pronoun)).rstrip('.')}?"
    return _in_its_shape(text, pronoun) or ("" if is_order else _i_would_like(text, pronoun))


def _in_its_shape(text: str, pronoun: str) -> str:
    """Put a wish as its wording has it; nothing where no shape fits."""
    if found := _VIEW.search(text):
        return f"May I ask your {found['what'].casefold()} {to_you(found['rest'], pronoun)}?"
    for signs, said in _SHAPES:
        if found := signs.search(text):
            return sentence(said.format(to_you(found["rest"].rstrip("? "), pronoun)))
    return ""


def _i_would_like(text: str, pronoun: str) -> str:
    """Say a wish as a polite sentence, where it says what it is about."""
    found = _I_WANT.match(text)
    rest = text[found.end() :].strip() if found else text
    if len(rest.split()) < FEWEST_WORDS or (not found and _NOUNS.match(rest)):
        return ""
    to = "" if found or rest.startswith("to ") else "to "
    return sentence(f"I'd like {to}{to_you(rest, pronoun)}")


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
