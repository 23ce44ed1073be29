"""Who speaks and who is spoken of, as the platforms name them; never taken from what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Platform = Literal["terminal", "slack", "discord"]


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is speaking, in which team, and where.

    *team* names the workspace ("terminal", "slack:T1"), *person* the speaker as that platform identifies her. *at* is
    the platform's time of what was said, None where only we have a clock; *delivery* names the delivery where the
    platform may deliver twice.
    """

    team: str
    person: str
    place: str = ""
    thread: str = ""
    name: str = ""
    platform: Platform = "terminal"
    admin: bool = False
    zone: str = ""
    at: datetime | None = None
    delivery: str = ""
