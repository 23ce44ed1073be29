"""Finds the time zone that somebody means, by its name in the IANA database or by a city."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from functools import cache
from zoneinfo import ZoneInfo

NOWHERE = {"Factory"}  # in the database, and meant by nobody
SIGNS_TURNED = "Etc/"
"""Below it GMT+3 lies west of Greenwich (POSIX); whoever types GMT+3 means the east, so only the full name will do."""
SAMPLES = [datetime(2020, 1, 1, tzinfo=UTC) + timedelta(weeks=week) for week in range(520)]


def zone_named(text: str) -> str | None:
    """Return the zone called *text*, capitals aside, or the only one whose name ends with it; None if none is meant."""
    found = _zones().get("_".join(text.casefold().split()), ())
    return max(found) if found and all(_clock(zone) == _clock(found[0]) for zone in found[1:]) else None


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
