"""Reads what somebody typed in answer to "X would like a call with you"; where it is in doubt, a no is safer."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from bot.core.permission.clock import DAY, TIME, spell_time, time_of_day
from bot.core.permission.dates import WEEKDAYS, until
from bot.core.permission.events import Means
from bot.core.permission.hours import ANY_TIME, BadHours, Hours, parse_hours
from bot.core.permission.sayings import SAID, STOP, name_of

MOST = 1000
"""Characters that are read; nothing is sure about an answer that is longer."""

AnswerKind = Literal["yes", "no", "not_now", "write", "stop", "question"]


@dataclass(frozen=True, slots=True)
class TypedAnswer:
    """What an answer comes to; None where it does not say.

    *until* is when a yes, or a not now, is over. *sure* tells that the whole line was understood: there is nothing left
    in it that could change what it means.
    """

    kind: AnswerKind
    once: bool | None = None
    hours: Hours | None = None
    until: datetime | None = None
    means: Means | None = None
    sure: bool = False


@dataclass(frozen=True, slots=True)
class _Heard:
    """What a line holds, before anybody asks whether it fits together.

    *said* are the names of its sayings in order, *left* the words that nothing was made of, *ends* the ends it names:
    None for one that does not exist, or has gone by.
    """

    said: tuple[str, ...]
    left: tuple[str, ...]
    hours: Hours | None
    ends: tuple[datetime | None, ...]

    @property
    def often(self) -> set[str]:
        """How often, by the names of the sayings; both is no limit that can be kept."""
        return {"once", "always"} & {*self.said}

    @property
    def means(self) -> list[Means]:
        """By which means; more than one is no limit that can be kept."""
        return [means for means in Means if means in self.said]

    @property
    def limits(self) -> set[str]:
        """Which limits of a yes are named."""
        named = {"hours": self.hours, "means": self.means, "until": self.ends, "once": self.often}
        return {limit for limit, value in named.items() if value}

    @property
    def is_whole(self) -> bool:
        """Tell whether all of it was read, nothing was said by halves, and every limit can be kept."""
        halves = any(name.endswith("_maybe") or name == "bar" for name in self.said)
        return not (self.left or halves or None in self.ends or len(self.means) > 1 or len(self.often) > 1)


def read_answer(text: str, zone: str | None, now: datetime) -> TypedAnswer | None:
    """Read an answer typed in *zone* at *now*; None if it says nothing about calls.

    Without a zone, days end by UTC, and hours can't be kept: an answer that names some is not sure.
    """
    line = _plain(text[:MOST]).strip(" .!,")
    if STOP.fullmatch(line):
        return TypedAnswer("stop", sure=True)
    heard = _hear(line, zone, now)
    kind, is_clear = _kind(heard)
    return kind and TypedAnswer(
        kind,
        once="once" in heard.often if len(heard.often) == 1 else None,
        hours=heard.hours if heard.hours and heard.hours.windows != ANY_TIME else None,
        until=min(filter(None, heard.ends), default=None),
        means=heard.means[0] if len(heard.means) == 1 else None,
        sure=is_clear and heard.is_whole and heard.limits <= _FITTING.get(kind, set()) and len(text) <= MOST,
    )


# ---- what kind of answer it is ------------------------------------------------------------------------------------

_LETTERS = {"yes": "y", "no": "n", "after_all": "x", "later": "l", "from": "f", "write": "w", "question": "q"}
_CLEAR: dict[str, AnswerKind] = {
    "y": "yes",
    "n": "no",
    "l": "not_now",
    "w": "write",
    "q": "question",
    "nl": "not_now",  # no, not now
    "nw": "write",  # no, write instead
}
"""What sayings come to that follow each other, as letters, and leave no doubt."""
_SAFEST: dict[str, AnswerKind] = {"w": "write", "n": "no", "l": "not_now", "f": "not_now", "q": "question", "y": "yes"}
"""What they come to in doubt, by the first letter that is among them; the three in front all say: don't call."""
_FITTING = {"yes": {"hours", "means", "until", "once"}, "not_now": {"until"}}
"""Which limits mean something beside which kind of answer."""
_NO_WORD = re.compile(r"(?<!\w)(?:no|not|never|none|nobody|hardly|without|nor|neither|\w+n't)(?!\w)")
_LEFT_OPEN = re.compile(rf"(?:{_NO_WORD.pattern}|(?<!\w)(?:but|except|excluding|than|from))\W*$")
_BUT_NOT = re.compile(r"\W*but (?:please )?(?:no|not|never|don't)(?!\w)")


