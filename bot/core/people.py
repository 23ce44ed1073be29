"""Who speaks and who is spoken of, as the platforms name them; never taken from what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Platform = Literal["terminal", "slack", "discord"]


@dataclass(frozen=True, slots=True)
class Mention:
    """Somebody, or a channel, that the caller named by the platform's own means, so that no spelling is in doubt.

    In typed text she stands as `@{value}`; *zone* is what her platform says of her clock; behind a *bot* is nobody to
    call. A channel is named likewise: its name begins with #, and in typed text it stands as that name.
    """

    value: str
    name: str
    zone: str = ""
    bot: bool = False


@dataclass(frozen=True, slots=True)
class Caller:
    """Who is speaking, in which team, and where.

    *team* names the workspace ("terminal", "slack:T1", "discord:7"), *person* the speaker as that platform identifies
    her ("T1:U1" on Slack, where ids belong to a workspace; "42" on Discord). *place* is a channel, empty in a direct
    message; *thread* a thread in it. *at* is the platform's time of what was said, None where only we have a clock;
    *delivery* names the delivery where the platform may deliver twice; *mentions* are the people whom she named.
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
    mentions: tuple[Mention, ...] = ()
