"""Reads until when something holds, as people type it: until 5 December, till Friday, for two weeks, this month."""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

Days = tuple[date, date]
"""The first and the last day of what was named: one day, a week, a month, a year."""

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NUMBERS = {"a": 1, "an": 1, "one": 1, "a couple of": 2, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "ten": 10}
ONE_DAY = timedelta(days=1)

_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?"
    r"|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)(?!\w)\.?"
)
_WEEKDAY = r"(?:mon|tue(?:s)?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?(?!\w)"
_YEAR = r"(?:,? 2\d{3}(?!\w))?"
_NTH = r"\d{1,2}(?:st|nd|rd|th)(?!\w)"
_DAY = rf"(?:(?:the )?\d{{1,2}}(?:st|nd|rd|th|\.)?(?: of)? {_MONTH}|{_MONTH} \d{{1,2}}(?:st|nd|rd|th)?(?![\w:]))"
_UNIT = r"(?:week|month|year)(?!\w)"
_TODAY = r"(?:today|tonight|tomorrow|this (?:morning|afternoon|evening))(?!\w)"
_END = rf"(?:the )?end of (?:(?:(?:the|this|next) )?{_UNIT}|{_MONTH}{_YEAR})"
_DATE = (
    rf"(?:2\d{{3}}-\d\d-\d\d(?!\w)|{_DAY}{_YEAR}|the {_NTH}|{_END}|(?:(?:this|next) )?{_WEEKDAY}|next {_UNIT}"
    rf"|{_TODAY}|{_MONTH}{_YEAR})"
)
_LENGTH = rf"(?:{'|'.join(NUMBERS)}|\d{{1,3}}) (?:day|week|month)s?(?!\w)"
UNTIL = (
    rf"(?:(?:until|till?|'till?|through|by|before) {_DATE}|for (?:the )?(?:next )?{_LENGTH}|for (?:the )?next {_UNIT}"
    rf"|(?:for )?(?:the rest of )?(?:this|the) {_UNIT}|{_TODAY})"
)
"""An end, as a regular expression without groups, for lower case."""
FROM = rf"(?:(?:from )?next {_UNIT}|in {_LENGTH}|(?:in|from) {_MONTH}{_YEAR}|after {_DATE})"
"""A beginning, likewise."""

_LENGTHS = re.compile(rf"^(for|in) (?:the )?(?:next )?(?:({'|'.join(NUMBERS)}|\d{{1,3}}) )?(day|week|month|year)s?$")
_A_MONTH = re.compile(rf"(?<!\w)({_MONTH})")
_A_DAY = re.compile(r"(?<!\w)(\d{1,2})(?:st|nd|rd|th)?(?!\w)")
_A_YEAR = re.compile(r"(?<!\w)2\d{3}(?!\w)")
_A_WEEKDAY = re.compile(rf"(?<!\w){_WEEKDAY}")
_A_UNIT = re.compile(rf"(next )?({_UNIT})")


def until(words: str, zone: str | None, now: datetime) -> datetime | None:
    """Return when that is over of which *words* (UNTIL) speak; None if they name no day, or one that has gone by.

    Of *words* that name a beginning (FROM) it is over when that begins. Days end at midnight in *zone*, else in UTC.
    """
    clock = ZoneInfo(zone or "UTC")
    day = last_day(words, now.astimezone(clock).date())
    return datetime.combine(day + ONE_DAY, time(), clock).astimezone(UTC) if day else None


def last_day(words: str, today: date) -> date | None:
    """Return the last day before something is over; "until Friday" ends with Friday, "until December" before it."""
    plain = words.lower()
    if length := _LENGTHS.match(plain):
        end = _later(today, NUMBERS.get(length[2]) or int(length[2] or 1), length[3])
        return end if length[1] == "for" else end - ONE_DAY
    return next((day for days in _meant(plain, today) if (day := _end(plain, days, today)) >= today), None)


def _end(words: str, days: Days, today: date) -> date:
    first, last = days
    if words.startswith("before"):
        return first - ONE_DAY
    begun = first <= today <= last
    return last if first == last or begun or words.startswith("after") else first - ONE_DAY


def _meant(words: str, today: date) -> Iterator[Days]:
    """Yield the days that *words* may mean, the nearest first."""
    at_end = "end of" in words
    is_exact = _A_MONTH.search(words) or _A_DAY.search(words)
    for first, last in _exact(words, today) if is_exact else _near(words, today):
        yield (last if at_end else first), last


def _exact(words: str, today: date) -> Iterator[Days]:
    """Yield the days of words that name a month or the number of a day."""
    if iso := re.search(r"2\d{3}-\d\d-\d\d", words):
        yield from _day(*map(int, iso[0].split("-")))
    elif month := _A_MONTH.search(words):
        day, year = _A_DAY.search(words), _A_YEAR.search(words)
        for y in (int(year[0]),) if year else (today.year, today.year + 1):
            yield from _day(y, MONTHS.index(month[1][:3]) + 1, int(day[1]) if day else None)
    elif day := _A_DAY.search(words):
        for months in range(3):  # no two months in a row are short of the 31st
            there = _later(today.replace(day=1), months, "month")
            yield from _day(there.year, there.month, int(day[1]))


def _day(year: int, month: int, day: int | None) -> Iterator[Days]:
    """Yield a day, or a whole month; nothing if the calendar has no such day."""
    if month in range(1, 13):
        length = monthrange(year, month)[1]
        if day is None or day in range(1, length + 1):
            yield date(year, month, day or 1), date(year, month, day or length)


def _near(words: str, today: date) -> Iterator[Days]:
    """Yield the days of words that count from today."""
    if weekday := _A_WEEKDAY.search(words):
        day = today + ONE_DAY * ((WEEKDAYS.index(weekday[0][:3]) - today.weekday()) % 7)
        yield from ((day, day), (day + 7 * ONE_DAY, day + 7 * ONE_DAY))
    elif unit := _A_UNIT.search(words):
        start = _later(_start(unit[2], today), 1 if unit[1] else 0, unit[2])
        yield start, _later(start, 1, unit[2]) - ONE_DAY
    else:
        day = today + ONE_DAY * ("tomorrow" in words)
        yield day, day


def _start(unit: str, today: date) -> date:
    match unit:
        case "week":
            return today - ONE_DAY * today.weekday()
        case "month":
            return today.replace(day=1)
        case _:
            return today.replace(month=1, day=1)


def _later(day: date, number: int, unit: str) -> date:
    """Return the day *number* units on; the last of the month where that is shorter."""
    match unit:
        case "day" | "week":
            return day + ONE_DAY * number * (7 if unit == "week" else 1)
        case _:
            months = day.month - 1 + number * (12 if unit == "year" else 1)
            year, month = day.year + months // 12, months % 12 + 1
            return date(year, month, min(day.day, monthrange(year, month)[1]))
