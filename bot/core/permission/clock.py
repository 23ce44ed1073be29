"""Reads the time of day as people type it: 9, 9:30, 14h30, 9am, noon, and from when to when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

DAY = 24 * 60
"""Minutes; a time of day is a number of minutes after midnight."""
NOON = 12 * 60

Clock = Literal["am", "pm", "24", ""]
"""Which clock an hour is told by; empty where that was left to the reader."""

_QUARTERS = r"(?:[01]\d|2[0-3])(?:00|15|30|45)"  # 0930; other runs of four digits are years and telephone numbers
_MARKED = r"(?:0?[1-9]|1[0-2])(?:[:.][0-5]\d)? ?[ap]\.?m\b\.?"
_BARE = r"(?:24(?:[:.h]00)?|(?:[01]?\d|2[0-3])(?:[:.h][0-5]\d)?)(?: ?(?:h|hrs|o'?clock))?"
TIME = rf"(?:noon|midday|midnight|{_QUARTERS}|{_MARKED}|{_BARE})(?!\w)"
"""One time of day, as a regular expression without groups; capitals are the caller's affair."""

_WORDS = {"noon": "12pm", "midday": "12pm", "midnight": "00:00"}
_PIECES = re.compile(r"(\d\d?)(?:[:.h]?(\d\d))?(?: ?([ap])\.?m\.?)?.*")


@dataclass(frozen=True, slots=True)
class _Typed:
    hour: int
    minute: int
    clock: Clock

    def by(self, clock: Clock) -> int:
        """Return the minute of the day that this is by *clock*."""
        if clock == "24":
            return (self.hour * 60 + self.minute) % DAY
        return self.hour % 12 * 60 + self.minute + (NOON if clock == "pm" else 0)


def time_of_day(time: str, hint: Clock = "") -> int:
    """Return the minute of the day that *time*, which matches TIME, most likely means."""
    return _readings(_typed(time), hint)[0]


def span(start: str, end: str, hint: Clock = "") -> tuple[int, int]:
    """Return from when to when "9-5" or "2-4pm" lasts; over midnight the end is the smaller number, and never 0.

    Of all readings that end after they begin the likeliest is taken; where none does, the shortest over midnight.
    """
    first, last = _typed(start), _typed(end)
    starts, ends = _readings(first, hint or last.clock), _readings(last, hint or first.clock)
    pairs = [(i + j, i, s, e or DAY) for i, s in enumerate(starts) for j, e in enumerate(ends)]
    if forward := [pair for pair in pairs if pair[2] < pair[3]]:
        return min(forward)[2:]
    return min(pairs, key=lambda pair: (pair[3] - pair[2] - 1) % DAY)[2:]


def spell_time(minute: int) -> str:
    """Spell a minute of the day by the 24-hour clock; the end of the day is 24:00."""
    return f"{minute // 60:02}:{minute % 60:02}"


def _typed(time: str) -> _Typed:
    plain = time.lower()
    pieces = _PIECES.fullmatch(_WORDS.get(plain, plain))
    if not pieces:
        raise ValueError(f"{time!r} is no time of day")
    hour, minute, letter = int(pieces[1]), int(pieces[2] or 0), pieces[3]
    if letter:
        return _Typed(hour, minute, "am" if letter == "a" else "pm")
    by_24 = pieces[1].startswith("0") or hour > 12
    return _Typed(hour, minute, "24" if by_24 else "")


def _readings(typed: _Typed, hint: Clock) -> list[int]:
    """Return what a time may mean, likeliest first: as the time beside it is told, else as most people call.

    Without a hint, an hour from 1 to 7 is in the afternoon: nobody who says "after 3" wants to be woken. Twelve is
    noon, and midnight only as a last resort, hence third.
    """
    if typed.clock:
        return [typed.by(typed.clock)]
    if typed.hour == 12:
        return [typed.by(clock) for clock in ("pm", "pm", "am")]
    usual: tuple[Clock, Clock] = ("pm", "am") if typed.hour <= 7 else ("am", "pm")
    return [typed.by(clock) for clock in (hint, *usual) if clock]
