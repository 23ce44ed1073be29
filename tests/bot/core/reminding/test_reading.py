"""Rhythms are read as people type them, and what can't come round is refused."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Unreadable
from bot.core.reminding.reading import read_rhythm, spell
from bot.core.reminding.rhythms import Rhythm, upcoming

SUNDAY = datetime(2026, 11, 22, 8, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "spelled", "zone", "next_three"),
    [
        (
            "every other Tuesday 9:30 Lisbon",
            "every 2 weeks on tue 09:30 from 2026-11-24",
            "Europe/Lisbon",
            "11-24 12-08 12-22",
        ),
        ("weekdays at 9", "weekdays 09:00", "UTC", "11-23 11-24 11-25"),
        ("first Monday of the month 10:00", "first mon of the month 10:00", "UTC", "12-07 01-04 02-01"),
        ("every 3 weeks on Friday", "every 3 weeks on fri 09:00 from 2026-11-27", "UTC", "11-27 12-18 01-08"),
        ("on the 15th at 14:00", "15th of the month 14:00", "UTC", "12-15 01-15 02-15"),
        ("Mondays 9:00 Europe/Lisbon", "mon 09:00", "Europe/Lisbon", "11-23 11-30 12-07"),
        ("every second Tuesday at 10", "every 2 weeks on tue 10:00 from 2026-11-24", "UTC", "11-24 12-08 12-22"),
        ("every second Tuesday of the month at 10", "second tue of the month 10:00", "UTC", "12-08 01-12 02-09"),
        ("mon, wed and fri 8:45", "mon, wed, fri 08:45", "UTC", "11-23 11-25 11-27"),
        ("tue-thu 9", "tue, wed, thu 09:00", "UTC", "11-24 11-25 11-26"),
        ("sat to mon 9", "mon, sat, sun 09:00", "UTC", "11-22 11-23 11-28"),
        ("daily 9am New York", "every day 09:00", "America/New_York", "11-22 11-23 11-24"),
        ("each Friday at 5pm São Paulo", "fri 17:00", "America/Sao_Paulo", "11-27 12-04 12-11"),
        ("last friday of every month at 4pm", "last fri of the month 16:00", "UTC", "11-27 12-25 01-29"),
        ("the last day of the month 9:00", "last day of the month 09:00", "UTC", "11-30 12-31 01-31"),
        ("31st of each month 17:00", "31st of the month 17:00", "UTC", "11-30 12-31 01-31"),
        ("fifth monday of the month 9:00", "fifth mon of the month 09:00", "UTC", "11-30 03-29 05-31"),
        ("biweekly monday 9", "every 2 weeks on mon 09:00 from 2026-11-23", "UTC", "11-23 12-07 12-21"),
        (
            "fortnightly on wednesday 9:30 in london",
            "every 2 weeks on wed 09:30 from 2026-11-25",
            "Europe/London",
            "11-25 12-09 12-23",
        ),
        (
            "every two weeks on tue and thu 9",
            "every 2 weeks on tue, thu 09:00 from 2026-11-24",
            "UTC",
            "11-24 11-26 12-08",
        ),
        ("mondays 9:00 from 2026-12-05", "mon 09:00 from 2026-12-05", "UTC", "12-07 12-14 12-21"),
        ("monthly on the third wednesday at 11", "third wed of the month 11:00", "UTC", "12-16 01-20 02-17"),
        ("on the first at 9", "1st of the month 09:00", "UTC", "12-01 01-01 02-01"),
        ("every Monday morning", "mon 09:00", "UTC", "11-23 11-30 12-07"),
        ("Fridays", "fri 09:00", "UTC", "11-27 12-04 12-11"),
        ("weekends at noon", "weekends 12:00", "UTC", "11-22 11-28 11-29"),
    ],
)
def test_a_rhythm_is_read_as_people_type_it(typed: str, spelled: str, zone: str, next_three: str) -> None:
    rhythm = read_rhythm(typed, "UTC", SUNDAY)

    assert (spell(rhythm), rhythm.zone) == (spelled, zone)
    assert [f"{slot.local:%m-%d}" for slot in upcoming(rhythm, SUNDAY)] == next_three.split()


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("on the 32nd at 9", "no_such_day"),
        ("on the 0th at 9", "no_such_day"),
        ("mondays 9:00 from 2026-02-30", "no_such_day"),
        ("sixth monday of the month 9:00", "never"),
        ("every 0 weeks on friday", "never"),
        ("every 99 weeks on friday", "never"),
        ("mondays at 9 Atlantis/Nowhere", "unknown_zone"),
        ("mondays at 9 CST", "which_zone"),
        ("mondays at 9 GMT+2", "which_zone"),
        ("mondays 9:00 and 15:00", "one_time"),
        ("every tuesday 25:00", "bad_rhythm"),
        ("every year on 30 February 9:00", "bad_rhythm"),
        ("now and then", "bad_rhythm"),
        ("every week at 9", "which_day"),
        ("monthly", "which_day"),
        ("", "no_rhythm"),
        (" , ", "no_rhythm"),
        ("mondays " * 100, "bad_rhythm"),
    ],
)
def test_what_can_not_come_round_is_refused_with_its_own_code(typed: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        read_rhythm(typed, "UTC", SUNDAY)

    assert refused.value.phrase == code


def test_hours_of_nobody_knows_where_are_refused() -> None:
    with pytest.raises(Unreadable) as refused:
        read_rhythm("mondays 9:00", "", SUNDAY)

    assert refused.value.phrase == "no_zone"


def rhythms() -> st.SearchStrategy[Rhythm]:
    minute, day = st.integers(0, 24 * 60 - 1), st.integers(0, 6)
    zone = st.sampled_from(["UTC", "Europe/Lisbon", "America/New_York", "Australia/Lord_Howe"])
    start = st.dates(datetime(2026, 1, 1).date(), datetime(2027, 1, 1).date())  # noqa: DTZ001
    days = st.sets(day, min_size=1).map(lambda found: tuple(sorted(found)))
    return st.one_of(
        st.builds(Rhythm, minute, zone, days, st.integers(1, 52), start=start),
        st.builds(Rhythm, minute, zone, st.tuples(day), nth=st.sampled_from([-1, 1, 2, 3, 4, 5]), start=start),
        st.builds(Rhythm, minute, zone, day=st.sampled_from([-1, *range(1, 32)]), start=start),
    )


@given(rhythms())
def test_a_rhythm_that_is_spelled_is_read_back(rhythm: Rhythm) -> None:
    assert read_rhythm(spell(rhythm), rhythm.zone, SUNDAY) == rhythm


@given(st.text(max_size=60))
def test_whatever_is_typed_is_a_rhythm_or_refused(typed: str) -> None:
    try:
        rhythm = read_rhythm(typed, "UTC", SUNDAY)
    except Unreadable:
        return
    assert upcoming(rhythm, SUNDAY)
