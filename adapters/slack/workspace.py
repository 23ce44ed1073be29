"""The coach in one workspace: its Web API, its people, its door, and whoever carries letters there."""

from __future__ import annotations

from dataclasses import dataclass

from adapters.slack.answers import Answers
from adapters.slack.carrier import Carrier
from adapters.slack.home import Home
from adapters.slack.letters import Letters
from adapters.slack.people import Directory
from adapters.slack.reception import Reception
from adapters.slack.voice import Voice
from adapters.slack.web import Web
from bot.core.front import Front
from bot.core.platforms import Outside


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
    home = Home(web, front, voice, outside.words)
    letters = Letters(web, voice)
    answers = Answers(web, front, voice, letters, outside.words, outside.clock)
    reception = Reception(web, front, people, answers, home, outside.words)
    return Workspace(web, people, reception, Carrier(web, people, voice, letters))
