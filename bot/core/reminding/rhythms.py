"""When something comes round: a rhythm by one place's clock, and the next time it does; plain functions of time."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from itertools import count, islice, takewhile
from zoneinfo import ZoneInfo

from dateutil import rrule

DAY = timedelta(days=1)
EPOCH = date(2024, 1, 1)
"""A Monday, from which every n weeks count where nobody named a beginning."""
HORIZON = timedelta(days=5 * 366)
"""How far ahead a slot is looked for; days off may push it, but hardly for years."""
LAST_YEAR = 9990
"""No slot is looked for beyond it: calendars end at 9999."""
MEMORY = 1024
"""Answers that are remembered: where many reminders are due at one moment, most of them come round alike."""
SHOWN = 3
"""Dates that are shown before a rhythm is saved."""


@dataclass(frozen=True, slots=True)
class Rhythm:
    """On which days, at which *minute* of the day, and by whose clock.

    Weekly on *days* (Monday is 0), every so many weeks counted from the week of *start*. Monthly where *nth* or *day*
    is set: on the nth of the one weekday in *days*, or on that day of the month, the last one where the month is
    shorter; -1 is the last of either.
    """

    minute: int
    zone: str
    days: tuple[int, ...] = ()
    every: int = 1
    nth: int = 0
    day: int = 0
    start: date = EPOCH


@dataclass(frozen=True, slots=True)
class Slot:
    """One time that a rhythm comes round: *local*, what the clock on the wall shows, names it; *at* is when that is."""

    local: datetime
    at: datetime

    @property
    def name(self) -> str:
        """Return what tells this slot from every other of its rhythm."""
        return _name(self.local)


@lru_cache(MEMORY)
def _name(local: datetime) -> str:
    return local.isoformat(timespec="minutes")


def next_slot(rhythm: Rhythm, after: datetime, off: Collection[date] = ()) -> Slot | None:
    """Return the first slot later than *after* that is on none of the days *off*; None if there is none in sight."""
    return _next_slot(rhythm, after, frozenset(off))


@lru_cache(MEMORY)
def _next_slot(rhythm: Rhythm, after: datetime, off: frozenset[date]) -> Slot | None:
    return next(iter(upcoming(rhythm, after, 1, off)), None)


def upcoming(rhythm: Rhythm, after: datetime, most: int = SHOWN, off: Collection[date] = ()) -> tuple[Slot, ...]:
    """Return the next *most* slots later than *after*; fewer if there are no more in sight."""
    if max(after.year, rhythm.start.year) > LAST_YEAR:
        return ()
    zone = ZoneInfo(rhythm.zone)
    since = max(after.astimezone(zone).date() - DAY, rhythm.start)
    days = takewhile(lambda day: day < since + HORIZON, _days(rhythm, since))
    slots = (slot_on(rhythm, day) for day in days if day not in off)
    return tuple(islice((slot for slot in slots if slot.at > after), most))


def slot_on(rhythm: Rhythm, day: date) -> Slot:
    """Return the slot of *day*."""
    local = datetime.combine(day, time()) + timedelta(minutes=rhythm.minute)
    return Slot(local, instant(local, ZoneInfo(rhythm.zone)))


def instant(local: datetime, zone: ZoneInfo) -> datetime:
    """Return, in UTC, when the clock in *zone* first shows *local*.

    An hour that comes twice counts the first time; for one that is left out it is the first minute after the gap.
    """
    wall = local.replace(tzinfo=zone, fold=0)
    at = wall.astimezone(UTC)
    if at.astimezone(zone).replace(tzinfo=None) == local:
        return at
    return _end_of_gap(wall.replace(fold=1).astimezone(UTC), at, zone)


def _end_of_gap(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the second at which the clock in *zone* jumps, which it does between *before* and *after*."""
    offset = after.astimezone(zone).utcoffset()
    low, high = 0, int((after - before).total_seconds())
    while low + 1 < high:
        middle = (low + high) // 2
        jumped = (before + timedelta(seconds=middle)).astimezone(zone).utcoffset() == offset
        low, high = (low, middle) if jumped else (middle, high)
    return before + timedelta(seconds=high)


def _days(rhythm: Rhythm, since: date) -> Iterator[date]:
    """Yield the days of *rhythm* from *since* on."""
    if not (rhythm.nth or rhythm.day):
        return _weekly(rhythm, since)
    found = (when.date() for when in _monthly(rhythm, since))
    return (day for day in found if day >= since)


def _weekly(rhythm: Rhythm, since: date) -> Iterator[date]:
    """Yield the days on which a weekly rhythm comes round; most are, and a rule would take longer to make than this."""
    first, days = _monday(rhythm.start), (since + DAY * ahead for ahead in count())
    return (day for day in days if day.weekday() in rhythm.days and (day - first).days // 7 % rhythm.every == 0)


def _monthly(rhythm: Rhythm, since: date) -> rrule.rrule:
    """Return the recurrence (RFC 5545), begun so close to *since* that nothing old is counted through."""
    start = datetime.combine(since.replace(day=1), time())
    if rhythm.nth:
        return rrule.rrule(rrule.MONTHLY, start, byweekday=rrule.weekday(rhythm.days[0], rhythm.nth))
    if rhythm.day < 0:
        return rrule.rrule(rrule.MONTHLY, start, bymonthday=rhythm.day)
    at_most = range(min(rhythm.day, 28), rhythm.day + 1)  # the 31st, or else the last day that there is
    return rrule.rrule(rrule.MONTHLY, start, bymonthday=tuple(at_most), bysetpos=-1)


def _monday(day: date) -> date:
    return day - DAY * day.weekday()
