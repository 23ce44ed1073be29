"""Reads a rhythm as people type it ("every other Tuesday 9:30 Lisbon"), and spells it so that it is read back."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.core.errors import Unreadable
from bot.core.permission.clock import TIME, Clock, spell_time, time_of_day
from bot.core.permission.zones import offered_for, zone_named
from bot.core.reminding.rhythms import Rhythm, next_slot

MOST = 200
"""Characters of a rhythm."""
MOST_WEEKS = 52
MOST_NTH = 5
"""No month has six Mondays."""
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS = {"weekday": range(5), "day": range(7), "weekend": range(5, 7)}
COUNTS = ("", "first", "second", "third", "fourth", "fifth", "sixth")
NUMBERS = {
    "other": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "eight": 8, "ten": 10, "twelve": 12,
} | {word: number for number, word in enumerate(COUNTS) if number}  # fmt: skip
PARTS = {"morning": 9 * 60, "lunchtime": 12 * 60, "afternoon": 14 * 60, "evening": 18 * 60}
"""The minute that is meant by a part of the day; it is shown before anything is saved."""
USUAL = PARTS["morning"]
"""When a day starts, where no hour is named."""

_DAY = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:days?)?(?!\w)"
_DAYS = rf"{_DAY}(?: ?(?:-|to|through|till?|until) ?{_DAY}|(?: ?(?:and|&|\+|/|or) ?(?:on )?| ){_DAY})*"
_SETS = r"(?:(?:every|each|all) )?(?:(?:week|work|business ?|working ?)days?|weekends?)|(?:every|each) ?day|daily"
_NTH = r"(?:\d{1,2}(?:st|nd|rd|th)|first|second|third|fourth|fifth|sixth|last)"
_MONTH = r"(?:of|in|each|every)(?: (?:the|a|each|every))? (?:calendar )?months?(?!\w)|monthly|a month(?!\w)"
_NUMBER = rf"(?:\d{{1,3}}(?:st|nd|rd|th)?|{'|'.join(NUMBERS)})"
_START = re.compile(r"(?:from|starting|beginning)(?: on)? (?P<start>\d{4}-\d{1,2}-\d{1,2})(?!\w)")
_MONTHLY = re.compile(rf"(?<!\w)(?:every month|each month|monthly|(?:{_MONTH}))(?!\w)")
_NTH_DAY = re.compile(rf"(?<!\w)(?:(?:every|each|the) )*(?P<nth>{_NTH}) (?P<day>{_DAY})")
_DATE = re.compile(
    r"(?<!\w)(?:the |day )?(?P<date>\d{1,3})(?:st|nd|rd|th)(?!\w)|(?<!\w)day (?P<plain>\d{1,3})(?![:\w])"
)
_NTH_DATE = re.compile(rf"(?<!\w)(?:on )?the (?P<date>{'|'.join(COUNTS[1:-1])})(?= ?(?:\||at|$))")
_LAST = re.compile(r"(?<!\w)(?:the )?last (?:calendar )?day(?!\w)")
_EVERY = re.compile(
    rf"(?<!\w)(?:every|each) (?P<count>{_NUMBER}) (?:weeks?(?!\w)|(?={_DAY}))|(?P<two>fortnightly|biweekly|bi-weekly"
    r"|every fortnight)|(?P<one>weekly|(?:every|each) week(?!\w))"
)
_LISTED = re.compile(rf"(?<!\w)(?:(?:every|each|on) )*(?P<days>{_DAYS}|{_SETS})(?!\w)")
_TIME = re.compile(rf"(?<![\w:.])(?:(?:at|@|around|about) ?)?(?P<time>{TIME})")
_PART = re.compile(rf"(?<!\w)(?:(?:in the|at) )?(?P<part>{'|'.join(PARTS)})s?(?!\w)")
_RANGE = re.compile(rf"({_DAY}) ?(?:-|to|through|till?|until) ?({_DAY})")
_WORKING = re.compile(r"(?:week|work|business|working) ?days?")
_ONE_DAY = re.compile(_DAY)
_WORD = r"(?:in|on|at|by|of|for|the|and|time|please|timezone|zone|clock)(?!\w)"
_ASIDE = re.compile(rf"^(?:{_WORD}|\W)+|(?:(?<!\w)(?:time|please|timezone)|\W)+$")
_OFFSET = re.compile(r"(?<![\w/])(?:gmt|utc) ?[+\u2212-] ?\d{1,2}(?::?\d\d)?(?!\w)")
_FIXED = re.compile(r"(?<!\w)etc/gmt[+-]\d{1,2}(?!\w)")
_YEARLY = re.compile(r"\b(?:year|yearly|annually|annual|quarter|quarterly|months|hours?|hourly|minutes?)\b")
_CUT = "|"


@dataclass(slots=True)
class _Line:
    """What is left of a line while it is read piece by piece."""

    left: str

    def take(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        """Take the first piece that is like *pattern* out of the line."""
        found = pattern.search(self.left)
        if found:
            self.left = f"{self.left[: found.start()]}{_CUT}{self.left[found.end() :]}"
        return found


def read_rhythm(typed: str, zone: str, now: datetime) -> Rhythm:
    """Read a rhythm; *zone* holds where none is named, and every n weeks count from the next time it comes round.

    Raises:
        Unreadable: it can't be read, names no zone while *zone* is empty, or would never come round.
    """
    line = _Line(_folded(typed))
    if not line.left:
        raise Unreadable("no_rhythm")
    if len(line.left) > MOST or _YEARLY.search(line.left):
        raise Unreadable("bad_rhythm", text=typed)
    start = _start(line, typed)
    if fixed := line.take(_FIXED):  # its number would pass for an hour
        zone = zone_named(fixed[0]) or zone
    if offset := line.take(_OFFSET):
        offered = offered_for(offset[0].replace(" ", ""), now)
        raise Unreadable("which_zone", value=offset[0], zones=", ".join(offered))
    days = _on_days(line, typed)
    minute = _minute(line, typed)
    rhythm = replace(days, minute=minute, zone=_zone(line, typed, zone, now))
    return _begun(rhythm, start, now)


def _folded(typed: str) -> str:
    """Return *typed* in lower case, without commas and accents: São Paulo is Sao Paulo on every list of zones."""
    plain = "".join(sign for sign in unicodedata.normalize("NFKD", typed) if not unicodedata.combining(sign))
    return " ".join(plain.casefold().replace(",", " ").split())


def _start(line: _Line, typed: str) -> date | None:
    found = line.take(_START)
    if not found:
        return None
    try:
        return date(*map(int, found["start"].split("-")))
    except ValueError as error:
        raise Unreadable("no_such_day", text=typed) from error


def _on_days(line: _Line, typed: str) -> Rhythm:
    """Read on which days it comes round; its hour and its zone are filled in later."""
    if found := _monthly(line, typed):
        return found
    every = _weeks(line, typed)
    listed = line.take(_LISTED)
    if listed is None:
        raise Unreadable("which_day" if every or not line.left.strip(_CUT + " ") else "bad_rhythm", text=typed)
    days = set(_listed(listed["days"]))
    while more := line.take(_LISTED):
        days |= set(_listed(more["days"]))
    return Rhythm(0, "", tuple(sorted(days)), every or 1)


def _monthly(line: _Line, typed: str) -> Rhythm | None:
    monthly = line.take(_MONTHLY)
    every = line.left.lstrip(_CUT + " ").startswith(("every ", "each "))
    if (monthly or not every) and (found := line.take(_NTH_DAY)):
        return Rhythm(0, "", (_weekday(found["day"]),), nth=_nth(found["nth"], typed))
    if line.take(_LAST):
        return Rhythm(0, "", day=-1)
    if (monthly or not every) and (found := line.take(_DATE)):
        day = int(found["date"] or found["plain"])
        if day not in range(1, 32):
            raise Unreadable("no_such_day", text=typed)
        return Rhythm(0, "", day=day)
    if found := line.take(_NTH_DATE):
        return Rhythm(0, "", day=NUMBERS[found["date"]])
    if monthly:
        raise Unreadable("which_day", text=typed)
    return None


def _nth(word: str, typed: str) -> int:
    if word == "last":
        return -1
    number = NUMBERS.get(word) or int(re.sub(r"\D", "", word))
    if number not in range(1, MOST_NTH + 1):
        raise Unreadable("never", text=typed)
    return number


def _weeks(line: _Line, typed: str) -> int:
    """Read every how many weeks; 0 where that is left to the days."""
    found = line.take(_EVERY)
    if not found:
        return 0
    if not found["count"]:
        return 2 if found["two"] else 1
    number = NUMBERS.get(found["count"]) or int(re.sub(r"\D", "", found["count"]))
    if number not in range(1, MOST_WEEKS + 1):
        raise Unreadable("never", text=typed)
    return number


def _listed(words: str) -> tuple[int, ...]:
    """Return the weekdays that *words* name, in a list, a range or a set."""
    if not re.match(_DAY, words):
        kind = "weekend" if "end" in words else "weekday" if _WORKING.search(words) else "day"
        return tuple(DAYS[kind])
    days = {_weekday(day) for day in _ONE_DAY.findall(words)}
    for first, last in _RANGE.findall(words):
        begins, ends = _weekday(first), _weekday(last)
        days |= {day % 7 for day in range(begins, begins + (ends - begins) % 7 + 1)}
    return tuple(sorted(days))


def _weekday(word: str) -> int:
    return WEEKDAYS.index(word[:3])


def _minute(line: _Line, typed: str) -> int:
    found = line.take(_TIME)
    part = line.take(_PART)
    if line.take(_TIME):
        raise Unreadable("one_time", text=typed)
    if found:
        hint: Clock = "am" if part and part["part"] == "morning" else "pm" if part else ""
        return time_of_day(found["time"], hint)
    return PARTS[part["part"]] if part else USUAL


def _zone(line: _Line, typed: str, known: str, now: datetime) -> str:
    """Read whose clock counts out of what is left; whatever else is left can't be read."""
    pieces = [left for piece in line.left.split(_CUT) if (left := _ASIDE.sub("", piece.strip()))]
    if not pieces:
        if not known:
            raise Unreadable("no_zone")
        return known
    named = " ".join(pieces)
    if offered := offered_for(named, now):
        raise Unreadable("which_zone", value=named, zones=", ".join(offered))
    zone = zone_named(named)
    if zone is None:
        raise Unreadable("unknown_zone" if "/" in named else "bad_rhythm", value=named, text=typed)
    return zone


