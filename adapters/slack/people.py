"""Who is who in the workspace: asked of Slack, and kept for ten minutes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from adapters.slack.web import Rejected, Web
from bot.core.delivering import Later, Unsure
from bot.core.people import Caller, Mention

KEPT = timedelta(minutes=10)
"""How long what Slack said about somebody is good for: rights that were taken away end with it."""
MOST = 10_000
"""People whom one process remembers."""


@dataclass(frozen=True, slots=True)
class Member:
    """Somebody as Slack describes them."""

    id: str
    name: str
    zone: str = ""
    admin: bool = False


@dataclass(slots=True)
class Directory:
    """The people of the workspace *team*."""

    web: Web
    clock: Callable[[], datetime]
    team: str = ""
    known: dict[str, tuple[datetime, Member]] = field(default_factory=dict)

    async def caller(self, user: str, named: Mapping[str, str], called: str = "") -> Caller:
        """Return somebody who speaks, and whom she *named*: ids, and what to call them while Slack says no more."""
        member = await self.member(user) or Member(user, called)
        return Caller(
            f"slack:{self.team}",
            self.ours(user),
            name=member.name,
            platform="slack",
            admin=member.admin,
            zone=member.zone,
            mentions=tuple([each for one, called in named.items() if (each := await self.mention(one, called))]),
        )

    async def mention(self, user: str, called: str = "") -> Mention | None:
        """Return somebody who was named; None if there is nobody by this id."""
        member = await self.member(user) or (Member(user, called) if called else None)
        return Mention(self.ours(user), member.name, member.zone) if member else None

    def ours(self, user: str) -> str:
        """Return what the coach calls somebody of this workspace."""
        return f"{self.team}:{user}"

    def theirs(self, person: str) -> str:
        """Return what Slack calls somebody; empty if she is of another workspace."""
        team, _, user = person.partition(":")
        return user if team == self.team else ""

    async def member(self, user: str) -> Member | None:
        """Return somebody as Slack describes them; None if Slack knows nobody, or does not say."""
        found = self.known.get(user)
        if found and self.clock() - found[0] < KEPT:
            return found[1]
        try:
            told = (await self.web.call("users.info", user=user))["user"]
        except (Rejected, Later, Unsure):
            return found[1] if found else None
        profile = told.get("profile") or {}
        name = profile.get("display_name") or told.get("real_name") or profile.get("real_name") or told.get("name", "")
        admin = bool(told.get("is_admin") or told.get("is_owner"))
        member = Member(user, profile.get("real_name") or name, told.get("tz") or "", admin)
        if len(self.known) >= MOST:
            self.known.clear()
        self.known[user] = (self.clock(), member)
        return member
