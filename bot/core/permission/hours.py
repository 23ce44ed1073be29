"""Says at which hours of the week somebody may be called: reads them as typed, spells them, and tells when that is."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from bot.core.errors import Unreadable
from bot.core.permission.clock import DAY, NOON, TIME, Clock, span, spell_time, time_of_day
from bot.core.permission.dates import WEEKDAYS
from bot.core.permission.zones import zone_named

WEEK = timedelta(days=7)
MOST_SHOWN = 60
"""Characters of what was not understood, when it is named."""

Span = tuple[int, int]
"""From which minute of the day up to which; where the end is the smaller one, it is the next day's."""


class BadHours(Unreadable):
    """What was typed are no hours of a week, or by nobody's clock."""


@dataclass(frozen=True, slots=True)
class Window:
    """Some days of the week, 0 = Monday, in order, and the minutes of the day from *start* up to *end*."""

    days: tuple[int, ...]
    start: int
    end: int

    def __post_init__(self) -> None:
        if not (0 <= self.start < self.end <= DAY and self.days and set(self.days) <= set(range(7))):
            raise ValueError(f"no window of a week: {self.days} {self.start} {self.end}")


@dataclass(frozen=True, slots=True)
class Hours:
    """Windows of the week by the clock of a zone (IANA).

    Windows that meet are made one, and all are put in order, so that the same hours are always equal.
    """

    windows: tuple[Window, ...]
    zone: str

    def __post_init__(self) -> None:
        if not self.windows:
            raise ValueError("hours without a window never come")
        object.__setattr__(self, "windows", _tidy(self.windows))

    def contains(self, when: datetime) -> bool:
        """Tell whether *when* is inside; the clock on the wall decides, also in an hour that comes twice."""
        local = when.astimezone(ZoneInfo(self.zone))
        day, minute = local.weekday(), local.hour * 60 + local.minute
        return any(day in window.days and window.start <= minute < window.end for window in self.windows)

    def next_opening(self, after: datetime) -> datetime:
        """Return the first moment from *after* on that is inside, in UTC; *after* itself if it is.

        Where a window begins at a time that does not exist, that is the first minute after the clocks were put forward,
        if the window still lasts then.
        """
        moment = after.astimezone(UTC)
        while not self.contains(moment):
            moment = self._later(moment)
        return moment

    def _later(self, moment: datetime) -> datetime:
        """Go on to where a window begins or the clocks change, whichever comes first; a day at most."""
        zone = ZoneInfo(self.zone)
        local = moment.astimezone(zone)
        now = timedelta(local.weekday(), local.second, local.microsecond, minutes=local.hour * 60 + local.minute)
        starts = (timedelta(day, minutes=window.start) for window in self.windows for day in window.days)
        then = moment + min(timedelta(days=1), *((start - now) % WEEK for start in starts))
        return then if _offset(then, zone) == _offset(moment, zone) else _change(moment, then, zone)


ANY_TIME = (Window(tuple(range(7)), 0, DAY),)
"""The windows of hours that are no limit."""


def _offset(moment: datetime, zone: ZoneInfo) -> timedelta | None:
    return moment.astimezone(zone).utcoffset()


def _change(moment: datetime, then: datetime, zone: ZoneInfo) -> datetime:
    """Return the second at which the clocks change between the two moments."""
    start, before = moment.replace(microsecond=0), _offset(moment, zone)
    seconds = range(int((then - start).total_seconds()) + 1)
    changed = bisect_left(seconds, True, key=lambda second: _offset(start + timedelta(0, second), zone) != before)
    return start + timedelta(seconds=changed)


def _tidy(windows: Iterable[Window]) -> tuple[Window, ...]:
    days: dict[Span, list[int]] = {}
    for day in range(7):
        for joined in _joined((window.start, window.end) for window in windows if day in window.days):
            days.setdefault(joined, []).append(day)
    return tuple(
        sorted((Window(tuple(days[span]), *span) for span in days), key=lambda window: (window.days, window.start))
    )


def _joined(spans: Iterable[Span]) -> list[Span]:
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


# ---- spelling -----------------------------------------------------------------------------------------------------


