"""What a person can ask for about reminders, as values, and the one grammar that reads and writes them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import assert_never


@dataclass(frozen=True, slots=True)
class Add:
    """A reminder in a place, as typed: a rhythm and perhaps a topic; shown first, and set up once that is *sure*."""

    place: str
    text: str
    sure: bool = False


@dataclass(frozen=True, slots=True)
class Listing:
    """Every reminder there is."""


@dataclass(frozen=True, slots=True)
class Preview:
    """When a reminder, or a rhythm as typed, comes next, and with which tip."""

    text: str


@dataclass(frozen=True, slots=True)
class Pause:
    """Let a reminder rest."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Resume:
    """Let a reminder that rests go on."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Remove:
    """Take a reminder away."""

    id: str = ""


@dataclass(frozen=True, slots=True)
class Change:
    """Another rhythm, channel or topic for a reminder, as typed."""

    id: str = ""
    text: str = ""


@dataclass(frozen=True, slots=True)
class Snooze:
    """Let a reminder rest until a day, as typed."""

    id: str = ""
    until: str = ""


@dataclass(frozen=True, slots=True)
class PostDue:
    """Post what is due, here and now."""


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A tip that nobody wants to see here; or does again, with *back*."""

    id: str
    tip: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class Arrived:
    """That a tip of which it was not known did arrive; or, if it is *lost*, that it is to be sent once more."""

    id: str = ""
    slot: str = ""
    lost: bool = False


@dataclass(frozen=True, slots=True)
class Who:
    """Who sets up reminders for a channel: admins, everybody, or, with None, the question itself."""

    everybody: bool | None = None


@dataclass(frozen=True, slots=True)
class Off:
    """Days on which nothing is posted, as typed; or is again, with *back*."""

    days: str = ""
    back: bool = False


@dataclass(frozen=True, slots=True)
class Vote:
    """What somebody says to the dilemma of a slot: what speaks for it counts more, or what speaks against it."""

    id: str
    slot: str
    aye: bool


ReminderCommand = (
    Add | Listing | Preview | Pause | Resume | Remove | Change | Snooze | PostDue | Unwanted | Arrived | Who | Off
    | Vote
)  # fmt: skip
VERBS: Mapping[type[ReminderCommand], str] = {
    Add: "add", Listing: "list", Preview: "preview", Pause: "pause", Resume: "resume", Remove: "remove",
    Change: "change", Snooze: "snooze", PostDue: "due", Unwanted: "unwanted", Arrived: "arrived", Who: "who",
    Off: "off", Vote: "vote",
}  # fmt: skip
LOOKING = (Listing, Preview)
"""Verbs that change nothing."""

_PLACE = re.compile(r"<#[^>\s]+>|#?\{[^}]+\}|#?[^\s]+")
_WHEN = re.compile(
    r"(?:every|each|daily|weekly|fortnightly|monthly|weekdays|weekends|on|at|the|first|last|\d|about"
    r"|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b",
    re.IGNORECASE,
)
"""How a rhythm begins where no place was named."""
_DATE = re.compile(r"\d{4}-")
_SLOT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d")
_ID = re.compile(r"#?r?(\d{1,6})(?=\s|$)", re.IGNORECASE)


def parse(verb: str, rest: str) -> ReminderCommand | None:
    """Read what stands after `/reminder`; None if this is no verb, or lacks what the verb needs."""
    read = READERS.get(verb.casefold())
    return read(rest.strip()) if read else None


def _add(text: str, *, sure: bool = False) -> ReminderCommand | None:
    if _WHEN.match(text):
        return Add("here", text, sure)
    place = _PLACE.match(text)
    return Add(place[0], text[place.end() :].strip(), sure) if place else None


def _id(text: str) -> tuple[str, str]:
    """Cut a reminder's name off the front: r1, 1 or #1."""
    found = _ID.match(text)
    return (f"r{found[1]}", text[found.end() :].strip()) if found else ("", text)


def _one(make: Callable[[str], ReminderCommand]) -> Callable[[str], ReminderCommand | None]:
    def read(text: str) -> ReminderCommand | None:
        found, rest = _id(text)
        return make(found or text) if not rest or not found else None

    return read


def _unwanted(text: str, *, back: bool = False) -> ReminderCommand | None:
    found, tip = _id(text)
    return Unwanted(found, tip, back) if found and re.fullmatch(r"[a-z0-9-]+", tip) else None


def _arrived(text: str, *, lost: bool = False) -> ReminderCommand | None:
    found, slot = _id(text)
    return Arrived(found, slot, lost) if not slot or _SLOT.fullmatch(slot) else None


def _vote(text: str) -> ReminderCommand | None:
    found, rest = _id(text)
    slot, _, said = rest.partition(" ")
    known = found and _SLOT.fullmatch(slot) and said in {"yes", "no"}
    return Vote(found, slot, said == "yes") if known else None


def _who(text: str) -> ReminderCommand | None:
    known: Mapping[str, bool | None] = {"": None, "admins": False, "everybody": True, "everyone": True, "all": True}
    return Who(known[text.casefold()]) if text.casefold() in known else None


READERS: Mapping[str, Callable[[str], ReminderCommand | None]] = {
    "add": _add,
    "set": lambda text: _add(text, sure=True),
    "list": lambda _: Listing(),
    "preview": lambda text: Preview(text) if text else None,
    "pause": _one(Pause),
    "resume": _one(Resume),
    "remove": _one(Remove),
    "delete": _one(Remove),
    "change": lambda text: Change(*_id(text)),
    "snooze": lambda text: Snooze(*_id(text)),
    "due": lambda text: None if text else PostDue(),
    "unwanted": _unwanted,
    "wanted": lambda text: _unwanted(text, back=True),
    "arrived": _arrived,
    "resend": lambda text: _arrived(text, lost=True),
    "who": _who,
    "off": lambda text: Off(text) if _DATE.match(text) else _one(Pause)(text),
    "on": lambda text: Off(text, True) if _DATE.match(text) else _one(Resume)(text),
    "holidays": Off,
    "vote": _vote,
}


def spell(command: ReminderCommand) -> str:
    """Write *command* so that `parse` reads it back."""
    return " ".join(filter(None, (_verb(command), *_rest(command))))


def _verb(command: ReminderCommand) -> str:
    match command:
        case Add(sure=True):
            return "set"
        case Unwanted(back=True):
            return "wanted"
        case Arrived(lost=True):
            return "resend"
        case Off(days, back):
            return "on" if back else "off" if days else "holidays"
        case _:
            return VERBS[type(command)]


def _rest(command: ReminderCommand) -> tuple[str, ...]:
    match command:
        case Add(place, text):
            return (place, text)
        case Preview(text) | Off(text):
            return (text,)
        case Pause(id) | Resume(id) | Remove(id):
            return (id,)
        case Change(id, text) | Snooze(id, text) | Unwanted(id, text) | Arrived(id, text):
            return (id, text)
        case Who(everybody):
            return () if everybody is None else ("everybody" if everybody else "admins",)
        case Vote(id, slot, aye):
            return (id, slot, "yes" if aye else "no")
        case Listing() | PostDue():
            return ()
        case _:
            assert_never(command)
