"""A zone is found by its name or its city, and only where there is no doubt."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.core.permission.zones import CITIES, SHORT, offered_for, zone_named


@pytest.mark.parametrize(
    ("text", "zone"),
    [
        ("Europe/Lisbon", "Europe/Lisbon"),
        ("europe/lisbon", "Europe/Lisbon"),
        (" New  York ", "America/New_York"),
        ("NEW_YORK", "America/New_York"),
        ("indiana/knox", "America/Indiana/Knox"),
        ("UTC", "UTC"),
        ("cet", "CET"),
        ("Etc/GMT+3", "Etc/GMT+3"),
        ("Istanbul", "Europe/Istanbul"),
        ("Buenos Aires", "America/Buenos_Aires"),
        ("Eastern", "US/Eastern"),
    ],
)
def test_a_zone_is_found_by_its_name_or_the_end_of_it(text: str, zone: str) -> None:
    assert zone_named(text) == zone


@pytest.mark.parametrize("text", ["", "Atlantis", "Europe", "West", "GMT+3", "../etc/passwd", "Factory", "mon", "sat"])
def test_what_is_no_zone_or_could_be_two_is_none(text: str) -> None:
    assert zone_named(text) is None


def test_every_zone_is_found_by_its_own_name() -> None:
    for name in available_timezones() - {"Factory", "localtime"}:
        assert zone_named(name) == name
        assert ZoneInfo(name).key == name


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        ("IST", "Asia/Kolkata"),
        ("est", "America/New_York"),
        ("GMT+2", "Europe/Athens"),
        ("UTC -05:00", "America/New_York"),
        ("+05:30", "Asia/Kolkata"),
    ],
)
def test_what_could_be_several_clocks_is_offered_by_places(typed: str, offered: str) -> None:
    assert offered in offered_for(typed, datetime(2026, 12, 1, tzinfo=UTC))


@pytest.mark.parametrize("typed", ["Europe/Lisbon", "Lisbon", "UTC", "CET", "Etc/GMT+3", "Atlantis", ""])
def test_a_zone_without_doubt_and_what_nobody_can_mean_are_not_asked_about(typed: str) -> None:
    assert offered_for(typed, datetime(2026, 12, 1, tzinfo=UTC)) == ()


def test_every_place_that_is_offered_is_one() -> None:
    for zone in (*CITIES, *(zone for zones in SHORT.values() for zone in zones)):
        assert zone_named(zone) == zone