def spell_hours(hours: Hours) -> str:
    """Spell *hours* the one way that everybody can read: "mon-fri 09:00-12:00; sat 10:00-11:00 Europe/Lisbon"."""
    windows = (f"{_spell_days(w.days)} {spell_time(w.start)}-{spell_time(w.end)}" for w in hours.windows)
    return f"{'; '.join(windows)} {hours.zone}"


def _spell_days(days: tuple[int, ...]) -> str:
    runs = [[day for _, day in run] for _, run in groupby(enumerate(days), key=lambda place: place[1] - place[0])]
    return ", ".join(_spell_run([WEEKDAYS[day] for day in run]) for run in runs)


def _spell_run(run: list[str]) -> str:
    return f"{run[0]}-{run[-1]}" if len(run) > 2 else ", ".join(run)


# ---- reading ------------------------------------------------------------------------------------------------------

EVERY_DAY = frozenset(range(7))
WORKDAYS = frozenset(range(5))
SETS = {"weekend": frozenset({5, 6}), "week": WORKDAYS, "work": WORKDAYS, "business": WORKDAYS, "m": WORKDAYS}
"""By how the words begin; the first that fits counts, and all others stand for every day."""
PARTS: dict[str, tuple[Span, Clock]] = {
    "m": ((8 * 60, NOON), "am"),
    "a": ((NOON, 18 * 60), "pm"),
    "e": ((18 * 60, 20 * 60), "pm"),
}
"""Mornings, afternoons and evenings, by their first letter: from when to when, and how an hour in them is told."""
WHOLE = (0, DAY)

_PLAINER = str.maketrans(
    dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | dict.fromkeys("\u0130\u0131", "i")  # the Turkish ones pass for an i where capitals do not matter
    | {"\n": ";", "(": " ", ")": " "}
)
_TO = r"(?: ?- ?| (?:to|till?|until|through|thru) )"
_DAY = (
    r"(?:mon(?:days?)?|tue(?:s|sdays?)?|wed(?:s|nesdays?)?|thu(?:r|rs|rsdays?)?|fri(?:days?)?"
    r"|sat(?:urdays?)?|sun(?:days?)?)(?!\w)"
)
_WORKDAYS = rf"(?:(?:week|work|working |business )days?|m{_TO}f)"
_SET = rf"(?:weekends?|{_WORKDAYS}|daily|(?:every|any|each) ?day|all (?:days|week))(?!\w)"
_DAYS = rf"(?:(?:from )?{_DAY}{_TO}{_DAY}|{_DAY}|{_SET})"
_AND = r"(?: ?[,&+/] ?(?:and |or )?| (?:and|or) )"
_BUT = r"(?:(?:but )?(?:not|no|never)(?: on)?|(?:but )?except(?: on| for)?|excluding|other than|apart from|but(?: on)?)"
_NOT = r"(?:but )?(?:not|no|never)"
_ITEM = re.compile(
    rf" ?(?:(?P<except>{_BUT} {_DAYS}(?:{_AND}{_DAYS})*)"
    rf"|(?P<days>{_DAYS})"
    rf"|(?:from |between )?(?P<range>{TIME}{_TO}{TIME})|(?P<between>between {TIME} and {TIME})"
    rf"|(?P<after>(?:after|from|past|later than|{_NOT} (?:before|earlier than)) {TIME}(?: on(?:wards?)?(?!\w))?)"
    rf"|(?P<before>(?:before|up to|earlier than|{_NOT} (?:after|later than)) {TIME})"
    r"|(?P<part>(?:morning|afternoon|evening)s?(?!\w))"
    r"|(?P<any>(?:any ?time|all day(?: long)?|24/7)(?!\w))"
    r"|(?P<and>[,&+/]|(?:and|or)(?!\w))"
    r"|(?P<aside>(?:but only|only|just|on|in|at|the|every|each|all|any|please|local time|my time)(?!\w)))",
    re.IGNORECASE,
)
_ONE_DAY = re.compile(rf"({_DAY})(?:{_TO}({_DAY}))?|({_SET})", re.IGNORECASE)
_ONE_TIME = re.compile(TIME, re.IGNORECASE)
_NO_ZONE = r"(?:after|before|between|from|around|about|until|till?|not|no|but|except|by|if|when|then|maybe)(?!\w)"
_LIKE_ZONE = re.compile(rf"(?!{_NO_ZONE})[^\W\d][\w/+-]*\.?(?: [^\W\d][\w/+-]*){{0,2}}", re.IGNORECASE)
_AROUND_ZONE = re.compile(r"^in (?:the )?| time(?: ?zone)?$", re.IGNORECASE)
MOST_ZONE_WORDS = 5
"""As in "in Port of Spain time", the "in" included."""


