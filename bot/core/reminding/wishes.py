"""Finds what is wished for in words about reminders: a rhythm, a topic, a place, and what to do with it."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from bot.core.errors import CoachError, Unreadable
from bot.core.permission.clock import spell_time
from bot.core.reminding.reading import PARTS, read_rhythm, spell_days
from bot.core.reminding.rhythms import Rhythm
from bot.core.reminding.verbs import (
    Add,
    Change,
    Listing,
    Pause,
    ReminderCommand,
    Remove,
    Resume,
    Snooze,
)

Topics = Mapping[str, Sequence[str]]
"""The words that mean a topic, by its name."""
MOST_WORDS = 40
"""Words of a line among which a rhythm is looked for."""
EVERYTHING = ("everything", "anything", "all topics", "all of it")

_ID = re.compile(r"\br(\d{1,6})\b", re.IGNORECASE)
_PLACE = re.compile(
    r"(?:\b(?:in|into|to|for|at)\s+)?(?P<place><#[^>\s]+>|#\{[^}]+\}|#[\w-]+|\b(?:here|this channel|everyone|everybody"
    r"|(?:the|our|my|this) (?:whole )?(?:team|channel|group|server|workspace)|us|me|myself)\b)",
    re.IGNORECASE,
)
_MINE = re.compile(r"me|myself", re.IGNORECASE)
_ABOUT = re.compile(r"\babout\s+(?P<topic>.+)$", re.IGNORECASE)
_STRANGE = re.compile(r"\babout\s+([\w'-]+)", re.IGNORECASE)
_OWN = re.compile(
    r"\bremind\s+(?:me|us|them|everyone|everybody|people|the (?:whole )?team)\s+(?:\S+\s+){0,6}?to\s+(?!the\b|#)\w",
    re.IGNORECASE,
)
_END = re.compile(r"\b(?:until|till?|for)\s+(?!the (?:team|channel)|me\b|us\b|everyone)\S.*$", re.IGNORECASE)
_BEHIND = re.compile(
    r"\b(?:to|from|at|on|every|each|about|in)\b.*$|\b(?:weekdays|daily|monthly|\w+days|(?:mon|tues|wednes|thurs|fri|satur|sun)day)\b.*$",
    re.IGNORECASE,
)
_FILLING = re.compile(r"\b(?:to|from now on|instead|please)\b", re.IGNORECASE)

ASKED = (
    (Resume, r"\b(?:resume|unpause|unmute|(?:turn|switch|put) (?:\w+ ){0,3}(?:back )?on|wake)\b"),
    (Resume, r"\b(?:start (?:\w+ ){0,3}again|bring (?:\w+ ){0,3}back)\b"),
    (Snooze, r"\b(?:snooze|skip|postpone)\b|\bcancel (?:the next|this week|today|tomorrow)"),
    (Pause, r"\b(?:pause|mute|suspend|silence|stop|quit|hold|(?:turn|switch) (?:\w+ ){0,3}off)\b"),
    (Pause, r"\bno more\b"),
    (Remove, r"\b(?:remove|delete|cancel|drop|get rid of|end)\b"),
    (Change, r"\b(?:move|change|shift|reschedule|switch|make (?:it|them|the)|instead)\b"),
)  # fmt: skip
_ASKED = tuple((verb, re.compile(pattern, re.IGNORECASE)) for verb, pattern in ASKED)
_OFTEN = re.compile(r"\b(?:too (?:many|often|much|rare)|fewer|less|rarer|more|not (?:so|as) often)\b", re.IGNORECASE)
_LOOKING = re.compile(r"\b(?:list|show|which|what|when|where|how many|how often|see|is|are|any)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Wish:
    """What stands in a line: when, as it was typed, and about what; empty where nothing is said of it."""

    when: str = ""
    topic: str = ""
    names_topic: bool = False


def wish(text: str, topics: Topics) -> Wish:
    """Take the topic out of *text*; what is left says when.

    Raises:
        Unreadable: a topic that there is not.
    """
    found = _ABOUT.search(text)
    if found:
        topic, rest = _topic(found["topic"], topics)
        return Wish(" ".join(f"{text[: found.start()]} {rest}".split()), topic, True)
    for phrase, topic in _phrases(topics):
        if at := re.search(rf"(?<![\w/#-]){re.escape(phrase)}(?![\w/-])", text, re.IGNORECASE):
            return Wish(" ".join(f"{text[: at.start()]} {text[at.end() :]}".split()), topic, True)
    return Wish(" ".join(text.split()))


def _topic(text: str, topics: Topics) -> tuple[str, str]:
    """Read the topic with which *text* begins, and return what stands behind it."""
    for phrase, topic in _phrases(topics):
        if found := re.match(rf"(?:the )?{re.escape(phrase)}(?!\w)[.!?,]*", text, re.IGNORECASE):
            return topic, text[found.end() :].strip()
    raise Unreadable("no_topic", topic=text, topics=", ".join(words[0] for words in topics.values()))


def _phrases(topics: Topics) -> list[tuple[str, str]]:
    known = [(word, topic) for topic, words in topics.items() for word in {topic, *words}]
    return sorted([*known, *((word, "") for word in EVERYTHING)], key=lambda pair: (-len(pair[0]), pair))


def changed(text: str, was: Rhythm, now: datetime) -> Rhythm:
    """Read another rhythm, of which what is not said stays as it was.

    Raises:
        Unreadable: it can't be read.
    """
    times = any(part in text.casefold() for part in PARTS)
    same_time = () if times else (f"{text} {spell_time(was.minute)}",)
    for whole in (*same_time, text, f"{spell_days(was)} {text}"):
        try:
            return read_rhythm(whole, was.zone, now)
        except Unreadable:
            continue
    return read_rhythm(text, was.zone, now)


def meant(typed: str, topics: Topics, now: datetime) -> ReminderCommand | str:
    """Return what *typed* asks for, or the name of the phrase that says what can be asked for.

    Raises:
        Unreadable: a topic that there is not.
    """
    number = _ID.search(typed)
    name = f"r{number[1]}" if number else ""
    verb = next((verb for verb, pattern in _ASKED if pattern.search(typed)), None)
    if verb is Change:
        return Change(name, _behind(_ID.sub(" ", typed)))
    if verb is Pause or verb is Snooze:
        end = _END.search(typed)
        until = end[0].strip(" .!?") if end else ""
        return Snooze(name, until) if until or verb is Snooze else Pause(name)
    if verb is Resume or verb is Remove:
        return verb(name)
    return _added(typed, topics, now) or ("often" if _OFTEN.search(typed) else _otherwise(typed))


def _behind(typed: str) -> str:
    """Return what is to be different: what stands behind the first word that can begin it."""
    found = _BEHIND.search(typed)
    return _FILLING.sub(" ", found[0]).strip(" .?!") if found else ""


def _otherwise(typed: str) -> ReminderCommand | str:
    if re.match(r"\W*(?:remind|nudge|ping)\b", typed, re.IGNORECASE):
        return "once"
    return Listing() if _LOOKING.search(typed) else "wish"


def _added(typed: str, topics: Topics, now: datetime) -> ReminderCommand | str | None:
    try:
        found, rest = wish(typed, topics), ""
    except Unreadable:
        found, rest = Wish(_STRANGE.sub(" ", typed)), " ".join(_STRANGE.findall(typed))
    place = _PLACE.search(found.when)
    left = f"{found.when[: place.start()]} {found.when[place.end() :]}" if place else found.when
    rhythm = _rhythm_in(left, now)
    if not rhythm:
        return None
    if _OWN.search(typed):
        return "own"
    about = f" about {found.topic or EVERYTHING[0]}" if found.names_topic else f" about {rest}" if rest else ""
    return Add(_spelled(place["place"]) if place else "here", f"{rhythm}{about}")


def _spelled(place: str) -> str:
    if _MINE.fullmatch(place):
        return "me"
    return place if place.startswith(("#", "<")) else "here"


def _rhythm_in(text: str, now: datetime) -> str:
    """Return the longest run of words in *text* that can be read as a rhythm."""
    words = text.split()[:MOST_WORDS]
    spans = ((start, start + length) for length in range(len(words), 0, -1) for start in range(len(words) - length + 1))
    return next(
        (span for start, end in spans if _is_rhythm(span := " ".join(words[start:end]).strip(" .?!;:"), now)), ""
    )


def _is_rhythm(span: str, now: datetime) -> bool:
    try:
        read_rhythm(span, "UTC", now)
    except CoachError:
        return False
    return True
