"""Ends and beginnings are read as people type them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.permission.dates import FROM, UNTIL, last_day, until

TODAY = date(2025, 11, 12)  # a Wednesday

LAST_DAYS = """\
until 5 December            | 2025-12-05
until December 5, 2025      | 2025-12-05
until Dec 5th               | 2025-12-05
until the 5th of December   | 2025-12-05
till 5 Dec.                 | 2025-12-05
until 3 March               | 2026-03-03
until 5 December 2026       | 2026-12-05
until 2025-12-31            | 2025-12-31
until the 20th              | 2025-11-20
until the 5th               | 2025-12-05
until the 31st              | 2025-12-31
till Friday                 | 2025-11-14
until wed                   | 2025-11-12
until next Friday           | 2025-11-14
before Friday               | 2025-11-13
before Wednesday            | 2025-11-18
by Friday                   | 2025-11-14
until tomorrow              | 2025-11-13
today                       | 2025-11-12
tonight                     | 2025-11-12
for two weeks               | 2025-11-26
for the next 10 days        | 2025-11-22
for a month                 | 2025-12-12
for the next week           | 2025-11-19
for a couple of days        | 2025-11-14
this week                   | 2025-11-16
the rest of the month       | 2025-11-30
this year                   | 2025-12-31
until the end of the month  | 2025-11-30
until end of next month     | 2025-12-31
until the end of February   | 2026-02-28
until December              | 2025-11-30
until November              | 2025-11-30
until next week             | 2025-11-16
until next month            | 2025-11-30
next month                  | 2025-11-30
in January                  | 2025-12-31
in two weeks                | 2025-11-25
after Friday                | 2025-11-14
until 31 February           | -
until 30 February 2028      | -
until 5 December 2020       | -
until 2025-13-01            | -
before today                | -
"""


@pytest.mark.parametrize(
    ("typed", "day"), [tuple(map(str.strip, line.split(" | "))) for line in LAST_DAYS.splitlines()]
)
def test_the_last_day_is_the_one_that_was_meant(typed: str, day: str) -> None:
    assert str(last_day(typed, TODAY) or "-") == day
    assert re.fullmatch(f"{UNTIL}|{FROM}", typed.lower())


def test_a_month_ends_where_the_month_is_shorter() -> None:
    assert last_day("for a month", date(2028, 1, 31)) == date(2028, 2, 29)
    assert last_day("until 29 February", date(2027, 11, 1)) == date(2028, 2, 29)


def test_a_day_is_over_at_midnight_there_also_where_midnight_is_skipped() -> None:
    now = datetime(2025, 11, 12, 10, 0, tzinfo=UTC)

    assert until("until friday", "Asia/Kathmandu", now) == datetime(2025, 11, 14, 18, 15, tzinfo=UTC)
    assert until("until friday", None, now) == datetime(2025, 11, 15, tzinfo=UTC)
    assert until("until 2025-11-11", None, now) is None
    # In Beirut the clocks went from midnight to one on 31 March 2024.
    assert until("until 30 March", "Asia/Beirut", datetime(2024, 3, 1, tzinfo=UTC)) == datetime(
        2024, 3, 30, 22, tzinfo=UTC
    )


@given(
    st.dates(date(2000, 1, 1), date(2900, 1, 1)),
    st.sampled_from([line.split(" | ")[0] for line in LAST_DAYS.splitlines()]),
)
def test_whatever_ends_ends_today_or_later(today: date, typed: str) -> None:
    day = last_day(typed.strip(), today)

    assert day is None or day >= today