@dataclass(frozen=True, slots=True)
class _Item:
    """Some words of a kind out of _ITEM; *joined* to what stands before by a comma, "and" or "or"."""

    kind: str
    words: str
    joined: bool


def parse_hours(text: str, zone: str | None) -> Hours:
    """Read "weekdays 9-12", "tue and thu 2-4pm; sat" … by the clock of the zone named at the end, else of *zone*.

    Without days they are for every day, and days without hours are whole. "After 3" lasts until midnight.

    Raises:
        BadHours: bad_hours or unknown_zone, with what was not understood as `value`; no_zone if none is known.
    """
    typed, named = _without_zone(_plain(text))
    windows: list[Window] = []
    days = EVERY_DAY
    for clause in filter(None, map(str.strip, typed.split(";"))):
        found, days = _read_clause(clause, days, bool(windows))
        windows += found
    if not windows:
        raise BadHours("bad_hours", value=text.strip()[:MOST_SHOWN])
    return Hours(tuple(windows), named or _default(zone))


def _plain(text: str) -> str:
    plain = unicodedata.normalize("NFKC", text).translate(_PLAINER)
    return " ".join(plain.split()).strip(" .!;,")


def _default(zone: str | None) -> str:
    if not zone:
        raise BadHours("no_zone")
    if not (found := zone_named(zone)):
        raise BadHours("unknown_zone", value=zone[:MOST_SHOWN])
    return found


def _without_zone(typed: str) -> tuple[str, str | None]:
    """Take a zone off the end: "Europe/Lisbon", "(in New York)", "Berlin time"."""
    words = typed.split()
    for start in range(max(1, len(words) - MOST_ZONE_WORDS), len(words)):
        if found := zone_named(_zone_in(" ".join(words[start:]))):
            return " ".join(words[:start]).rstrip(" ,;"), found
    return typed, None


def _zone_in(words: str) -> str:
    return _AROUND_ZONE.sub("", words.strip())


def _read_clause(clause: str, days: frozenset[int], follows: bool) -> tuple[list[Window], frozenset[int]]:
    """Read what stands between semicolons, and return its last days; hours without days are for the *days* before."""
    items = list(_items(clause))
    barred = _union(item for item in items if item.kind == "except")
    if follows and {item.kind for item in items} == {"except"}:
        raise _bad(items)  # "weekdays 9-12; not Fridays" takes away from what stands before
    if len(items) > 1 and items[0].kind == "except" and not items[1].joined:
        raise _bad(items)  # "not Fridays after 3": other days as well?
    windows: list[Window] = []
    for named, times in _pairs([item for item in items if item.kind != "except"]):
        days = (_union(named) if named else days) - barred
        windows += _windows(days, times)
    if not windows:
        raise _bad(items)
    return windows, days


def _items(clause: str) -> Iterator[_Item]:
    position, joined = 0, False
    while position < len(clause):
        found = _ITEM.match(clause, position)
        if not found:
            raise _not_read(clause[position:], after_something=position > 0)
        kind = found.lastgroup or ""
        if kind not in {"and", "aside"}:
            yield _Item("range" if kind == "between" else kind, found[0].strip(), joined)
        joined = kind == "and" or (kind == "aside" and joined)
        position = found.end()


def _not_read(rest: str, *, after_something: bool) -> BadHours:
    zone = _zone_in(rest)
    if after_something and _LIKE_ZONE.fullmatch(zone) and not _ONE_DAY.search(zone):
        return BadHours("unknown_zone", value=zone[:MOST_SHOWN])
    return BadHours("bad_hours", value=rest.strip()[:MOST_SHOWN])