def _begun(rhythm: Rhythm, start: date | None, now: datetime) -> Rhythm:
    """Count every n weeks from the day named, else from the next time that it would come round."""
    if start:
        return replace(rhythm, start=start)
    if rhythm.every == 1:
        return rhythm
    first = next_slot(replace(rhythm, every=1), now)
    return replace(rhythm, start=first.local.date()) if first else rhythm


def spell(rhythm: Rhythm) -> str:
    """Spell *rhythm* without its zone, so that `read_rhythm` reads it back."""
    start = f" from {rhythm.start}" if rhythm.start != Rhythm(0, "").start else ""
    return f"{spell_days(rhythm)} {spell_time(rhythm.minute)}{start}"


def spell_days(rhythm: Rhythm) -> str:
    """Spell on which days *rhythm* comes round."""
    if rhythm.day:
        return "last day of the month" if rhythm.day < 0 else f"{rhythm.day}{_ending(rhythm.day)} of the month"
    if rhythm.nth:
        nth = "last" if rhythm.nth < 0 else COUNTS[rhythm.nth]
        return f"{nth} {WEEKDAYS[rhythm.days[0]]} of the month"
    days = next((f"{kind}s" for kind, days in DAYS.items() if tuple(days) == rhythm.days and kind != "day"), "")
    days = days or ("every day" if len(rhythm.days) == 7 else ", ".join(WEEKDAYS[day] for day in rhythm.days))
    return days if rhythm.every == 1 else f"every {rhythm.every} weeks on {days}"


def _ending(number: int) -> str:
    return "th" if number in range(11, 14) else {1: "st", 2: "nd", 3: "rd"}.get(number % 10, "th")


def local_iso(at: datetime, zone: str) -> str:
    """Write when that is by the clock in *zone*, in ISO with its offset."""
    return at.astimezone(ZoneInfo(zone) if zone else UTC).isoformat(timespec="minutes")