def _kind(heard: _Heard) -> tuple[AnswerKind | None, bool]:
    """Return the kind of the answer, in doubt the safest that it can be, and whether there is no doubt about it."""
    letters = _letters(heard.said)
    if not letters and heard.limits and not heard.left:
        return "yes", True  # "Thursdays after 3" says yes by saying when
    kind = _CLEAR.get(letters) or next((kind for letter, kind in _SAFEST.items() if letter in letters), None)
    if kind == "yes" and any(_NO_WORD.search(words) and not _BUT_NOT.match(words) for words in heard.left):
        return "no", False
    return kind, letters in _CLEAR


def _letters(said: Sequence[str]) -> str:
    """Write sayings as letters, each once in a row; "yes … actually no" takes back what went before."""
    every = "".join(_LETTERS.get(name.removesuffix("_maybe"), "") for name in said)
    _, after_all, last = every.rpartition("x")
    once_each = re.sub(r"(.)\1+", r"\1", ("n" if after_all else "") + last)
    return once_each.replace("lf", "l").replace("fl", "l")  # "not now, maybe next month" is one thing


# ---- what is heard in a line --------------------------------------------------------------------------------------

_SIGNS = str.maketrans(
    dict.fromkeys("\u2018\u2019\u02bc\u00b4`", "'")
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("👍👌✅✔", " yes ")
    | dict.fromkeys("👎❌🚫⛔🙅", " no ")
    | dict.fromkeys("🙂😀😃😄😁😊☺😉🤗👋🙏❤🎉✨💪", " ")
    | dict.fromkeys('\u201c\u201d\u00ab\u00bb"*_~>', " ")
    | {"\n": ". "}
)
_SHORT_FORMS = tuple(
    (re.compile(rf"(?<![\w'])(?:{long})(?![\w'])"), short)
    for long, short in (
        (r"(can|don|won|wouldn|doesn|isn)t", r"\1't"),
        (r"can ?not", "can't"),
        (r"will not", "won't"),
        (r"(do|does|would|is|are|should|could) not", r"\1n't"),
        (r"i am|im", "i'm"),
        (r"i would|id", "i'd"),
        (r"i will", "i'll"),
        (r"let us|lets", "let's"),
        (r"(it|that|what|who|where|how|when|she|he|this)'?s", r"\1 is"),
        (r"([ap])\.m\.?", r"\1m"),
    )
)
_SENTENCE = re.compile(r"[|!?;]|\.(?= |$)")
_ASIDE = (
    r"(?:but|and|or|so|well|oh|ah|u[hm]+|hm+|then|too|just|only|actually|really|honestly|i|i'm|me|she|he|they|it|that"
    r"|this|to|for|with|of|on|the|is|are)(?![\w'-])"
)
_POINT = r"[\s!-/:-@\[-`{-~\u00a1\u00b7\u00bf\u3001\u3002]"
_ASIDES = re.compile(rf"^(?:{_POINT}|{_ASIDE})+|(?:{_POINT}|(?<![\w'-]){_ASIDE})+$")
_NEAR = re.compile(
    r"(?<!not )(?<!can't )(?<!until )(?<!till )(?<!by )(?<!before )(?<!after )(?<!busy )(?<!away )(?<!\w)"
    r"(?:(today|tomorrow)|(tonight)|this (morning|afternoon|evening)|(?:(?<=call me )|^)(?:right )?now(?= is|$))(?!\w)"
)
"""A day close by, unless it ends something: "call me tomorrow", not "until tomorrow"."""
_APPOINTED = re.compile(
    rf"(?:(?P<day>(?:{'|'.join(WEEKDAYS)})\w*) (?:(?:at|around|about) )?|(?:at|around|about) )(?P<time>{TIME})"
    r"(?! ?-| (?:to|till?|until)(?!\w)|[:.]\d)"
)


