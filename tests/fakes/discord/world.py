"""What there is on the fake Discord: people, servers, rooms, messages, and what somebody set going."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from time import monotonic
from typing import Any

from tests.fakes import PATIENCE
from tests.fakes.discord.rules import BUTTON, TEXT, walk

Json = dict[str, Any]

EPOCH = datetime(2015, 1, 1, tzinfo=UTC)
EPHEMERAL = 1 << 6
THINKING = 1 << 7
MANAGE_GUILD = 1 << 5
ADMINISTRATOR = 1 << 3
MEMBER = (1 << 10) | (1 << 11) | (1 << 31)
"""What everybody may do: see rooms, write there, use commands."""
TO_ANSWER = timedelta(seconds=3)
TO_FOLLOW_UP = timedelta(minutes=15)
GUILD_ROOM, DM = 0, 1
COMMAND, COMPONENT, AUTOCOMPLETE, MODAL_SENT = 2, 3, 4, 5
"""Kinds of interaction."""
SAID, THOUGHT, LATER, CHANGED, OFFERED, FORM = 4, 5, 6, 7, 8, 9
"""Kinds of answer: a message, "thinking", an edit to come, an edit, choices, a modal."""


class Clock:
    """Discord's own clock: the real one, and whatever tests put it forward."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def __call__(self) -> datetime:
        return datetime.now(UTC) + self.ahead

    def advance(self, **much: float) -> None:
        """Put the clock forward, in the words of timedelta."""
        self.ahead += timedelta(**much)


class Ids:
    """Gives out ids that tell when they were made."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._count = 0

    def __call__(self) -> int:
        self._count += 1
        passed = (self._clock() - EPOCH) // timedelta(milliseconds=1)
        return (passed << 22) | (self._count & 0x3FFFFF)


@dataclass(slots=True)
class User:
    """Somebody with an account."""

    id: int
    name: str
    bot: bool = False
    closed: bool = False
    installed: bool = False
    locale: str = "en-GB"

    def plain(self) -> Json:
        """Return the account as Discord describes it."""
        return {
            "id": str(self.id), "username": self.name.lower().replace(" ", "_"), "discriminator": "0",
            "global_name": self.name, "avatar": None, "bot": self.bot, "public_flags": 0,
        }  # fmt: skip


@dataclass(slots=True)
class Room:
    """Where messages stand: a room of a server, or two people's own."""

    id: int
    kind: int
    name: str = ""
    guild: int = 0
    people: tuple[int, ...] = ()
    shut: bool = False
    silent: bool = False

    def plain(self) -> Json:
        """Return the room as Discord describes it."""
        told: Json = {"id": str(self.id), "type": self.kind, "last_message_id": None, "flags": 0}
        if self.kind == GUILD_ROOM:
            told |= {
                "name": self.name, "guild_id": str(self.guild), "position": 0, "permission_overwrites": [],
                "nsfw": False, "parent_id": None, "topic": None, "rate_limit_per_user": 0,
            }  # fmt: skip
        return told


@dataclass(slots=True)
class Guild:
    """A server: who is in it, with which permissions, and its rooms."""

    id: int
    name: str
    owner: int
    members: dict[int, int] = field(default_factory=dict)
    roles: dict[int, str] = field(default_factory=dict)
    has_app: bool = True


@dataclass(slots=True)
class Message:
    """What somebody reads; *only_for* is who alone sees it."""

    id: int
    room: int
    author: User
    at: datetime
    body: Json
    only_for: int = 0
    answers: int = 0
    nonce: str = ""
    edits: int = 0
    pinged: tuple[str, ...] = ()
    files: dict[str, bytes] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """Return every word on it, buttons apart."""
        return "\n".join(filter(None, self._words()))

    def _words(self) -> Iterator[str]:
        yield self.body.get("content") or ""
        for component in walk(self.body.get("components") or []):
            if component["type"] == TEXT:
                yield component["content"]
        for embed in self.body.get("embeds") or []:
            yield from (embed.get("title", ""), embed.get("description", ""))
            for each in embed.get("fields", []):
                yield from (each["name"], each["value"])
            yield embed.get("footer", {}).get("text", "")

    @property
    def buttons(self) -> dict[str, Json]:
        """Return the buttons by their labels."""
        every = walk(self.body.get("components") or [])
        return {each.get("label", ""): each for each in every if each["type"] == BUTTON}

    @property
    def selects(self) -> list[Json]:
        """Return the menus."""
        return [each for each in walk(self.body.get("components") or []) if each["type"] in {3, 5, 6, 7, 8}]

    def plain(self) -> Json:
        """Return the message as Discord describes it."""
        told: Json = {
            "id": str(self.id), "channel_id": str(self.room), "author": self.author.plain(), "type": 0,
            "content": self.body.get("content") or "", "timestamp": self.at.isoformat(), "edited_timestamp": None,
            "tts": False, "mention_everyone": False, "mentions": [], "mention_roles": [], "attachments": [],
            "embeds": self.body.get("embeds") or [], "components": self.body.get("components") or [],
            "pinned": False, "flags": self.body.get("flags") or 0,
        }  # fmt: skip
        if self.nonce:
            told["nonce"] = self.nonce
        return told


@dataclass(slots=True)
class Interaction:
    """Something that somebody set going, and what came of it."""

    id: int
    token: str
    kind: int
    by: User
    room: Room
    made: datetime
    """By Discord's clock."""
    payload: Json
    source: Message | None = None
    only_installed: bool = False
    answer: int = 0
    flags: int = 0
    original: Message | None = None
    choices: list[Json] | None = None
    modal: Json | None = None
    followups: list[Message] = field(default_factory=list)
    changed: asyncio.Event = field(default_factory=asyncio.Event)
    begun: float = field(default_factory=monotonic)

    def waits(self, now: datetime) -> timedelta:
        """Return for how long it has been waiting, as a patient Discord sees it; time put forward counts whole."""
        real = timedelta(seconds=monotonic() - self.begun)
        return now - self.made - real + real / PATIENCE

    def touch(self) -> None:
        """Wake whoever waits for what comes of it."""
        self.changed.set()

    @property
    def settled(self) -> bool:
        """Say whether there is something to see, more than that somebody thinks."""
        match self.answer:
            case 0:
                return False
            case 5:
                return self.original is not None
            case 6:
                return bool(self.followups) or (self.source is not None and self.source.edits > 0)
            case _:
                return True


MENTION = re.compile(r"<@!?(?P<user>\d+)>|<@&(?P<role>\d+)>|(?P<all>@everyone|@here)")


def pinged(text: str, allowed: Json | None) -> tuple[str, ...]:
    """Return whom the mentions in *text* wake; without rules for them, everybody."""
    if allowed is None:
        return tuple(found[0] for found in MENTION.finditer(text))
    kinds = set(allowed.get("parse") or ())
    users, roles = (set(map(str, allowed.get(kind) or ())) for kind in ("users", "roles"))

    def wakes(found: re.Match[str]) -> bool:
        if found["all"]:
            return "everyone" in kinds
        if found["role"]:
            return "roles" in kinds or found["role"] in roles
        return "users" in kinds or found["user"] in users

    return tuple(found[0] for found in MENTION.finditer(text) if wakes(found))
