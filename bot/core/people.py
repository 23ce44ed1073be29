"""Who speaks, as the platform names them; never taken from what was typed."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is speaking, in which team, and where."""

    team: str
    person: str
    place: str = ""
