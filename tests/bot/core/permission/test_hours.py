"""Hours of the week are read as people type them, spelled one way, and kept through every change of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.permission.hours import BadHours, Hours, Window, parse_hours, spell_hours

LISBON = "Europe/Lisbon"
WORKDAYS = (0, 1, 2, 3, 4)
MINUTE = timedelta(minutes=1)

# What was typed in Lisbon, and how it is spelled; the zone is left out where it is Lisbon's.
READ = """\
mon-fri 09:00-12:00 Europe/Lisbon    | mon-fri 09:00-12:00
weekdays 9–12                        | mon-fri 09:00-12:00
Mon–Fri 9-12                         | mon-fri 09:00-12:00
weekdays 9 to 12                     | mon-fri 09:00-12:00
Monday through Friday, 9 - 12        | mon-fri 09:00-12:00
from mon to fri 9-12                 | mon-fri 09:00-12:00
mon till fri 9-12                    | mon-fri 09:00-12:00
M-F 9-5                              | mon-fri 09:00-17:00
9-12                                 | mon-sun 09:00-12:00
9-5                                  | mon-sun 09:00-17:00
between 9 and 12                     | mon-sun 09:00-12:00
from 9 to 5                          | mon-sun 09:00-17:00
daily 9am-5pm                        | mon-sun 09:00-17:00
every day from 9 a.m. to 5 p.m.      | mon-sun 09:00-17:00
9.30-12.30                           | mon-sun 09:30-12:30
9h30-12h                             | mon-sun 09:30-12:00
0930-1200                            | mon-sun 09:30-12:00
thursdays after 3                    | thu 15:00-24:00
thu after 15:00                      | thu 15:00-24:00
Thursdays from 3 on                  | thu 15:00-24:00
after 3:30 on thursdays              | thu 15:30-24:00
after 03:30                          | mon-sun 03:30-24:00
after 8                              | mon-sun 08:00-24:00
after 15:00                          | mon-sun 15:00-24:00
not before 10                        | mon-sun 10:00-24:00
before noon                          | mon-sun 00:00-12:00
not after 6                          | mon-sun 00:00-18:00
after 9 and before 12                | mon-sun 09:00-12:00
before 9 or after 17                 | mon-sun 00:00-09:00; mon-sun 17:00-24:00
mornings                             | mon-sun 08:00-12:00
afternoons                           | mon-sun 12:00-18:00
evenings                             | mon-sun 18:00-20:00
mornings and evenings                | mon-sun 08:00-12:00; mon-sun 18:00-20:00
thursday afternoons                  | thu 12:00-18:00
in the mornings on tue               | tue 08:00-12:00
thursday afternoons after 3          | thu 15:00-18:00
evenings 7-9                         | mon-sun 19:00-21:00
7-9 in the morning                   | mon-sun 07:00-09:00
tue, thu 14-16                       | tue, thu 14:00-16:00
tue and thu 2-4pm                    | tue, thu 14:00-16:00
mon/wed/fri 9-12                     | mon, wed, fri 09:00-12:00
mon 9-12, fri 14-16                  | mon 09:00-12:00; fri 14:00-16:00
9-12 mon, 14-16 fri                  | mon 09:00-12:00; fri 14:00-16:00
mon 9-12, 14-16                      | mon 09:00-12:00; mon 14:00-16:00
mon-fri 9-12 14-17                   | mon-fri 09:00-12:00; mon-fri 14:00-17:00
mon 9-12; 14-16                      | mon 09:00-12:00; mon 14:00-16:00
mon-fri 9-12; sat                    | mon-fri 09:00-12:00; sat 00:00-24:00
FRİ 9-12                             | fri 09:00-12:00
frı 9-12                             | fri 09:00-12:00
sat                                  | sat 00:00-24:00
weekends                             | sat, sun 00:00-24:00
any time                             | mon-sun 00:00-24:00
all day friday                       | fri 00:00-24:00
fri-mon                              | mon, fri-sun 00:00-24:00
any day but Friday                   | mon-thu, sat, sun 00:00-24:00
weekdays except Wednesdays 9-12      | mon, tue, thu, fri 09:00-12:00
9-12, not on weekends                | mon-fri 09:00-12:00
22:00-02:00                          | mon-sun 00:00-02:00; mon-sun 22:00-24:00
fri 22:00-02:00                      | fri 22:00-24:00; sat 00:00-02:00
sun 22-2                             | mon 00:00-02:00; sun 22:00-24:00
22:00-24:00                          | mon-sun 22:00-24:00
22:00-00:00                          | mon-sun 22:00-24:00
24:00-02:00                          | mon-sun 00:00-02:00
noon to midnight                     | mon-sun 12:00-24:00
03:00-05:00                          | mon-sun 03:00-05:00
10-2                                 | mon-sun 10:00-14:00
12-2                                 | mon-sun 12:00-14:00
2-4                                  | mon-sun 14:00-16:00
7-9                                  | mon-sun 19:00-21:00
7-12                                 | mon-sun 07:00-12:00
7-15                                 | mon-sun 07:00-15:00
7am-9                                | mon-sun 07:00-09:00
9am-5                                | mon-sun 09:00-17:00
10-2am                               | mon-sun 00:00-02:00; mon-sun 22:00-24:00
6pm-12                               | mon-sun 18:00-24:00
mon-fri 9-12; mon 10-14              | mon 09:00-14:00; tue-fri 09:00-12:00
9-12 europe/berlin                   | mon-sun 09:00-12:00 Europe/Berlin
9-12 Lisbon                          | mon-sun 09:00-12:00
9-12 (Lisbon time)                   | mon-sun 09:00-12:00
9-12 New York                        | mon-sun 09:00-12:00 America/New_York
weekdays 9-12, in new_york           | mon-fri 09:00-12:00 America/New_York
9-12 in Port of Spain time           | mon-sun 09:00-12:00 America/Port_of_Spain
9-12 Istanbul                        | mon-sun 09:00-12:00 Europe/Istanbul
9-12 utc                             | mon-sun 09:00-12:00 UTC
9-12 CET                             | mon-sun 09:00-12:00 CET
"""
EXAMPLES = [tuple(map(str.strip, line.split(" | "))) for line in READ.splitlines()]


def hours(text: str, zone: str | None = LISBON) -> Hours:
    return parse_hours(text, zone)


def moment(zone: str, *when: int, fold: int = 0) -> datetime:
    """Return the moment of a time on the wall, in UTC: only there can the two passes of an hour be told apart."""
    year, month, day, hour, minute, second = (*when, 0, 0, 0)[:6]
    return datetime(year, month, day, hour, minute, second, tzinfo=ZoneInfo(zone), fold=fold).astimezone(UTC)


@pytest.mark.parametrize(("typed", "spelled"), EXAMPLES)
def test_hours_are_read_as_people_type_them(typed: str, spelled: str) -> None:
    assert spell_hours(hours(typed)).removesuffix(f" {LISBON}") == spelled


@pytest.mark.parametrize(
    ("typed", "phrase", "value"),
    [
        ("", "bad_hours", ""),
        ("whenever", "bad_hours", "whenever"),
        ("Europe/Lisbon", "bad_hours", "Europe/Lisbon"),
        ("mon 3pm", "bad_hours", "3pm"),
        ("thursdays after lunch", "bad_hours", "after lunch"),
        ("9-12 mostly on mondays", "bad_hours", "mostly on mondays"),
        ("25-26", "bad_hours", "25-26"),
        ("9-12:60", "bad_hours", ":60"),
        ("09:00-09:00", "bad_hours", "09:00-09:00"),
        ("555-0100", "bad_hours", "555-0100"),
        ("mon 9-12 fri", "bad_hours", "mon 9-12 fri"),
        ("mon-wed-fri", "bad_hours", "-fri"),
        ("mornings 14-16", "bad_hours", "mornings 14-16"),
        ("after 5 before 4", "bad_hours", "after 5 before 4"),
        ("any time but mornings", "bad_hours", "but mornings"),
        ("not mondays after 3", "bad_hours", "not mondays after 3"),
        ("mon 9-12; not mon", "bad_hours", "not mon"),
        ("mon, not mon", "bad_hours", "mon not mon"),
        ("9-12 Narnia", "unknown_zone", "Narnia"),
        ("9-12 in Cair Paravel time", "unknown_zone", "Cair Paravel"),
        ("9-12 Mars/Olympus", "unknown_zone", "Mars/Olympus"),
        ("9-12 UTC+1", "unknown_zone", "UTC+1"),
        ("9-12 PST", "unknown_zone", "PST"),
        ("9-12 West", "unknown_zone", "West"),
    ],
)
def test_what_is_not_understood_is_named(typed: str, phrase: str, value: str) -> None:
    with pytest.raises(BadHours) as refused:
        hours(typed)

    assert (refused.value.phrase, refused.value.values) == (phrase, {"value": value})


def test_hours_need_a_clock_to_go_by() -> None:
    with pytest.raises(BadHours) as refused:
        hours("9-12", None)
    with pytest.raises(BadHours) as lost:
        hours("9-12", "Europe/Atlantis")

    assert refused.value.phrase == "no_zone"
    assert (lost.value.phrase, lost.value.values) == ("unknown_zone", {"value": "Europe/Atlantis"})


def test_hours_that_cover_the_same_time_are_equal() -> None:
    by_hand = Hours((Window((5,), 600, 660), Window((2, 3, 4), 540, 720), Window((0, 1, 2), 540, 720)), LISBON)

    assert by_hand == Hours((Window(WORKDAYS, 540, 720), Window((5,), 600, 660)), LISBON)
    assert by_hand == hours("mon-fri 9-10:30, 10:30-12; sat 10-11")
    assert spell_hours(by_hand) == "mon-fri 09:00-12:00; sat 10:00-11:00 Europe/Lisbon"


@pytest.mark.parametrize("window", [((), 0, 60), ((7,), 0, 60), ((0,), 60, 60), ((0,), -1, 60), ((0,), 0, 1441)])
def test_a_window_that_never_opens_can_not_be_made(window: tuple[tuple[int, ...], int, int]) -> None:
    with pytest.raises(ValueError, match="no window"):
        Window(*window)


def test_a_window_is_open_from_its_first_minute_up_to_its_last() -> None:
    mornings = hours("mon-fri 9-12")

    assert not mornings.contains(moment(LISBON, 2025, 11, 12, 8, 59, 59))
    assert mornings.contains(moment(LISBON, 2025, 11, 12, 9, 0))
    assert mornings.contains(moment(LISBON, 2025, 11, 12, 11, 59, 59))
    assert not mornings.contains(moment(LISBON, 2025, 11, 12, 12, 0))
    assert not mornings.contains(moment(LISBON, 2025, 11, 15, 10, 0))


def test_the_next_opening_is_now_when_it_is_open_and_said_in_utc() -> None:
    mornings = hours("mon-fri 9-12 Berlin")
    now = moment("Europe/Berlin", 2025, 11, 12, 10, 30, 17)

    assert mornings.next_opening(now) == now
    assert mornings.next_opening(now).tzinfo is UTC
    assert mornings.next_opening(now + timedelta(hours=3)) == datetime(2025, 11, 13, 8, 0, tzinfo=UTC)
    assert mornings.next_opening(datetime(2025, 11, 14, 20, 0, tzinfo=UTC)) == datetime(2025, 11, 17, 8, 0, tzinfo=UTC)


def test_a_window_that_begins_at_a_time_that_does_not_exist_opens_with_the_first_minute_after_it() -> None:
    spring = hours("sun 01:30-03:00")  # on 30 March 2025 the clocks in Lisbon go from 01:00 to 02:00

    assert spring.next_opening(moment(LISBON, 2025, 3, 29, 12)) == moment(LISBON, 2025, 3, 30, 2)


def test_a_window_that_lies_in_a_gap_waits_for_the_week_after() -> None:
    spring = hours("sun 01:15-01:45")

    assert spring.next_opening(moment(LISBON, 2025, 3, 29, 12)) == moment(LISBON, 2025, 4, 6, 1, 15)


def test_an_hour_that_comes_twice_is_open_twice() -> None:
    autumn = hours("sun 01:15-01:45")  # on 26 October 2025 the clocks in Lisbon go from 02:00 back to 01:00
    first, second = (moment(LISBON, 2025, 10, 26, 1, 20, fold=fold) for fold in (0, 1))

    assert second - first == timedelta(hours=1)
    assert autumn.contains(first)
    assert autumn.contains(second)
    assert autumn.next_opening(first + timedelta(minutes=30)) == moment(LISBON, 2025, 10, 26, 1, 15, fold=1)


def test_a_window_reopens_in_the_middle_where_the_clocks_are_put_back_into_it() -> None:
    zone = "Australia/Lord_Howe"  # half an hour: on 6 April 2025 from 02:00 back to 01:30
    early = hours("sun 01:00-01:45", zone)

    assert early.next_opening(datetime(2025, 4, 5, 14, 50, tzinfo=UTC)) == datetime(2025, 4, 5, 15, 0, tzinfo=UTC)
    assert moment(zone, 2025, 4, 6, 1, 30, fold=1) == datetime(2025, 4, 5, 15, 0, tzinfo=UTC)


def test_a_gap_of_half_an_hour_is_no_more_than_that() -> None:
    zone = "Australia/Lord_Howe"  # on 5 October 2025 from 02:00 to 02:30
    early = hours("sun 02:10-02:40", zone)

    opening = early.next_opening(moment(zone, 2025, 10, 4, 12))

    assert opening == moment(zone, 2025, 10, 5, 2, 30)
    assert early.contains(opening + 9 * MINUTE)
    assert not early.contains(opening + 10 * MINUTE)


def test_a_day_that_was_skipped_never_comes() -> None:
    zone = "Pacific/Apia"  # Friday 30 December 2011 was left out
    thursday = moment(zone, 2011, 12, 29, 23)

    assert hours("fri", zone).next_opening(thursday) == moment(zone, 2012, 1, 6)
    assert hours("sat", zone).next_opening(thursday) == moment(zone, 2011, 12, 31)
    assert hours("sat", zone).next_opening(thursday) == thursday + timedelta(hours=1)


def test_a_window_up_to_24_00_meets_the_next_day() -> None:
    night = hours("fri 22:00-02:00")

    assert night.contains(moment(LISBON, 2025, 11, 14, 23, 59, 59))
    assert night.contains(moment(LISBON, 2025, 11, 15, 0, 0))
    assert not night.contains(moment(LISBON, 2025, 11, 15, 2, 0))


# ---- what holds for all hours -------------------------------------------------------------------------------------

CHANGES = [
    (LISBON, datetime(2025, 3, 30, 1, tzinfo=UTC)),
    (LISBON, datetime(2025, 10, 26, 1, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2025, 4, 5, 15, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2025, 10, 4, 15, 30, tzinfo=UTC)),
    ("America/Asuncion", datetime(2024, 3, 24, 3, tzinfo=UTC)),  # at midnight
    ("Africa/Casablanca", datetime(2025, 2, 23, 2, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2025, 11, 12, tzinfo=UTC)),
]


@st.composite
def windows(draw: st.DrawFn) -> Window:
    days = draw(st.sets(st.integers(0, 6), min_size=1))
    start = draw(st.integers(0, 1439))
    return Window(tuple(sorted(days)), start, draw(st.integers(start + 1, 1440)))


def any_hours(zones: st.SearchStrategy[str]) -> st.SearchStrategy[Hours]:
    return st.builds(Hours, st.lists(windows(), min_size=1, max_size=20).map(tuple), zones)


def minutes(start: datetime, days: int) -> Iterator[datetime]:
    yield from (start + i * MINUTE for i in range(days * 1440))


def is_inside(when: datetime, hours: Hours) -> bool:
    """Look the time up on the wall, word by word."""
    wall = when.astimezone(ZoneInfo(hours.zone)).strftime("%w %H:%M").split()
    day, (hour, minute) = (int(wall[0]) - 1) % 7, map(int, wall[1].split(":"))
    return any(day in w.days and w.start <= hour * 60 + minute < w.end for w in hours.windows)


@given(any_hours(st.sampled_from([LISBON, "UTC", "America/Argentina/Buenos_Aires", "Etc/GMT+3", "EST5EDT"])))
def test_what_is_spelled_is_read_back(hours: Hours) -> None:
    assert parse_hours(spell_hours(hours), None) == hours


@settings(deadline=None, max_examples=30)  # each is ten thousand minutes
@given(st.sampled_from(CHANGES), st.data())
def test_being_inside_agrees_with_a_walk_over_the_week_of_a_change(
    change: tuple[str, datetime], data: st.DataObject
) -> None:
    zone, when = change
    hours = data.draw(any_hours(st.just(zone)))
    start = when - timedelta(days=3)

    assert all(hours.contains(minute) == is_inside(minute, hours) for minute in minutes(start, days=7))


@settings(deadline=None)
@given(st.sampled_from(CHANGES), st.integers(0, 7 * 86_400), st.data())
def test_the_next_opening_is_open_and_nothing_before_it_is(
    change: tuple[str, datetime], seconds: int, data: st.DataObject
) -> None:
    zone, when = change
    hours = data.draw(any_hours(st.just(zone)))
    after = when - timedelta(days=4) + timedelta(seconds=seconds)

    opening = hours.next_opening(after)

    assert opening >= after
    assert hours.contains(opening)
    first = after.replace(second=0) + MINUTE
    between = (minute for minute in minutes(first, days=15) if minute < opening)
    assert opening == after or not (hours.contains(after) or any(map(hours.contains, between)))


def read_or_refused(text: str) -> Hours | BadHours:
    try:
        return parse_hours(text, LISBON)
    except BadHours as refused:
        return refused


WORDS = "mon fri-mon weekdays 9-12 3 after before not and , ; 2-4pm 22:00-02:00 mornings noon except Lisbon"


@given(st.text(max_size=60) | st.lists(st.sampled_from(WORDS.split())).map(" ".join))
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    match read_or_refused(text):
        case Hours() as read:
            assert parse_hours(spell_hours(read), None) == read
        case refused:
            assert refused.phrase in {"bad_hours", "unknown_zone"}
