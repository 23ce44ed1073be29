"""A zone is found by its name or its city, and only where there is no doubt."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

import pytest

from bot.core.permission.zones import zone_named


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