def _plain(text: str) -> str:
    """Fold *text*: NFKC, lower case, short forms spelled one way, no quotes and no colour of skin."""
    folded = unicodedata.normalize("NFKC", text.translate(_SIGNS)).casefold()
    seen = "".join(sign for sign in folded if sign.isascii() or unicodedata.category(sign) not in {"Cf", "Mn", "Sk"})
    line = " ".join(seen.split())
    for long, short in _SHORT_FORMS:
        line = long.sub(short, line)
    return line


def _hear(typed: str, zone: str | None, now: datetime) -> _Heard:
    line = _NEAR.sub(lambda found: _weekday(found, now.astimezone(ZoneInfo(zone or "UTC"))), typed)
    sayings = [(name_of(found), found[0]) for found in SAID.finditer(line)]
    rest = SAID.sub(lambda found: found[0] if name_of(found) == "days" else "|", line)
    pieces = [words for words in _SENTENCE.split(rest) if _ASIDES.sub("", words)]
    hours, left, is_guess = _read_hours(pieces, zone)
    said = [name for name, _ in sayings]
    if is_guess or (hours and "yes" not in said and _NO_WORD.match(_ASIDES.sub("", pieces[0]))):
        said.append("hours_maybe")  # "not on Fridays" alone is hardly a yes for all other days
    if "?" in rest:
        said.append("question_maybe")
    ends = [words for name, words in sayings if name in {"until", "from"}]
    if near := [found[0] for found in _NEAR.finditer(typed)]:
        ends.append(max(near, key=lambda words: words == "tomorrow"))
    return _Heard(tuple(said), tuple(left), hours, tuple(until(words, zone, now) for words in ends))


def _weekday(found: re.Match[str], today: datetime) -> str:
    """Name the day that "tomorrow" or "this evening" is, so that it can be read as hours of a week."""
    word, tonight, part = found.groups()
    day = WEEKDAYS[(today + timedelta(days=word == "tomorrow")).weekday()]
    return f"{day} {'evening' if tonight else part or ''}".strip()


def _read_hours(pieces: Sequence[str], zone: str | None) -> tuple[Hours | None, Sequence[str], bool]:
    """Read the hours in *pieces* of a line; return also the pieces that are none, and whether the hours are a guess.

    The guess is that "Thursday at 3" means the hour that begins then.
    """
    hours, left = _together(pieces, zone)
    if left:
        guess, unread = _together([_APPOINTED.sub(_an_hour, piece) for piece in pieces], zone)
        if not unread:
            return guess, (), True
    return hours, left, False


def _together(pieces: Sequence[str], zone: str | None) -> tuple[Hours | None, Sequence[str]]:
    """Read the hours in all *pieces* as one, or else in those that are hours by themselves; return also the others."""
    trimmed = [_ASIDES.sub("", piece) for piece in pieces]
    if len(pieces) > 1 and any(map(_LEFT_OPEN.search, (*pieces, *trimmed))):
        return None, pieces  # in "not ok Thursdays" the no belongs to what was taken out between
    if hours := _hours(trimmed, zone):
        return hours, ()
    read = [piece for piece in trimmed if _hours([piece], zone)]
    hours = _hours(read, zone)
    return hours, [piece for piece, words in zip(pieces, trimmed, strict=True) if words not in read or not hours]


def _hours(pieces: Sequence[str], zone: str | None) -> Hours | None:
    try:
        return parse_hours(" ".join(pieces), zone)
    except BadHours:
        return None


def _an_hour(found: re.Match[str]) -> str:
    start = time_of_day(found["time"])
    return f"{found['day'] or ''} {spell_time(start)}-{spell_time((start + 60) % DAY)}"
