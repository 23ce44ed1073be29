"""Finds the time zone that somebody means, by its name in the IANA database or by a city."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NOWHERE = {"Factory"}  # in the database, and meant by nobody
SIGNS_TURNED = "Etc/"
"""Below it GMT+3 lies west of Greenwich (POSIX); whoever types GMT+3 means the east, so only the full name will do."""
CITIES = (
    "America/Los_Angeles", "America/Denver", "America/Chicago", "America/New_York", "America/Sao_Paulo",
    "Europe/Lisbon", "Europe/London", "Europe/Berlin", "Europe/Athens", "Africa/Lagos", "Africa/Johannesburg",
    "Africa/Nairobi", "Asia/Dubai", "Asia/Karachi", "Asia/Kolkata", "Asia/Dhaka", "Asia/Bangkok", "Asia/Shanghai",
    "Asia/Tokyo", "Australia/Sydney", "Pacific/Auckland",
)  # fmt: skip
"""What may be offered for an offset such as GMT+2: a place for each, where summer time comes and goes of itself."""
SHORT = {
    "ist": ("Asia/Kolkata", "Europe/Dublin", "Asia/Jerusalem"), "cst": ("America/Chicago", "Asia/Shanghai"),
    "bst": ("Europe/London", "Asia/Dhaka"), "ast": ("America/Halifax", "Asia/Riyadh"),
    "est": ("America/New_York",), "edt": ("America/New_York",), "cdt": ("America/Chicago",),
    "mst": ("America/Denver", "America/Phoenix"), "mdt": ("America/Denver",),
    "pst": ("America/Los_Angeles",), "pdt": ("America/Los_Angeles",), "cest": ("Europe/Berlin",),
    "eest": ("Europe/Athens",), "west": ("Europe/Lisbon",), "jst": ("Asia/Tokyo",), "aest": ("Australia/Sydney",),
}  # fmt: skip
"""Short names that stand for several clocks, or for half a year of one."""
MOST_OFFERED = 3
OFFSET = re.compile(r"(?:gmt|utc|z)? ?([+\u2212-])(\d{1,2})(?::?(\d\d))?", re.ASCII)
SAMPLES = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(520)]


def zone_named(text: str) -> str | None:
    """Return the zone called *text*, capitals aside, or the only one whose name ends with it; None if none is meant."""
    found = _zones().get("_".join(text.casefold().split()), ())
    return max(found) if found and all(_clock(zone) == _clock(found[0]) for zone in found[1:]) else None


def offered_for(text: str, now: datetime) -> tuple[str, ...]:
    """Return the zones that somebody may mean by *text*, a short name or an offset; none if it is neither.

    A short name such as EST is in the database, too, as a clock without summer time that hardly anybody lives by.
    """
    plain = " ".join(text.casefold().split())
    if plain in SHORT:
        return SHORT[plain]
    if offset := OFFSET.fullmatch(plain):
        ahead = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0)) * (-1 if offset[1] in "-\u2212" else 1)
        return tuple(city for city in CITIES if now.astimezone(ZoneInfo(city)).utcoffset() == ahead)[:MOST_OFFERED]
    return ()


def is_place(text: str) -> bool:
    """Say whether *text* is meant to say by whose clock: a zone, or what only leaves open which."""
    plain = " ".join(text.casefold().split())
    return zone_named(text) is not None or plain in SHORT or OFFSET.fullmatch(plain) is not None


@cache
def _zones() -> Mapping[str, tuple[str, ...]]:
    """Sort every zone under its name and under the ends of it: America/Argentina/Jujuy, Argentina/Jujuy, Jujuy."""
    from importlib.resources import files

    import tzdata

    names = sorted({*files(tzdata).joinpath("zones").read_text("ascii").split()} - NOWHERE)
    found: dict[str, tuple[str, ...]] = {}
    for name in names:
        for end in () if name.startswith(SIGNS_TURNED) else _ends(name.casefold()):
            found[end] = (*found.get(end, ()), name)
    return found | {name.casefold(): (name,) for name in names}


def _ends(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[start:]) for start in range(1, len(parts))]


def _clock(zone: str) -> list[timedelta | None]:
    """Tell a zone by its clock: Asia/Istanbul and Europe/Istanbul are two names for one."""
    return [when.astimezone(ZoneInfo(zone)).utcoffset() for when in SAMPLES]
