"""Who and what there is in a fake workspace: people, places, posts, views; each as Slack would tell it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.fakes.slack.rules import Plain, Refused

TEAM = "T0TOWN"
BOT = "U0COACH"
APP = "A0COACH"
BOT_TOKEN, APP_TOKEN, CONFIG_TOKEN = "xoxb-town-coach", "xapp-1-coach", "xoxe.xoxp-town"
SIGNING_SECRET = "8f742231b10e8888abcd99yyyzzz85a5"  # noqa: S105 - the one of Slack's documented example
NEIGHBOURS = (
    ("Europe/Lisbon", "Europe/Madrid"), ("America/Los_Angeles", "America/Vancouver"), ("Asia/Tokyo", "Asia/Seoul"),
)  # fmt: skip
"""Pairs of zones, one of which is always in the middle of its day: by night nobody is written to."""
DAY = range(9, 18)
BOT_SCOPES = frozenset(
    {
        "app_mentions:read", "chat:write", "commands", "files:write", "im:history", "im:write", "reactions:write",
        "users:read",
    }
)  # fmt: skip


def where_it_is_day(now: float) -> tuple[str, str]:
    """Return a zone in which people are at work, and its neighbour's."""
    return next(zones for zones in NEIGHBOURS if datetime.fromtimestamp(now, ZoneInfo(zones[0])).hour in DAY)


@dataclass(slots=True)
class User:
    id: str
    name: str
    real_name: str
    zone: str = "Europe/Lisbon"
    is_admin: bool = False
    deleted: bool = False
    is_bot: bool = False
    takes_no_messages: bool = False
    is_guest: bool = False
    team: str = TEAM
    """Somebody of another organisation, with whom a channel is shared, has another."""
    is_visible: bool = True

    def as_slack_says(self) -> Plain:
        profile = {"real_name": self.real_name, "display_name": self.name, "real_name_normalized": self.real_name}
        return {
            "id": self.id, "team_id": self.team, "name": self.name, "real_name": self.real_name, "profile": profile,
            "deleted": self.deleted, "tz": self.zone, "tz_offset": 0, "updated": 1_700_000_000,
            "is_admin": self.is_admin, "is_owner": False, "is_primary_owner": False, "is_restricted": self.is_guest,
            "is_ultra_restricted": False, "is_bot": self.is_bot, "is_app_user": False,
        }  # fmt: skip


@dataclass(slots=True)
class Place:
    """A channel or a direct message with the bot (`user` is set)."""

    id: str
    name: str
    members: set[str] = field(default_factory=set)
    user: str = ""
    deleted: bool = False


@dataclass(slots=True)
class Post:
    """What stands in a place; only its *seen_by* see it, if that is set."""

    place: str
    ts: str
    user: str
    text: str
    blocks: list[Plain] = field(default_factory=list)
    thread: str = ""
    seen_by: str = ""
    edited: bool = False
    deleted: bool = False
    reactions: list[str] = field(default_factory=list)
    sent: Plain = field(default_factory=dict)

    def as_slack_says(self) -> Plain:
        said: Plain = {"type": "message", "user": self.user, "ts": self.ts, "text": self.text, "team": TEAM}
        if self.blocks:
            said["blocks"] = self.blocks
        if self.thread:
            said["thread_ts"] = self.thread
        if self.user == BOT:
            said |= {"bot_id": "B0COACH", "app_id": APP}
        return said


@dataclass(slots=True)
class Window:
    """A modal that somebody has open, or a home tab."""

    id: str
    user: str
    view: Plain
    hash: str
    errors: dict[str, str] = field(default_factory=dict)

    def as_slack_says(self, values: Plain | None = None) -> Plain:
        defaults: Plain = {
            "private_metadata": "", "callback_id": "", "external_id": "", "close": None, "submit": None, "title": None,
            "clear_on_close": False, "notify_on_close": False, "previous_view_id": None,
        }  # fmt: skip
        about = {
            "id": self.id, "team_id": TEAM, "app_id": APP, "bot_id": "B0COACH", "app_installed_team_id": TEAM,
            "hash": self.hash, "root_view_id": self.id, "state": {"values": values or {}},
        }  # fmt: skip
        return defaults | self.view | about


@dataclass(slots=True)
class Town:
    """The workspace: nothing here talks to a network."""

    start: float
    users: dict[str, User] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    posts: list[Post] = field(default_factory=list)
    modals: dict[str, list[Window]] = field(default_factory=dict)
    homes: dict[str, Window] = field(default_factory=dict)
    suggested: dict[str, list[Plain]] = field(default_factory=dict)
    statuses: list[tuple[str, str]] = field(default_factory=list)
    files: dict[str, Plain] = field(default_factory=dict)
    last: int = 0
    numbers: Iterator[int] = field(default_factory=lambda: itertools.count(1))

    def __post_init__(self) -> None:
        here, nearby = where_it_is_day(self.start)
        for user in (
            User("U0ANA", "ana", "Ana Ruiz", nearby, is_admin=True),
            User("U0BO", "bo", "Bo Lind", here),
            User("U0CY", "cy", "Cy <Young> & Co", here),
            User(BOT, "askfirst", "Ask First", is_bot=True),
            User("U0GIPHY", "giphy", "Giphy", is_bot=True),
        ):
            self.users[user.id] = user
        everybody = set(self.users) - {"U0GIPHY"}
        self.places["C0GENERAL"] = Place("C0GENERAL", "general", everybody)
        self.places["C0PRIVATE"] = Place("C0PRIVATE", "without-the-bot", everybody - {BOT})

    def next_id(self, prefix: str) -> str:
        return f"{prefix}{next(self.numbers):06d}"

    def next_ts(self, now: float) -> str:
        """Return the time as Slack writes it, never the same twice."""
        self.last = max(int(now * 1_000_000), self.last + 1)
        return f"{self.last // 1_000_000}.{self.last % 1_000_000:06d}"

    def user(self, named: str) -> User:
        """Return somebody by her id, or by the name people type.

        Raises:
            Refused: user_not_found.
        """
        for user in self.users.values():
            if named in {user.id, user.name}:
                return user
        raise Refused("user_not_found")

    def place(self, named: str) -> Place:
        """Return a place by its id or name.

        Raises:
            Refused: channel_not_found.
        """
        for place in self.places.values():
            if named in {place.id, place.name} and not place.deleted:
                return place
        raise Refused("channel_not_found")

    def dm_of(self, user: str) -> Place:
        """Return the direct message between somebody and the bot; open it if it was not."""
        place = next((place for place in self.places.values() if place.user == user), None)
        if place is None:
            place = Place(self.next_id("D"), "directmessage", {user, BOT}, user)
            self.places[place.id] = place
        return place

    def post(self, place: str, ts: str) -> Post:
        """Return what stands in a place.

        Raises:
            Refused: message_not_found.
        """
        for post in self.posts:
            if (post.place, post.ts) == (place, ts) and not post.deleted and not post.seen_by:
                return post
        raise Refused("message_not_found")

    def screen(self, user: str, place: str) -> list[Post]:
        """Return what somebody sees in a place, oldest first."""
        who, where = self.user(user).id, self.place(place)
        if who not in where.members:
            return []
        return [
            post for post in self.posts
            if post.place == where.id and not post.deleted and post.seen_by in {"", who}
        ]  # fmt: skip

    def window(self, named: str) -> Window:
        """Return an open modal by its id.

        Raises:
            Refused: not_found.
        """
        for stack in self.modals.values():
            for window in stack:
                if window.id == named:
                    return window
        raise Refused("not_found")