def _bad(items: Iterable[_Item]) -> BadHours:
    return BadHours("bad_hours", value=" ".join(item.words for item in items)[:MOST_SHOWN])


def _pairs(items: list[_Item]) -> list[tuple[list[_Item], list[_Item]]]:
    """Put each run of days together with its run of times, whichever comes first; either may be missing, but one."""
    runs = [(kind, list(run)) for kind, run in groupby(items, key=lambda item: item.kind == "days")]
    if len(runs) > 1 and len(runs) % 2:
        raise _bad(items)  # "mon 9-12 fri": Friday at which hours?
    if len(runs) < 2:
        return [(items, [])] if runs and runs[0][0] else [([], items)]
    pairs = zip(runs[::2], runs[1::2], strict=True)
    return [(first, second) if is_days else (second, first) for (is_days, first), (_, second) in pairs]


def _union(items: Iterable[_Item]) -> frozenset[int]:
    return frozenset(day for item in items for found in _ONE_DAY.finditer(item.words) for day in _days(*found.groups()))


def _days(first: str | None, last: str | None, several: str | None) -> Iterable[int]:
    if several:
        return next((days for start, days in SETS.items() if several.lower().startswith(start)), EVERY_DAY)
    start, end = (WEEKDAYS.index(str(day)[:3].lower()) for day in (first, last or first))
    return [(start + i) % 7 for i in range((end - start) % 7 + 1)]


def _windows(days: frozenset[int], times: list[_Item]) -> Iterator[Window]:
    """Split what goes over midnight: what is left of it belongs to the days after."""
    for start, end in (_spans(times) if times else [WHOLE]) if days else ():
        if start < end:
            yield Window(tuple(sorted(days)), start, end)
        else:
            yield Window(tuple(sorted(days)), start, DAY)
            yield Window(tuple(sorted((day + 1) % 7 for day in days)), 0, end)


def _spans(times: list[_Item]) -> list[Span]:
    """Read times that stand side by side: joined ones are alternatives, others narrow each other."""
    groups: list[list[_Item]] = []
    for item in times:
        if not groups or item.joined or item.kind == groups[-1][-1].kind:
            groups.append([])
        groups[-1].append(item)
    match spans := [_narrowed(group) for group in groups]:
        case [(start, 1440), (0, end)] | [(0, end), (start, 1440)] if start < end:
            return [(start, end)]  # "after 9 and before 12" is said of what lies between
    return spans


def _narrowed(items: list[_Item]) -> Span:
    match [(item.kind, item) for item in items]:
        case [(_, item)]:
            return _span(item)
        case [("part", part), (_, item)] | [(_, item), ("part", part)]:
            return _within(part, item)
        case [(_, first), (_, second)]:
            return _common(items, _span(first), _span(second))
    raise _bad(items)


def _within(part: _Item, item: _Item) -> Span:
    """Read "evenings 7-9", "after 9 in the morning": an hour is told as it is at that part of the day."""
    whole, clock = PARTS[part.words[0].lower()]
    found = _span(item, clock)
    if item.kind != "range":
        return _common([part, item], whole, found)
    if (found[0] < NOON) != (clock == "am"):
        raise _bad([part, item])
    return found


def _common(items: list[_Item], first: Span, second: Span) -> Span:
    start, end = max(first[0], second[0]), min(first[1], second[1])
    if start >= end:
        raise _bad(items)
    return start, end


def _span(item: _Item, clock: Clock = "") -> Span:
    if item.kind == "part":
        return PARTS[item.words[0].lower()][0]
    start, end = _range(item.kind, _ONE_TIME.findall(item.words), clock)
    if start == end:
        raise _bad([item])
    return start, end


def _range(kind: str, times: list[str], clock: Clock) -> Span:
    match kind, times:
        case "range", [start, end]:
            return span(start, end, clock)
        case "after", [start]:
            return time_of_day(start, clock), DAY
        case "before", [end]:
            return 0, time_of_day(end, clock) or DAY
    return WHOLE
