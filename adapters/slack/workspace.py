"""The coach in one workspace: its Web API, its people, its door, and whoever carries letters there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adapters.slack.carrier import Carrier
from adapters.slack.home import Home
from adapters.slack.people import Directory
from adapters.slack.reception import Reception
from adapters.slack.voice import Voice
from adapters.slack.web import Web
from bot.core.front import Front
from bot.core.replies import Labels


@dataclass(frozen=True, slots=True)
class Outside:
    """What the adapter needs of the program beside the coach: its words, the clock, and whom to tell of letters."""

    words: Mapping[str, Any]
    labels: Labels
    clock: Callable[[], datetime]
    wake: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Workspace:
    """What serves one workspace."""

    web: Web
    people: Directory
    reception: Reception
    carrier: Carrier


def workspace(web: Web, front: Front, outside: Outside, team: str = "") -> Workspace:
    """Build what serves a workspace; *team* can be told later, once Slack has said who we are."""
    people = Directory(web, outside.clock, team)
    voice = Voice(web, front, outside.labels, outside.words)
    home = Home(web, front, voice, outside.words["home"])
    reception = Reception(web, front, people, voice, home, outside.words, outside.wake, outside.clock)
    return Workspace(web, people, reception, Carrier(web, people, voice))
