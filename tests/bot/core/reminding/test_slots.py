"""Slots keep the law of clocks: one a day, a missing hour after its gap, a double hour the first time.

The other calculation never goes from the wall clock to an instant: it lists, for each zone, from when to when which
offset held, and takes the first instant at which the clock has got as far. `python3 -m tests slots` does that for every
zone of the IANA database and two years, and prints what it counted.
"""

from __future__ import annotations

import sys
import time as stopwatch
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from importlib.resources import files
from zoneinfo import ZoneInfo

import pytest
import tzdata

from bot.core.reminding.rhythms import DAY, Rhythm, Slot, instant, next_slot, slot_on, upcoming

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
BEGINS, ENDS = date(2026, 1, 1), date(2028, 1, 1)
WEEK = tuple(range(7))
ODD = (
    "UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe", "Antarctica/Troll", "Africa/Casablanca",
    "Africa/Cairo", "America/Santiago", "America/Havana", "Pacific/Chatham", "Asia/Kathmandu", "Asia/Beirut",
)  # fmt: skip
"""Zones whose summer time is half an hour or two, begins at midnight, or comes and goes with the moon."""
MINUTES = (0, 30, 60, 90, 125, 150, 180, 540)
"""Minutes of the day: the first hours, in which clocks are turned, and an ordinary one."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """From when to when, in UTC, one offset held."""

    begins: datetime
    ends: datetime
    offset: timedelta


def stretches(zone: ZoneInfo) -> list[Stretch]:
    """List the offsets of *zone* in these years, to the minute."""
    begins, last = datetime(2025, 12, 30, tzinfo=UTC), datetime(2028, 1, 3, tzinfo=UTC)
    found, since, now = [], begins, begins
    while now < last:
        if offset(now + HOUR, zone) != offset(now, zone):
            turned = next(minute for minute in minutes(now) if offset(minute, zone) != offset(now, zone))
            found.append(Stretch(since, turned, offset(now, zone)))
            since = turned
        now += HOUR
    return [*found, Stretch(since, last, offset(now, zone))]


def minutes(since: datetime) -> Iterator[datetime]:
    return (since + MINUTE * count for count in range(61))


def offset(now: datetime, zone: ZoneInfo) -> timedelta:
    return now.astimezone(zone).utcoffset() or timedelta()


def got_there(local: datetime, held: Sequence[Stretch]) -> datetime:
    """Return the first instant at which the clock shows *local*, or has jumped over it."""
    wall = local.replace(tzinfo=UTC)
    shown = [max(wall - stretch.offset, stretch.begins) for stretch in held if wall - stretch.offset < stretch.ends]
    return min(shown)


def checked(name: str, every: Sequence[int], chained: Sequence[int]) -> tuple[int, int, int]:
    """Compare the slots of a zone in both ways; return how many, and how many of them were moved and doubled."""
    zone = ZoneInfo(name)
    held = stretches(zone)
    moved = doubled = count = 0
    for minute in every:
        rhythm = Rhythm(minute, name, WEEK)
        expected = []
        for number in range((ENDS - BEGINS).days):
            local = datetime.combine(BEGINS + DAY * number, datetime.min.time()) + MINUTE * minute
            at = got_there(local, held)
            expected.append(Slot(local, at))
            moved += at.astimezone(zone).replace(tzinfo=None) != local
            doubled += (
                sum(
                    local.replace(tzinfo=UTC) - part.offset >= part.begins
                    and local.replace(tzinfo=UTC) - part.offset < part.ends
                    for part in held
                )
                > 1
            )
        count += len(expected)
        before = expected[0].at - MINUTE
        slots = walk(rhythm, before) if minute in chained else upcoming(rhythm, before, len(expected))
        assert list(slots) == expected, (name, minute)
    return count, moved, doubled


def walk(rhythm: Rhythm, since: datetime) -> Iterator[Slot]:
    """Yield the slots of these years as a clock finds them: each after the one before."""
    slot = next_slot(rhythm, since)
    while slot and slot.local.date() < ENDS:
        yield slot
        slot = next_slot(rhythm, slot.at)


@pytest.mark.parametrize("zone", ODD)
def test_every_date_has_one_slot_when_the_clock_first_gets_there(zone: str) -> None:
    count, _, _ = checked(zone, (90, 540), chained=(90,) if zone in ODD[:6] else ())

    assert count == 2 * (ENDS - BEGINS).days


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("America/New_York", "2026-03-08T02:30", "2026-03-08T07:00"),  # no such hour: the first minute after it
        ("America/New_York", "2026-11-01T01:30", "2026-11-01T05:30"),  # it comes twice: the first
        ("Europe/Lisbon", "2026-03-29T01:30", "2026-03-29T01:00"),
        ("Africa/Cairo", "2026-04-24T00:00", "2026-04-23T22:00"),  # midnight itself is left out
        ("Australia/Lord_Howe", "2026-10-04T02:10", "2026-10-03T15:30"),  # half an hour is
        ("Pacific/Apia", "2011-12-30T09:00", "2011-12-30T10:00"),  # a whole day is: midnight after it
        ("Asia/Kathmandu", "2026-05-05T09:00", "2026-05-05T03:15"),
    ],
)
def test_hours_that_are_missing_or_come_twice(zone: str, local: str, utc: str) -> None:
    found = instant(datetime.fromisoformat(local), ZoneInfo(zone))

    assert found == datetime.fromisoformat(utc).replace(tzinfo=UTC)


def test_weekday_mornings_stay_at_nine_when_the_clocks_change() -> None:
    rhythm = Rhythm(540, "America/New_York", WEEK)
    slots = upcoming(rhythm, datetime(2026, 10, 31, tzinfo=UTC), 3)

    assert [f"{slot.at:%d %H}" for slot in slots] == ["31 13", "01 14", "02 14"]


def test_days_off_are_left_out() -> None:
    rhythm = Rhythm(540, "UTC", (0,))
    slots = upcoming(rhythm, datetime(2026, 11, 22, tzinfo=UTC), 2, off={date(2026, 11, 30)})

    assert [slot.name for slot in slots] == ["2026-11-23T09:00", "2026-12-07T09:00"]


def test_a_rhythm_whose_every_day_is_off_has_no_next_slot() -> None:
    off = {BEGINS + DAY * number for number in range(10 * 366)}

    assert next_slot(Rhythm(540, "UTC", WEEK), datetime(2026, 1, 1, tzinfo=UTC), off) is None


def test_every_so_many_weeks_count_from_the_week_in_which_they_begin() -> None:
    rhythm = Rhythm(540, "UTC", (0, 4), every=3, start=date(2026, 11, 27))
    slots = upcoming(rhythm, datetime(2026, 11, 1, tzinfo=UTC), 4)

    assert [f"{slot.local:%m-%d}" for slot in slots] == ["11-27", "12-14", "12-18", "01-04"]


def test_the_next_slot_is_found_as_fast_for_an_old_rhythm_as_for_a_new_one() -> None:
    old = Rhythm(540, "UTC", (0,), every=2, start=date(1900, 1, 1))

    assert next_slot(old, datetime(2026, 11, 22, tzinfo=UTC)) == slot_on(old, date(2026, 11, 30))


def test_at_the_end_of_all_calendars_there_is_no_next_slot() -> None:
    assert next_slot(Rhythm(540, "UTC", WEEK), datetime(9999, 12, 30, tzinfo=UTC)) is None


def main(arguments: Sequence[str]) -> int:
    """Check every zone, or those named, and print what was counted."""
    zones = arguments or [
        zone for zone in files(tzdata).joinpath("zones").read_text("ascii").split() if zone != "Factory"
    ]
    start = stopwatch.perf_counter()
    counts = [checked(zone, MINUTES, chained=(90,)) for zone in zones]
    count, moved, doubled = (sum(column) for column in zip(*counts, strict=True))
    took = stopwatch.perf_counter() - start
    print(
        f"{len(zones)} zones, {BEGINS:%Y} to {ENDS - DAY:%Y}, {len(MINUTES)} minutes of the day each: {count:,} slots, "
        f"{moved:,} moved behind a gap, {doubled:,} of hours that come twice, no difference; {took:.0f} s"
    )
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
